"""Who else needs what a school would throw away. The rule «exchange first» asks here; another room answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tomik.territory.public import School


@dataclass(frozen=True, slots=True)
class Wanted:
    """A school that lacks copies of an edition. `km` as the crow flies, None when a place is unknown."""

    school: str
    municipality: str
    copies: int
    km: int | None = None


class WhoNeeds(Protocol):
    """Answers by edition, nearest school first; editions that nobody needs are absent.

    Called in the scope of the asking school: only what the region publishes to every school may be told.
    """

    def __call__(
        self, school: School, edition_ids: Collection[int], *, school_year: int
    ) -> Mapping[int, Sequence[Wanted]]: ...


def nobody(
    school: School, edition_ids: Collection[int], *, school_year: int
) -> Mapping[int, Sequence[Wanted]]:
    """Without a provider nothing is known."""
    return {}


_asked: list[WhoNeeds] = [nobody]


def answer_with(provider: WhoNeeds) -> None:
    """Declare who answers; done once when the program starts."""
    _asked[0] = provider


def answering() -> WhoNeeds:
    """Who answers now."""
    return _asked[0]


def who_needs(
    school: School, edition_ids: Collection[int], *, school_year: int
) -> Mapping[int, Sequence[Wanted]]:
    """By edition: the schools that need it, nearest first."""
    return _asked[0](school, edition_ids, school_year=school_year) if edition_ids else {}
