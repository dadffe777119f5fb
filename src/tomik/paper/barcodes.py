"""Bar codes as widths and QR codes as points, to be drawn by a template. Pure."""

from __future__ import annotations

import segno

# Code 128 (ISO/IEC 15417): the widths of three bars and three spaces of each value; 106 is the stop with its last bar.
_PATTERNS = [
    "212222",
    "222122",
    "222221",
    "121223",
    "121322",
    "131222",
    "122213",
    "122312",
    "132212",
    "221213",
    "221312",
    "231212",
    "112232",
    "122132",
    "122231",
    "113222",
    "123122",
    "123221",
    "223211",
    "221132",
    "221231",
    "213212",
    "223112",
    "312131",
    "311222",
    "321122",
    "321221",
    "312212",
    "322112",
    "322211",
    "212123",
    "212321",
    "232121",
    "111323",
    "131123",
    "131321",
    "112313",
    "132113",
    "132311",
    "211313",
    "231113",
    "231311",
    "112133",
    "112331",
    "132131",
    "113123",
    "113321",
    "133121",
    "313121",
    "211331",
    "231131",
    "213113",
    "213311",
    "213131",
    "311123",
    "311321",
    "331121",
    "312113",
    "312311",
    "332111",
    "314111",
    "221411",
    "431111",
    "111224",
    "111422",
    "121124",
    "121421",
    "141122",
    "141221",
    "112214",
    "112412",
    "122114",
    "122411",
    "142112",
    "142211",
    "241211",
    "221114",
    "413111",
    "241112",
    "134111",
    "111242",
    "121142",
    "121241",
    "114212",
    "124112",
    "124211",
    "411212",
    "421112",
    "421211",
    "212141",
    "214121",
    "412121",
    "111143",
    "111341",
    "131141",
    "114113",
    "114311",
    "411113",
    "411311",
    "113141",
    "114131",
    "311141",
    "411131",
    "211412",
    "211214",
    "211232",
    "2331112",
]
_START_B, _START_C, _STOP = 104, 105, 106


def code128(text: str) -> list[int]:
    """Widths of bars and spaces in turn, in modules, a bar first. An even number of digits takes half the length.

    Raises ValueError for characters that the code has not: only printable ASCII can be drawn as bars.
    """
    if not text or not all(32 <= ord(character) < 127 for character in text):
        raise ValueError("a bar code holds printable ASCII only")
    if text.isdigit() and len(text) % 2 == 0:
        values = [_START_C, *(int(text[at : at + 2]) for at in range(0, len(text), 2))]
    else:
        values = [_START_B, *(ord(character) - 32 for character in text)]
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    return [int(width) for value in (*values, check, _STOP) for width in _PATTERNS[value]]


def qr_rows(text: str, *, mask: int | None = None) -> list[list[int]]:
    """A QR code, row by row: 0 where a module is dark, 255 where it is light; without the light border.

    Without a `mask` the one of the eight is taken that gives the calmest picture, which is most of the work.
    """
    made = segno.make(text, error="m", micro=False, mask=mask)
    return [[0 if module else 255 for module in row] for row in made.matrix]


def qr_mask(text: str) -> int:
    """The mask that suits a text, and others that differ from it in a few digits."""
    mask: int = segno.make(text, error="m", micro=False).mask
    return mask
