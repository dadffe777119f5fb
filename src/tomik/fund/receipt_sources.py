"""Where lines of a receipt may come from besides a person's hand: other rooms (orders, an exchange) register here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tomik.fund.receipt_rules import ReceiptLineDraft


@dataclass(frozen=True, slots=True)
class ReceiptOffer:
    """Something that is expected to arrive: an order, a consignment. `key` names it within its source."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class OfferedReceipt:
    """What an offer would bring: values of the head by their field, and the lines."""

    head: Mapping[str, Any] = field(default_factory=dict)
    lines: Sequence[ReceiptLineDraft] = ()


class ReceiptSource(Protocol):
    """A room that knows what a school expects. It reads only; a person checks and posts the receipt."""

    name: str
    """URL name, unique."""
    title: Any

    def offers(self, school_id: int) -> Sequence[ReceiptOffer]:
        """What the school expects, most urgent first."""
        ...

    def draft(self, school_id: int, key: str) -> OfferedReceipt | None:
        """The receipt of an offer; None when the school has no such offer."""
        ...


_SOURCES: dict[str, ReceiptSource] = {}


def register_receipt_source(source: ReceiptSource) -> None:
    """Make a source known; called once when the program starts. The same name again replaces it."""
    _SOURCES[source.name] = source


def receipt_sources() -> list[ReceiptSource]:
    """Every source; none by default."""
    return list(_SOURCES.values())


def offered(school_id: int, name: str, key: str) -> OfferedReceipt | None:
    """The receipt of an offer of a named source, or None."""
    source = _SOURCES.get(name)
    return source.draft(school_id, key) if source is not None else None
