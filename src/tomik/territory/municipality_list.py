"""The municipalities of a region from a file: the first thing that a new installation needs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomik.kernel.errors import Problems, TomikError
from tomik.kernel.importing import Applied, CellValue, Change, Column, Context, Option, Plan, Row
from tomik.kernel.normalise import comparable, squeeze
from tomik.territory.models import Invitation, Membership, Municipality, School
from tomik.territory.school_names import municipality_key

EXAMPLES = 5
Kind = Municipality.Kind
_KINDS = (
    (re.compile(r"\bзато\b|закрыт"), Kind.CLOSED),
    (re.compile(r"муниципальн\w+ округ"), Kind.OKRUG),
    (re.compile(r"\bрайон|\bр н\b|\bмр\b"), Kind.DISTRICT),
    (re.compile(r"городск\w+ округ|\bгород\b|^г\b|\bго\b"), Kind.URBAN),
    (re.compile(r"\bокруг"), Kind.OKRUG),
)
_FIELDS = ("kind", "centre", "oktmo", "latitude", "longitude")
_BOUNDS = {"latitude": 90.0, "longitude": 180.0}


@dataclass(frozen=True, slots=True)
class _Read:
    name: str
    values: dict[str, Any]


class MunicipalityList:
    """Municipalities: new ones are added, known ones get what the file says; nothing is deleted."""

    name = "municipalities"
    title = gettext_lazy("Municipalities of the region")
    description = gettext_lazy("Name, kind, centre, OKTMO, coordinates. Load them before the schools.")
    permission = "edit_territory"
    level = "region"

    def columns(self) -> Sequence[Column]:
        """The name is needed; the kind is read from it when there is no column."""
        return (
            Column(
                "name",
                gettext_lazy("Municipality"),
                (
                    "муниципалитет",
                    "муниципальное образование",
                    "наименование",
                    "название",
                    "name",
                    "municipality",
                ),
                required=True,
            ),
            Column("kind", gettext_lazy("Kind"), ("тип", "вид", "kind", "type")),
            Column(
                "centre",
                gettext_lazy("Centre"),
                ("центр", "административный центр", "centre", "admin centre"),
            ),
            Column("oktmo", gettext_lazy("OKTMO"), ("октмо", "код октмо", "oktmo")),
            Column("latitude", gettext_lazy("Latitude"), ("широта", "lat", "latitude")),
            Column("longitude", gettext_lazy("Longitude"), ("долгота", "lon", "longitude")),
        )

    def options(self, context: Context) -> Sequence[Option]:
        """No questions."""
        return ()

    def check(self, rows: Sequence[Row], context: Context) -> Plan:
        """What the list would change. Reads only."""
        return _compare(rows, context)[0]

    def apply(self, rows: Sequence[Row], context: Context) -> Applied:
        """Write it inside the caller's transaction."""
        plan, new, changed = _compare(rows, context)
        region_id = _region(context)
        made = [
            Municipality.objects.create(region_id=region_id, name=read.name, **read.values) for read in new
        ]
        before = []
        for municipality, values in changed:
            before.append(
                {"id": municipality.pk, "values": {key: getattr(municipality, key) for key in values}}
            )
            for key, value in values.items():
                setattr(municipality, key, value)
            municipality.save(update_fields=list(values))
        return Applied(plan, {"created": [one.pk for one in made], "changed": before})

    def undo(self, undo_token: Mapping[str, Any], context: Context) -> Plan:
        """Take it back; raises TomikError when a school or a person already belongs to a new one."""
        created = undo_token["created"]
        used = School.objects.filter(municipality_id__in=created).exists()
        used = used or Membership.objects.filter(municipality_id__in=created).exists()
        if used or Invitation.objects.filter(municipality_id__in=created).exists():
            raise TomikError(_("Schools or people already belong to a municipality of this file."))
        Municipality.objects.filter(pk__in=created).delete()
        for one in undo_token["changed"]:
            Municipality.objects.filter(pk=one["id"]).update(**one["values"])
        return Plan()


def _region(context: Context) -> int:
    if context.region_id is None:
        raise ValueError("a list of municipalities needs a region")
    return context.region_id


Changed = list[tuple[Municipality, dict[str, Any]]]


def _compare(rows: Sequence[Row], context: Context) -> tuple[Plan, list[_Read], Changed]:
    known = {
        municipality_key(one.name): one for one in Municipality.objects.filter(region_id=_region(context))
    }
    problems, plan = Problems(), Plan()
    new: list[_Read] = []
    changed: Changed = []
    same, seen = 0, set[str]()
    for row in rows:
        read = _read(row, problems)
        if read is None:
            plan.rows_bad += 1
            continue
        key = municipality_key(read.name)
        if key in seen:
            problems.add(
                row.number, "name", _("This municipality stands in the file twice."), value=read.name
            )
            plan.rows_bad += 1
            continue
        seen.add(key)
        plan.rows_good += 1
        present = known.get(key)
        if present is None:
            new.append(read)
            continue
        values = {name: value for name, value in read.values.items() if value != getattr(present, name)}
        if values:
            changed.append((present, values))
        else:
            same += 1
    plan.problems = problems.items
    plan.changes = [
        Change("new", _("new municipalities"), len(new), tuple(read.name for read in new[:EXAMPLES])),
        Change("changed", _("changed"), len(changed), tuple(one.name for one, _v in changed[:EXAMPLES])),
        Change("same", _("without changes"), same),
    ]
    return plan, new, changed


def _read(row: Row, problems: Problems) -> _Read | None:
    """The row's municipality; None when it has an error, each of them reported."""
    before = len(problems.items)
    name = squeeze(str(row.values.get("name") or ""))
    if not municipality_key(name):
        problems.add(row.number, "name", _("The municipality is not named."), value=name)
    said = squeeze(str(row.values.get("kind") or ""))
    kind = _kind_of(said) or _kind_of(name)
    if kind is None:
        problems.add(
            row.number,
            "kind",
            _("Say the kind: city, ZATO, municipal district or municipal okrug."),
            value=said or name,
        )
    values: dict[str, Any] = {"kind": kind}
    for key in ("centre", "oktmo"):
        if text := squeeze(str(row.values.get(key) or "")).removesuffix(".0"):
            values[key] = text
    if not values.get("oktmo", "0").isdecimal() or len(values.get("oktmo", "")) > 11:
        problems.add(row.number, "oktmo", _("OKTMO is 8 or 11 digits."), value=values.get("oktmo", ""))
    for key, bound in _BOUNDS.items():
        degrees = _degrees(row.values.get(key), bound)
        if degrees is not None:
            values[key] = degrees
        elif row.values.get(key) not in (None, ""):
            problems.add(
                row.number, key, _("This is not a coordinate in degrees."), value=row.values.get(key)
            )
    return _Read(name[:200], values) if len(problems.items) == before else None


def _kind_of(text: str) -> str | None:
    key = comparable(text)
    return next((kind for pattern, kind in _KINDS if key and pattern.search(key)), None)


def _degrees(value: CellValue, bound: float) -> float | None:
    try:
        degrees = float(str(value).replace(",", "."))
    except ValueError:
        return None
    return degrees if -bound <= degrees <= bound else None
