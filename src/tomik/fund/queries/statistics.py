"""Subsection 2.6 of the federal form ОО-2 for one school or many: from the summary book, nothing counted apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tomik.fund.models import SummaryRecord
from tomik.fund.queries.summary import Figures, Period, movements

LINES = (
    ("01", "Объём фонда – всего (сумма строк 06–09)"),
    ("02", "из него: учебники"),
    ("03", "учебные пособия"),
    ("04", "художественная литература"),
    ("05", "справочный материал"),
    ("06", "из строки 01: печатные издания"),
    ("07", "аудиовизуальные документы"),
    ("08", "документы на микроформах"),
    ("09", "электронные документы"),
)
"""Number and name of each line, as the form has them (columns 3–5: received, left, there at the end of the year)."""


@dataclass(frozen=True, slots=True)
class FormLine:
    """A line of 2.6: copies before the year, received, left, at its end. 01 is the sum of 06–09."""

    number: str
    name: str
    before: int
    received: int
    left: int
    there: int

    @property
    def agrees(self) -> bool:
        """What there was + received − left = what there is."""
        return self.before + self.received - self.left == self.there


def form_26(periods: Iterable[Period]) -> list[FormLine]:
    """The lines out of the year of both books (of one school, or of many: their sum)."""
    columns = [Figures(), Figures(), Figures(), Figures()]
    for period in periods:
        for place, figures in enumerate((period.opening, period.received, period.left, period.closing)):
            columns[place] += figures
    counted = [_counts(figures) for figures in columns]
    return [
        FormLine(number, name, *(counts[place] for counts in counted))
        for place, (number, name) in enumerate(LINES)
    ]


def _counts(figures: Figures) -> list[int]:
    """06 is what is neither audiovisual (07) nor electronic (09). Aids are shown with workbooks and maps.

    An electronic textbook is a textbook by its content (02) and an electronic document by its carrier (09). No copy of
    Tomik is on microforms (08).
    """
    aids = figures.aids + figures.workbooks + figures.maps
    return [
        figures.copies,
        figures.textbooks + figures.ebooks,
        aids,
        figures.fiction,
        figures.reference,
        figures.copies - figures.audiovisual - figures.ebooks,
        figures.audiovisual,
        0,
        figures.ebooks,
    ]


def years_of(school_ids: Iterable[int], year: int) -> dict[int, dict[str, Period]]:
    """The year of both books of many schools."""
    days = [(date(year, 1, 1), date(year, 12, 31))]
    schools = list(school_ids)
    found: dict[int, dict[str, Period]] = {school: {} for school in schools}
    for book in SummaryRecord.Book.values:
        for school, periods in movements(schools, book, days).items():
            found[school][book] = periods[0]
    return found
