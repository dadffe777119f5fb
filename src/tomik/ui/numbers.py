"""How numbers, sums, shares and words after numbers are written for people. Pure."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"


def grouped(digits: str) -> str:
    """Digits in groups of three, from the right, with narrow no-break spaces."""
    head = len(digits) % 3
    groups = [digits[:head]] if head else []
    groups += [digits[at : at + 3] for at in range(head, len(digits), 3)]
    return NARROW_SPACE.join(groups)


def number_text(value: int | Decimal | float, *, places: int | None = None, comma: str = ",") -> str:
    """12345.5 → «12 345,5». `places` fixes the digits after the comma."""
    amount = value if isinstance(value, Decimal) else Decimal(str(value))
    if places is not None:
        amount = amount.quantize(Decimal(1).scaleb(-places))
    text = f"{abs(amount):f}"
    whole, _, fraction = text.partition(".")
    sign = MINUS if amount < 0 else ""
    return sign + grouped(whole) + (comma + fraction if fraction else "")


def money_text(kopecks: int, *, comma: str = ",") -> str:
    """Kopecks as roubles: 123450 → «1 234,50 ₽»."""
    return number_text(Decimal(kopecks) / 100, places=2, comma=comma) + NO_BREAK_SPACE + "₽"


def share_text(
    part: int | Fraction | Decimal | float, whole: int | Fraction | Decimal | float = 1, *, comma: str = ","
) -> str:
    """«87,5 %», rounded down to a tenth so that 99.96 % never reads as 100 %. «—» when there is nothing to divide by."""
    if not whole:
        return "—"
    percent = Fraction(part) / Fraction(whole) * 100
    tenths = (Decimal(percent.numerator * 10) / Decimal(percent.denominator)).to_integral_value(ROUND_FLOOR)
    value = tenths / 10
    places = 0 if tenths % 10 == 0 else 1
    return number_text(value, places=places, comma=comma) + NO_BREAK_SPACE + "%"


def russian_form(count: int, one: str, few: str, many: str) -> str:
    """The form of a Russian word after a number: 1 ученик, 2 ученика, 5 учеников, 11 учеников, 21 ученик."""
    count = abs(count)
    if count % 10 == 1 and count % 100 != 11:
        return one
    if 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14:
        return few
    return many
