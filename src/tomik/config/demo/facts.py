"""The facts that the demo region is made of: small files beside this module (see README.md for their origin)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
THIS_YEAR = 2026
NEXT_YEAR = 2027


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality: what is real (name, centre, OKTMO) and how many schools and pupils it has."""

    key: str
    name: str
    genitive: str
    kind: str
    centre: str
    latitude: float
    longitude: float
    oktmo: str
    schools: int
    small: int
    pupils: int
    spread_km: float
    state: int

    @property
    def is_town(self) -> bool:
        """A town with no villages of its own."""
        return self.small == 0

    @property
    def centre_is_outside(self) -> bool:
        """The district's centre lies in another municipality (Томский район)."""
        return self.key == "tomsky"


@dataclass(frozen=True, slots=True)
class Textbook:
    """A textbook as one row of `textbooks.csv`: a set of one or more parts."""

    key: str
    subject: str
    variant: str
    grade_from: int
    grade_to: int
    title: str
    authors: str
    publisher: str
    line: str
    parts: int
    level: str
    is_unified: bool
    list: str
    appendix: str
    number: int | None
    term: str
    price_kopecks: int
    equivalent_to: str

    def serves(self, grade: int) -> bool:
        """Whether the textbook is made for the grade."""
        return self.grade_from <= grade <= self.grade_to


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def places() -> tuple[Place, ...]:
    """The municipalities in the order of reports."""
    return tuple(
        Place(
            key=row["key"],
            name=row["name"],
            genitive=row["genitive"],
            kind=row["kind"],
            centre=row["centre"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            oktmo=row["oktmo"],
            schools=int(row["schools"]),
            small=int(row["small"]),
            pupils=int(row["pupils"]),
            spread_km=float(row["spread_km"]),
            state=int(row["state"]),
        )
        for row in _rows("municipalities.csv")
    )


@cache
def textbooks() -> tuple[Textbook, ...]:
    """All textbooks of the demo catalogue."""
    return tuple(
        Textbook(
            key=row["key"],
            subject=row["subject"],
            variant=row["variant"],
            grade_from=int(row["grade_from"]),
            grade_to=int(row["grade_to"]),
            title=row["title"],
            authors=row["authors"],
            publisher=row["publisher"],
            line=row["line"],
            parts=int(row["parts"]),
            level=row["level"],
            is_unified=row["unified"] == "1",
            list=row["list"],
            appendix=row["appendix"],
            number=int(row["number"]) if row["number"] else None,
            term=row["term"],
            price_kopecks=int(row["price_kopecks"]),
            equivalent_to=row["equivalent_to"],
        )
        for row in _rows("textbooks.csv")
    )


@cache
def people() -> dict[str, Any]:
    """Lists of names that pupils, villages and streets are combined from."""
    return dict(json.loads((DATA / "people.json").read_text(encoding="utf-8")))


@cache
def curriculum() -> dict[str, range]:
    """Subject code → grades in which it is taught with a textbook."""
    return {
        row["subject"]: range(int(row["grade_from"]), int(row["grade_to"]) + 1)
        for row in _rows("curriculum.csv")
    }


@cache
def choices() -> dict[tuple[str, str], tuple[tuple[str, float], ...]]:
    """(stage, subject) → variants that schools choose from, with their weights."""
    found: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for row in _rows("choices.csv"):
        found.setdefault((row["stage"], row["subject"]), []).append((row["variant"], float(row["weight"])))
    return {key: tuple(value) for key, value in found.items()}


def stage_of(grade: int) -> str:
    """primary | basic | secondary, as the standards divide the grades."""
    return "primary" if grade <= 4 else "basic" if grade <= 9 else "secondary"
