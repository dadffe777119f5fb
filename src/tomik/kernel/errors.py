"""Typed errors: each is one clear message to a person, or a list of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class LineProblem:
    """One problem of one line of an input: where it is, what it is, what to do.

    `row` is the number a person sees in the file (from 1); `column` is the title or letter of the column.
    `severity` is "error" (the line is left out) or "warning" (the line is taken, look at it).
    """

    row: int | None
    column: str
    message: str
    value: str = ""
    code: str = "invalid"
    severity: str = "error"

    def as_dict(self) -> dict[str, Any]:
        """The problem as plain JSON values."""
        return {
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "value": self.value,
            "message": self.message,
            "severity": self.severity,
        }


class TomikError(Exception):
    """A refusal that a person can act upon. `message` is shown as it is, translated."""

    code = "error"
    status = 422
    default_message: Any = _("The action was refused.")

    def __init__(self, message: Any = None, *, problems: Sequence[LineProblem] = (), **context: Any) -> None:
        self.message = message if message is not None else self.default_message
        self.problems = list(problems)
        self.context = context
        super().__init__(str(self.message))

    def __str__(self) -> str:
        return str(self.message)


class Busy(TomikError):
    """Another operation holds the lock; nothing was changed."""

    code = "busy"
    status = 409
    default_message = _(
        "Someone else is working with this right now. Nothing was changed; try again in a moment."
    )


class Conflict(TomikError):
    """The same key was used with other content, or the row changed meanwhile."""

    code = "conflict"
    status = 409


class NotAllowed(TomikError):
    """The person's role does not permit this."""

    code = "not_allowed"
    status = 403
    default_message = _("Your role does not permit this.")


class NotVisible(TomikError):
    """The object does not exist for this person."""

    code = "not_found"
    status = 404
    default_message = _("Not found.")


@dataclass(slots=True)
class Problems:
    """Collects problems so that all are shown at once."""

    items: list[LineProblem] = field(default_factory=list)

    def add(
        self,
        row: int | None,
        column: str,
        message: Any,
        *,
        value: object = "",
        code: str = "invalid",
        severity: str = "error",
    ) -> None:
        """Remember one problem."""
        self.items.append(LineProblem(row, column, str(message), str(value)[:200], code, severity))

    @property
    def has_errors(self) -> bool:
        """Whether any problem is an error rather than a warning."""
        return any(problem.severity == "error" for problem in self.items)
