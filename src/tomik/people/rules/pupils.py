"""A pupil as he is known, and as a list names him. Pure."""

from __future__ import annotations

from dataclasses import dataclass

ClassKey = tuple[int, str]
"""Grade and letter."""


@dataclass(frozen=True, slots=True)
class Known:
    """A pupil of the school. `class_key` and `enrolment_id` are those of the year of the list, if he is in a class."""

    pupil_id: int
    name_key: str
    class_key: ClassKey | None = None
    enrolment_id: int | None = None
    earlier_class: ClassKey | None = None
    """His class of the year before: tells namesakes apart."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A good row of the list."""

    row: int
    name: str
    name_key: str
    class_key: ClassKey
