"""The certifying inscription of a bound register: pages counted, laced, sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tomik.fund.official.parts import (
    Form,
    day_in_words,
    in_russian,
    institution_of,
    signatures,
    text,
)
from tomik.kernel.words import grouped, in_words, plural
from tomik.territory.public import School

CERTIFICATE = "certificate"
_PAGES = ("страница", "страницы", "страниц")
_NUMBERED = ("пронумерована, прошнурована и скреплена", "пронумеровано, прошнуровано и скреплено")


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A register that is bound: its name, the years that it holds, how many pages."""

    school: School
    register: str
    """«Инвентарная книга», «Книга суммарного учёта фонда учебников, 2026 год»."""
    pages: int
    day: date | None = None


@in_russian
def certificate(paper: Certificate) -> Form:
    """«Заверительная надпись», for the last page of a bound register. Raises ValueError for no pages."""
    if paper.pages < 1:
        raise ValueError("a bound register has pages")
    place = institution_of(paper.school)
    words = _NUMBERED[0] if plural(paper.pages, ("1", "2", "5")) == "1" else _NUMBERED[1]
    counted = f"{grouped(paper.pages)} ({in_words(paper.pages, feminine=True)}) {plural(paper.pages, _PAGES)}"
    said = {
        "title": "Заверительная надпись",
        "requisites": [["Учреждение", place.name], ["Документ", paper.register]],
        "body": [
            text(f"В настоящем документе («{paper.register}») {words} печатью {counted}."),
            signatures([(place.head_post, place.settings.head_name), place.librarian]),
            text(f"{day_in_words(paper.day)}          М. П."),
        ],
    }
    return Form(operation=CERTIFICATE, code=None, said=said)
