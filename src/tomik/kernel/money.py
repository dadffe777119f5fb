"""Money in whole kopecks."""

from __future__ import annotations

import re
from decimal import Decimal

KOPECKS_PER_ROUBLE = 100
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_AMOUNT = re.compile(r"-?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})", re.ASCII)


class KopeckSplit(ValueError):
    """A sum with a fraction of a kopeck."""


def kopecks_from(value: object) -> int:
    """Kopecks from a cell: 350, 350.5, «1 234,50», «350 руб.». Raises ValueError when it is not a sum ≥ 0.

    Fractions of a kopeck are refused (`KopeckSplit`), so that nothing is rounded silently; binary floats are read to 1/100.
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
        # Decimal itself would also read «1e99999» and «sNaN».
        if not _AMOUNT.fullmatch(text):
            raise ValueError("not a sum")
        amount = Decimal(text)
    kopecks = amount * KOPECKS_PER_ROUBLE
    if not kopecks.is_finite() or kopecks < 0:
        raise ValueError("not a sum")
    if kopecks != kopecks.to_integral_value():
        raise KopeckSplit("not whole kopecks")
    return int(kopecks)


def roubles(kopecks: int) -> Decimal:
    """The sum in roubles, exact."""
    return Decimal(kopecks) / KOPECKS_PER_ROUBLE
