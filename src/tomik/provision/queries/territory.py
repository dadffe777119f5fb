"""A territory's provision as its screens need it: cut out of the region's stored sums, names joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tomik.catalogue.public import Subject
from tomik.kernel.normalise import natural_key
from tomik.provision.matrix import NOT_NEEDED, Matrix, MatrixRow, Shown
from tomik.provision.queries.region import Key, Pupils, RegionProvision, Sums, pupils_of, sum_of
from tomik.provision.rules import Totals
from tomik.territory.public import Municipality, School


@dataclass(frozen=True)
class Territory:
    """A region or one municipality of it: its schools and the sums of its region."""

    provision: RegionProvision
    schools: list[School]
    municipalities: list[Municipality]
    municipality: Municipality | None

    @property
    def total(self) -> Sums:
        """Sums over the schools of the territory."""
        return sum_of(self.provision.schools.get(school.pk, Sums()) for school in self.schools)

    @property
    def pupils(self) -> Pupils:
        """Pupils of the schools of the territory."""
        return pupils_of(self.provision.pupils.get(school.pk, Pupils()) for school in self.schools)

    @property
    def surplus(self) -> int:
        """Usable sets beyond the needs, school by school."""
        return sum(self.provision.surplus(school.pk) for school in self.schools)

    @property
    def silent(self) -> int:
        """Schools without a plan for some class, or without books."""
        return len(silent_rows(self))


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school in the list «worst first» and on the map."""

    name: str
    url: str
    municipality: str
    pupils: int
    full: int
    full_share: float | None
    need: int
    covered: int
    share: float | None
    lacks: int
    surplus: int
    positions_full: float | None
    state: str
    latitude: float | None
    longitude: float | None
    school_id: int
    municipality_id: int

    @property
    def order(self) -> tuple[str | int, ...]:
        """Sorts by name: «Школа № 2» before «Школа № 10»."""
        return natural_key(self.name)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


@cache
def _school_address() -> tuple[str, str]:
    """The address of a school's matrix before and after its identifier: a list needs hundreds."""
    placeholder = UUID(int=0)
    before, _uid, after = reverse("provision:school", args=[placeholder]).partition(str(placeholder))
    return before, after


def school_url(school: School, year: int) -> str:
    """The school's own matrix."""
    before, after = _school_address()
    return f"{before}{school.uid}{after}?year={year}"


def school_rows(territory: Territory) -> list[SchoolRow]:
    """Schools with a plan, those with the smallest share of full sets first."""
    provision, rows = territory.provision, []
    for school in territory.schools:
        sums, pupils = provision.schools.get(school.pk, Sums()), provision.pupils.get(school.pk, Pupils())
        rows.append(
            SchoolRow(
                name=school.short_name,
                url=school_url(school, provision.school_year),
                municipality=school.municipality.name,
                pupils=pupils.pupils,
                full=pupils.full,
                full_share=_share(pupils.full, pupils.pupils),
                need=sums.need,
                covered=sums.covered,
                share=_share(sums.covered, sums.need),
                lacks=sums.lacking,
                surplus=provision.surplus(school.pk),
                positions_full=_share(sums.positions - sums.short - sums.expired, sums.positions),
                state=str(sums.state),
                latitude=school.latitude,
                longitude=school.longitude,
                school_id=school.pk,
                municipality_id=school.municipality_id,
            )
        )
    return sorted(rows, key=lambda row: (row.share is None, row.share or 0, -row.lacks, row.order))


@dataclass(frozen=True, slots=True)
class SilentRow:
    """A school that has not entered everything."""

    name: str
    url: str
    municipality: str
    classes: int
    classes_planned: int
    pupils_unplanned: int
    available: int
    what: str

    @property
    def order(self) -> tuple[str | int, ...]:
        """Sorts by name: «Школа № 2» before «Школа № 10»."""
        return natural_key(self.name)


def silent_rows(territory: Territory) -> list[SilentRow]:
    """Schools without classes, without a plan for some class, or without books; those with nothing first."""
    provision, rows = territory.provision, []
    for school in territory.schools:
        pupils = provision.pupils.get(school.pk, Pupils())
        available = provision.school_available.get(school.pk, 0)
        what = []
        if not pupils.classes:
            what.append(_("class lists"))
        if pupils.classes_planned < pupils.classes or not pupils.classes:
            what.append(_("textbook plan") if not pupils.classes_planned else _("plan of some classes"))
        if not available:
            what.append(_("fund"))
        if what:
            rows.append(
                SilentRow(
                    name=school.short_name,
                    url=school_url(school, provision.school_year),
                    municipality=school.municipality.name,
                    classes=pupils.classes,
                    classes_planned=pupils.classes_planned,
                    pupils_unplanned=pupils.pupils_unplanned,
                    available=available,
                    what=", ".join(what),
                )
            )
    return sorted(rows, key=lambda row: (row.classes_planned > 0, -row.pupils_unplanned, row.order))


def municipality_matrix(territory: Territory, address: Any) -> Matrix:
    """Municipalities × subjects."""
    provision = territory.provision
    used = {subject_id for _unit, subject_id in provision.municipality_subject}
    subjects = [(item.pk, item.name) for item in Subject.objects.filter(pk__in=used)]
    rows = [(item.pk, item.name, address(item)) for item in territory.municipalities]
    return _heat(_("Municipality"), rows, subjects, provision.municipality_subject)


def municipality_grade_matrix(territory: Territory, address: Any) -> Matrix:
    """Municipalities × grades."""
    provision = territory.provision
    grades = [
        (grade, str(grade)) for grade in sorted({grade for _unit, grade in provision.municipality_grade})
    ]
    rows = [(item.pk, item.name, address(item)) for item in territory.municipalities]
    return _heat(_("Municipality"), rows, grades, provision.municipality_grade)


def school_grade_matrix(territory: Territory, _address: Any = None) -> Matrix:
    """Schools × grades."""
    provision = territory.provision
    grades = [(grade, str(grade)) for grade in sorted({grade for _unit, grade in provision.school_grade})]
    return _heat(_("School"), _school_lines(territory), grades, provision.school_grade)


def school_subject_matrix(territory: Territory, _address: Any = None) -> Matrix:
    """Schools × subjects."""
    provision = territory.provision
    used = {subject_id for _unit, subject_id in provision.school_subject}
    subjects = [(item.pk, item.name) for item in Subject.objects.filter(pk__in=used)]
    return _heat(_("School"), _school_lines(territory), subjects, provision.school_subject)


def _school_lines(territory: Territory) -> list[tuple[int, str, str]]:
    year = territory.provision.school_year
    return [(school.pk, school.short_name, school_url(school, year)) for school in territory.schools]


def _heat(
    corner: str,
    rows: Sequence[tuple[int, str, str]],
    columns: Sequence[tuple[int, str]],
    cells: dict[Key, Sums],
) -> Matrix:
    """A heat map: percentages rounded down in the cells, one pass over rows and columns."""
    made = []
    foot = [Totals() for _column in columns]
    for key, title, url in rows:
        shown, total = [], Sums()
        for place, (column_id, _heading) in enumerate(columns):
            cell = cells.get((key, column_id))
            if cell is None or not cell.positions:
                shown.append(NOT_NEEDED)
                continue
            shown.append(Shown(heat_level(cell.totals), percent(cell.totals), label=_marks(cell)))
            total += cell
            foot[place] += cell.totals
        made.append(MatrixRow(title, shown, total.totals, heat_level(total.totals), url, key))
    whole = Totals()
    for totals in foot:
        whole += totals
    return Matrix(corner, [heading for _key, heading in columns], made, foot, whole)


def percent(totals: Totals) -> str:
    """«97,4», rounded down; of electronic textbooks where only they are used."""
    tenths = totals.per_mille
    if tenths is None:
        return "Э" if totals.need_electronic else ""
    return "100" if tenths == 1000 else f"{tenths // 10},{tenths % 10}"


LEVELS = ((1000, "5"), (970, "4"), (900, "3"), (750, "2"))


def heat_level(totals: Totals) -> str:
    """The step of the colour scale: 5 is 100 %, 4 from 97 %, 3 from 90 %, 2 from 75 %, 1 below; 0 without need."""
    tenths = totals.per_mille
    if tenths is None:
        return "0"
    return next((level for least, level in LEVELS if tenths >= least), "1")


def _marks(sums: Sums) -> str:
    """Whether expired textbooks stand behind the cell, in words."""
    return _("expired books are in use") if sums.expired else ""


def level_of_share(covered: int, need: int) -> str:
    """The step of the colour scale for a school's point on the map."""
    return heat_level(Totals(need, covered))
