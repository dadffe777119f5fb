"""Which school of the register a row means. Sure signs only; look-alikes are shown to a person. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tomik.territory.school_names import SchoolName, are_alike, school_name
from tomik.territory.school_rows import NEW, SAME, Read, SchoolRow


@dataclass(frozen=True, slots=True)
class Registered:
    """A school of the register."""

    school_id: int
    municipality_id: int
    short_name: str
    full_name: str
    inn: str
    name: SchoolName
    full: SchoolName


@dataclass(slots=True)
class Matched:
    """Rows that are schools of the register, and rows that are new schools."""

    known: list[tuple[SchoolRow, int]] = field(default_factory=list)
    new: list[SchoolRow] = field(default_factory=list)


def registered(
    *, school_id: int, municipality: tuple[int, str], names: tuple[str, str], inn: str
) -> Registered:
    """A school of the register with its names taken apart."""
    short, full = names
    number, place = municipality
    return Registered(
        school_id, number, short, full, inn, school_name(short, place), school_name(full, place)
    )


def match(read: Read, register: Sequence[Registered]) -> Matched:
    """Sort the rows; whatever needs a person's word is refused with the question, once per row."""
    _refuse_repeats(read)
    rows = [row for row in read.rows if row.number not in read.bad]
    by_inn = {school.inn: school for school in register if school.inn}
    by_place: dict[int, list[Registered]] = defaultdict(list)
    for school in register:
        by_place[school.municipality_id].append(school)
    sure = {row.number: one for row in rows if (one := _sure(row, by_inn, by_place)) is not None}
    taken = {school.school_id for school in sure.values()}
    matched = Matched()
    new_by_place: dict[int, list[SchoolRow]] = defaultdict(list)
    for row in rows:
        if row.number in sure:
            matched.known.append((row, sure[row.number].school_id))
            continue
        free = [school for school in by_place[row.municipality_id] if school.school_id not in taken]
        found = _ask(row, [one for one in free if _alike(row, one)], new_by_place[row.municipality_id], read)
        if found is not None:
            taken.add(found)
            matched.known.append((row, found))
        elif row.number not in read.bad:
            matched.new.append(row)
            new_by_place[row.municipality_id].append(row)
    return matched


def _refuse_repeats(read: Read) -> None:
    seen: dict[object, int] = {}
    for row in read.rows:
        keys: list[object] = [(row.municipality_id, row.name.exact)]
        if row.inn:
            keys.append(row.inn)
        first = next((seen[key] for key in keys if key in seen), None)
        if first is not None:
            message = _("The same school is already in row %(row)s. This row is left out.") % {"row": first}
            read.refuse(row.number, "short_name", message, value=row.short_name, code="repeated")
            continue
        seen.update(dict.fromkeys(keys, row.number))


def _sure(
    row: SchoolRow, by_inn: dict[str, Registered], by_place: dict[int, list[Registered]]
) -> Registered | None:
    """The same INN; or the same name in the same municipality, when no INN speaks against it."""
    if row.inn and row.inn in by_inn:
        return by_inn[row.inn]
    same = [
        school
        for school in by_place[row.municipality_id]
        if row.name.exact in (school.name.exact, school.full.exact)
    ]
    if len(same) == 1 and not (row.inn and same[0].inn and row.inn != same[0].inn):
        return same[0]
    return None


def _alike(row: SchoolRow, school: Registered) -> bool:
    full = school_name(row.full_name, row.municipality) if row.full_name else row.name
    return are_alike(row.name, school.name) or full.core == school.full.core


def _ask(row: SchoolRow, candidates: list[Registered], new_rows: list[SchoolRow], read: Read) -> int | None:
    """The school that the decision names; None for a new one. A look-alike without a decision is refused."""
    if row.decision == NEW:
        return None
    if row.decision == SAME:
        if len(candidates) == 1:
            return candidates[0].school_id
        message = _("It is not clear which school is meant. Give its INN.")
        read.refuse(row.number, "decision", message, value=row.short_name, code="unclear")
        return None
    alike = [school.short_name for school in candidates]
    alike += [
        _("“%(name)s” in row %(row)s") % {"name": other.short_name, "row": other.number}
        for other in new_rows
        if are_alike(row.name, other.name)
    ]
    if alike:
        message = _(
            "It looks like %(names)s. Is it the same school? Write “та же” or “новая” in the column “Решение”"
            " and upload the file again."
        ) % {"names": "; ".join(alike[:3])}
        read.refuse(row.number, "short_name", message, value=row.short_name, code="look_alike")
    return None
