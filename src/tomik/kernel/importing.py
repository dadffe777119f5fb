"""The protocol of an import: a room says what it takes and does, `intake` shows the one Import screen.

A kind is registered in `config/imports.py`. `check` reads and decides, `apply` runs inside a transaction that
the caller opened and plans again from the rows, so what was read before the lock is never trusted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from tomik.kernel.errors import LineProblem

CellValue = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column that an import understands."""

    key: str
    title: Any
    aliases: tuple[str, ...] = ()
    required: bool = False
    refused: bool = False
    """Personal data that is not needed: recognised in order to be left out, never stored."""
    help: Any = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One data row of the file. `number` is the row number a person sees; keys are column keys."""

    number: int
    values: Mapping[str, CellValue]


@dataclass(frozen=True, slots=True)
class Option:
    """A question of the import as a whole (school year, date of the act, full list or not)."""

    key: str
    title: Any
    kind: str = "text"
    """text | date | integer | boolean | choice"""
    default: Any = None
    choices: tuple[tuple[str, Any], ...] = ()
    help: Any = ""
    is_needed: bool = True
    """A date or a number may be left out when False; a text always may."""


@dataclass(frozen=True, slots=True)
class Context:
    """Who imports, for whom, with which answers."""

    user_id: int | None
    school_id: int | None
    options: Mapping[str, Any] = field(default_factory=dict)
    region_id: int | None = None
    """The region of the school, or the region that the file is for."""
    run_uid: str = ""
    """UUID of the import run: the key of idempotency of what `apply` posts."""


@dataclass(frozen=True, slots=True)
class Change:
    """A number of the preview: «came 12», with a few examples."""

    code: str
    title: Any
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a person decides before the import is applied, because it must not be guessed.

    The answer comes back in `Context.options["answers"]` under the key; a question without one stays open.
    """

    key: str
    """The same whenever the same file meets the same data; letters, digits and dashes."""
    row: int | None
    text: Any
    choices: tuple[tuple[str, Any], ...]
    """Value and title of each answer."""
    answer: str = ""


@dataclass(slots=True)
class Plan:
    """What an import would do."""

    problems: list[LineProblem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    rows_good: int = 0
    rows_bad: int = 0
    questions: list[Question] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether applying changes nothing."""
        return not any(change.count for change in self.changes if not change.code.startswith("same"))


@dataclass(slots=True)
class Applied:
    """What an import did; `undo_token` is what `undo` needs, plain JSON."""

    plan: Plan
    undo_token: dict[str, Any] = field(default_factory=dict)


class ImportKind(Protocol):
    """What a room offers to the Import screen."""

    name: str
    """URL name: «class-lists», «fund», «plan», «schools»."""
    title: Any
    description: Any
    permission: str
    """Name of accounts.roles.Permission needed in the school (or region)."""
    level: str
    """school | region"""

    def columns(self) -> Sequence[Column]:
        """The columns it understands."""
        ...

    def options(self, context: Context) -> Sequence[Option]:
        """The questions it asks."""
        ...

    def check(self, rows: Sequence[Row], context: Context) -> Plan:
        """What would happen. Reads only."""
        ...

    def apply(self, rows: Sequence[Row], context: Context) -> Applied:
        """Do it, inside the caller's transaction. Good rows are taken, bad ones are reported in the plan."""
        ...

    def undo(self, undo_token: Mapping[str, Any], context: Context) -> Plan:
        """Take it back, inside the caller's transaction; raises TomikError with reasons when it can't be."""
        ...
