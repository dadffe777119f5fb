"""Bar codes against known patterns, and read back by their own rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomik.paper.barcodes import _PATTERNS, code128, qr_rows


def values_of(widths: list[int]) -> list[int]:
    """The values that the bars say, the stop left out."""
    body, stop = widths[:-7], widths[-7:]
    assert "".join(map(str, stop)) == "2331112"
    return [_PATTERNS.index("".join(map(str, body[at : at + 6]))) for at in range(0, len(body), 6)]


def test_a_known_code() -> None:
    assert values_of(code128("Wikipedia")) == [104, 55, 73, 75, 73, 80, 69, 68, 73, 65, 88]
    assert values_of(code128("123456"))[:4] == [105, 12, 34, 56]


def test_every_pattern_is_eleven_modules() -> None:
    assert {sum(map(int, pattern)) for pattern in _PATTERNS[:-1]} == {11}
    assert len(set(_PATTERNS)) == len(_PATTERNS) == 107


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=30))
def test_the_check_value(text: str) -> None:
    first, *rest, check = values_of(code128(text))
    assert check == (first + sum(place * value for place, value in enumerate(rest, start=1))) % 103


@pytest.mark.parametrize("text", ["", "Ш1", "a\n"])
def test_what_bars_cannot_say(text: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        code128(text)


def test_points_of_a_qr_code() -> None:
    rows = qr_rows("000000012345")
    assert {len(row) for row in rows} == {len(rows)}
    assert rows[0][:8] == [0] * 7 + [255], "the finder pattern begins dark"
