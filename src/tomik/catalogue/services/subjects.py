"""Subjects of the curriculum: the known ones with their place in reports, new ones as the list names them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from tomik.catalogue.models import Subject
from tomik.catalogue.reference import KNOWN_SUBJECTS, subject_key
from tomik.kernel.normalise import comparable

UNKNOWN_POSITION = 900


def ensure_subjects() -> dict[str, Subject]:
    """All subjects of the school curriculum, made where they are missing; by code."""
    Subject.objects.bulk_create(
        [
            Subject(code=known.code, name=known.name, area=known.area, position=place * 10)
            for place, known in enumerate(KNOWN_SUBJECTS, start=1)
        ],
        ignore_conflicts=True,
    )
    return {one.code: one for one in Subject.objects.all()}


def subjects_by_name(names: Iterable[tuple[str, str]]) -> dict[str, Subject]:
    """Subjects for (name, area) as a list prints them; missing ones are made. By the printed name."""
    wanted = {name: area for name, area in names if name}
    if not wanted:
        return {}
    ensure_subjects()
    present = _by_key()
    Subject.objects.bulk_create(
        [
            Subject(code=_code(name), name=name[:200], area=area[:200], position=UNKNOWN_POSITION)
            for name, area in sorted(wanted.items())
            if subject_key(name) not in present
        ],
        ignore_conflicts=True,
    )
    present = _by_key()
    return {name: present[subject_key(name)] for name in wanted if subject_key(name) in present}


def _by_key() -> dict[str, Subject]:
    return {subject_key(one.name): one for one in Subject.objects.all()}


def _code(name: str) -> str:
    digest = hashlib.sha256(comparable(name).encode()).hexdigest()[:12]
    return f"list-{digest}"
