"""Reading the history of mutable rows: who changed what, as people read it. Any room shows its own rows by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, Model, Q
from django.utils.translation import gettext as _

from tomik.accounts.public import User
from tomik.kernel.origin import in_words
from tomik.territory.changes import Change

SHOWN_MAX = 30
"""Rows of a panel; the whole history stays in the database."""
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one table in a panel: those of the object `of_id`; only columns with a label are shown.

    `of_id` None: every row that `within` tells.
    """

    model: type[Model]
    of_id: int | None
    title: Any
    labels: Mapping[str, Any]
    """Name of the field → its title on the screen."""
    within: Mapping[str, int] = field(default_factory=dict)
    """Further columns of the change that must match: {"school_id": 5}."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One column: what it was and what it became; «—» where there was or is nothing."""

    label: str
    before: str
    after: str


@dataclass(slots=True)
class Event:
    """One row made, changed or deleted."""

    at: datetime
    who: str
    title: str
    action: str
    differences: list[Difference] = field(default_factory=list)
    origin: str = ""
    """Where it came from, in words."""
    of_id: int | None = None
    """The object that the row belongs to."""


def labels_of(model: type[Model], *names: str) -> dict[str, Any]:
    """Titles of fields by the model's own words."""
    return {name: model._meta.get_field(name).verbose_name for name in names}  # type: ignore[union-attr]


def history_of(parts: Sequence[Part]) -> list[Event]:
    """The latest events of the parts, newest first. What row security hides is not there."""
    by_table = {part.model._meta.db_table: part for part in parts}
    wanted = Q(pk__in=[])
    for table, part in by_table.items():
        owner = {} if part.of_id is None else {"of_id": part.of_id}
        wanted |= Q(table_name=table, **owner, **part.within)
    changes = list(Change.objects.filter(wanted).order_by("-id")[:SHOWN_MAX])
    people = User.objects.in_bulk({change.user_id for change in changes if change.user_id})
    names = _names_of_references(changes, by_table)
    found = []
    for change in changes:
        part = by_table[change.table_name]
        differences = list(_differences(change, part, names))
        if differences or change.action != Change.Action.UPDATE:
            found.append(
                Event(
                    at=change.at,
                    who=_who(change, people),
                    title=str(part.title),
                    action=_action(change),
                    differences=differences,
                    origin=in_words(change.origin),
                    of_id=change.of_id,
                )
            )
    return found


def _who(change: Change, people: Mapping[int, User]) -> str:
    person = people.get(change.user_id or 0)
    act, _colon, rest = change.why.partition(":")
    how = {"import": _("by an import"), "undo": _("taking an import back"), "command": "tomik " + rest}.get(
        act
    )
    if person is None:
        return how or _("the program")
    return f"{person}, {how}" if how else str(person)


def _action(change: Change) -> str:
    words = {
        Change.Action.INSERT: _("added"),
        Change.Action.UPDATE: _("changed"),
        Change.Action.DELETE: _("deleted"),
    }
    return words[Change.Action(change.action)]


def _differences(
    change: Change, part: Part, names: Mapping[type[Model], Mapping[int, str]]
) -> Iterable[Difference]:
    before, after = change.before or {}, change.after or {}
    for name, label in part.labels.items():
        one: Field[Any, Any] = part.model._meta.get_field(name)  # type: ignore[assignment]
        if one.column not in before and one.column not in after:
            continue
        was, became = (_text(one, values.get(one.column), names) for values in (before, after))
        if was != became:
            yield Difference(str(label), was, became)


def _text(one: Field[Any, Any], value: Any, names: Mapping[type[Model], Mapping[int, str]]) -> str:
    """The value as the screens show it."""
    if value is None or value == "":
        return NOTHING
    if isinstance(one, ForeignKey):
        return names[one.related_model].get(value, f"№ {value}")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if one.choices:
        return str(dict(one.flatchoices).get(value, value))
    try:
        value = one.to_python(value)
    except ValidationError:  # a former column of another type: as it was written
        return str(value)
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)


def _names_of_references(
    changes: Sequence[Change], by_table: Mapping[str, Part]
) -> dict[type[Model], dict[int, str]]:
    """Names of what the shown foreign keys point at: one query for each kind, whatever the number of rows."""
    wanted: dict[Any, set[int]] = defaultdict(set)
    for change in changes:
        part = by_table[change.table_name]
        for name in part.labels:
            one: Any = part.model._meta.get_field(name)
            if isinstance(one, ForeignKey):
                values = ((change.before or {}).get(one.column), (change.after or {}).get(one.column))
                wanted[one.related_model].update(value for value in values if value is not None)
    return {
        model: {key: str(item) for key, item in model._default_manager.in_bulk(keys).items()}
        for model, keys in wanted.items()
    }
