"""Money in whole kopecks."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

KOPECKS_PER_ROUBLE = 100
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def kopecks_from(value: object) -> int:
    """Kopecks from a cell: 350, 350.5, «1 234,50», «350 руб.». Raises ValueError when it is not a sum ≥ 0.

    Fractions of a kopeck are refused, so that nothing is rounded silently; binary floats are read to 1/100.
    """
    if value is None or isinstance(value, bool):
        raise ValueError("not a sum")
    if isinstance(value, float):
        amount = Decimal(repr(round(value, 4)))
    elif isinstance(value, int | Decimal):
        amount = Decimal(value)
    else:
        text = _SPACES.sub("", str(value)).lower().rstrip(".")
        text = re.sub(r"(руб(лей|ля|ль)?|р|₽)\.?$", "", text).replace(",", ".")
        try:
            amount = Decimal(text)
        except InvalidOperation as error:
            raise ValueError("not a sum") from error
    kopecks = amount * KOPECKS_PER_ROUBLE
    if not kopecks.is_finite() or kopecks < 0 or kopecks != kopecks.to_integral_value():
        raise ValueError("not a sum")
    return int(kopecks)


def roubles(kopecks: int) -> Decimal:
    """The sum in roubles, exact."""
    return Decimal(kopecks) / KOPECKS_PER_ROUBLE
