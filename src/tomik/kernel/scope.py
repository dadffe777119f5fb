"""Scope: which schools this request or job may touch. Set on the database session, read by row security.

Row security is the second wall: queries filter too. Three sets, so that a coordinator sees counts of a school
but no pupil's name: `school_ids` (figures), `pupil_school_ids` (names), `region_ids`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import connection


@dataclass(frozen=True, slots=True)
class Scope:
    """What one actor may see now. Empty sets see nothing."""

    user_id: int | None = None
    region_ids: frozenset[int] = field(default_factory=frozenset)
    municipality_ids: frozenset[int] = field(default_factory=frozenset)
    school_ids: frozenset[int] = field(default_factory=frozenset)
    pupil_school_ids: frozenset[int] = field(default_factory=frozenset)


NOTHING = Scope()
_current: ContextVar[Scope] = ContextVar("tomik_scope", default=NOTHING)
_reason: ContextVar[str] = ContextVar("tomik_reason", default="")
_origin: ContextVar[str] = ContextVar("tomik_origin", default="")


def current() -> Scope:
    """The scope in force in this thread or task."""
    return _current.get()


def _array(ids: frozenset[int]) -> str:
    return "{" + ",".join(str(number) for number in sorted(ids)) + "}"


def write_to_session(scope: Scope) -> None:
    """Tell the database session the scope (session settings; the pool resets them when it takes the connection back)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('tomik.user_id', %s, false), set_config('tomik.region_ids', %s, false),"
            " set_config('tomik.municipality_ids', %s, false), set_config('tomik.school_ids', %s, false),"
            " set_config('tomik.pupil_school_ids', %s, false), set_config('tomik.why', %s, false),"
            " set_config('tomik.origin', %s, false)",
            [
                str(scope.user_id or ""),
                _array(scope.region_ids),
                _array(scope.municipality_ids),
                _array(scope.school_ids),
                _array(scope.pupil_school_ids),
                _reason.get(),
                _origin.get(),
            ],
        )


@contextmanager
def acting(scope: Scope) -> Iterator[Scope]:
    """Run a block within `scope`; the earlier scope comes back afterwards, also on the database session."""
    before = _current.get()
    token = _current.set(scope)
    write_to_session(scope)
    try:
        yield scope
    finally:
        _current.reset(token)
        if connection.connection is not None and connection.is_usable():
            write_to_session(before)


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Give the changes of a block their reason in the history: «import:<uid>», «command:demo» (kernel.history)."""
    token = _reason.set(reason)
    _tell_reason()
    try:
        yield
    finally:
        _reason.reset(token)
        if not connection.needs_rollback:
            _tell_reason()


def _tell_reason() -> None:
    """Write reason and origin to the session if it is open; a later one gets them with its scope."""
    if connection.connection is not None and connection.is_usable():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('tomik.why', %s, false), set_config('tomik.origin', %s, false)",
                [_reason.get(), _origin.get()],
            )


@contextmanager
def came_from(origin: str) -> Iterator[None]:
    """Say where the acts of a block come from (`kernel.origin`): `acting` and `because` inside it tell the session."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)
