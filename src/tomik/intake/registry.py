"""The kinds of imports, registered by `config`: a room offers, the one Import screen serves all."""

from __future__ import annotations

from tomik.kernel.importing import ImportKind

_kinds: dict[str, ImportKind] = {}


def register_kind(kind: ImportKind, *, replace: bool = False) -> None:
    """Add a kind. Raises ValueError when the name is taken (unless `replace`, for tests)."""
    if kind.name in _kinds and not replace:
        raise ValueError(f"import kind {kind.name} is registered twice")
    _kinds[kind.name] = kind


def kind_named(name: str) -> ImportKind | None:
    """The kind of that name."""
    return _kinds.get(name)


def kinds() -> list[ImportKind]:
    """All kinds in the order of registration."""
    return list(_kinds.values())
