"""What a kind of import may offer beyond `kernel.importing.ImportKind`; who does not offer it has not got it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol, cast

from tomik.kernel.importing import CellValue, Context, ImportKind

IsBand = Callable[[CellValue], bool]


class Offers(Protocol):
    """The optional offers of a kind, each by its name."""

    many_sheets: bool
    """All sheets with the same titles may be read as one list."""

    def sheet_column(self, names: Sequence[str], keys: Collection[str]) -> str | None:
        """Which column the names of the sheets stand for, given the columns that were found."""

    def bands(self, keys: Collection[str]) -> IsBand | None:
        """What tells a row that stands alone above others («5 А класс»); None when columns say it all."""

    def viewed(self, context: Context, *, rows: int, what: str) -> None:
        """Write down who saw rows with names."""

    def forgotten(self, undo_token: Mapping[str, Any]) -> dict[str, Any]:
        """The undo token without names of people, for when the file is deleted."""


def reads_many_sheets(kind: ImportKind) -> bool:
    """Whether sheets with the same titles may be read as one list."""
    return bool(getattr(kind, "many_sheets", False))


def sheet_column(kind: ImportKind, names: Sequence[str], keys: Collection[str]) -> str | None:
    """The column that the names of the sheets stand for, if any."""
    return cast("Offers", kind).sheet_column(names, keys) if hasattr(kind, "sheet_column") else None


def bands(kind: ImportKind, keys: Collection[str]) -> IsBand | None:
    """What tells a row that stands alone above others, if the kind knows such rows."""
    return cast("Offers", kind).bands(keys) if hasattr(kind, "bands") else None


def viewed(kind: ImportKind, context: Context, *, rows: int, what: str) -> None:
    """Let a kind that holds personal data write down who saw its rows."""
    if rows and hasattr(kind, "viewed"):
        cast("Offers", kind).viewed(context, rows=rows, what=what)


def forgotten(kind: ImportKind | None, undo_token: Mapping[str, Any]) -> dict[str, Any]:
    """The undo token without names of people."""
    if undo_token and hasattr(kind, "forgotten"):
        return cast("Offers", kind).forgotten(undo_token)
    return dict(undo_token)
