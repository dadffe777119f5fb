"""Which column of the file is which, from the sentences that head them; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tomik.catalogue.federal_list.cells import cell_text, column_letter
from tomik.catalogue.federal_list.problems import NO_HEADER, UnusableFile

APPENDIX: Final = "appendix"
ROW_NO: Final = "row_no"
CODE: Final = "code"
TITLE: Final = "title"
AUTHORS: Final = "authors"
PUBLISHER: Final = "publisher"
AIDS: Final = "aids"
GRADES: Final = "grades"
STANDARD: Final = "standard"
RIGHTS_HOLDER: Final = "rights_holder"
INCLUSION: Final = "inclusion"
EXCLUSION: Final = "exclusion"
LANGUAGE: Final = "language"
LEVEL: Final = "level"
TERM: Final = "term"

# What makes a row a textbook and not a heading.
BOOK_FIELDS: Final = (AUTHORS, PUBLISHER, AIDS, GRADES, STANDARD, RIGHTS_HOLDER, INCLUSION, EXCLUSION, TERM)

HEADER_SEARCH_ROWS: Final = 30

# In order: the first that fits wins. (key, beginnings of the header, words it must also hold)
_PATTERNS: Final[tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]] = (
    (TERM, ("приложение 1: срок", "срок действия", "предельный срок"), ()),
    (ROW_NO, ("порядковый номер строки", "№ п/п", "№ строки", "номер строки"), ()),
    (CODE, ("порядковый номер", "код", "номер в перечне", "№ фпу", "номер фпу"), ()),
    (AIDS, ("наименования разработанных", "наименование учебных пособий", "учебные пособия"), ()),
    (PUBLISHER, ("наименование издател", "издател", "наименование организации, осуществившей"), ()),
    (TITLE, ("наименование учебника", "наименование", "название"), ()),
    (AUTHORS, ("автор",), ()),
    (GRADES, ("класс",), ()),
    (LANGUAGE, ("язык",), ()),
    (LEVEL, ("уровень",), ()),
    (RIGHTS_HOLDER, ("правообладатель",), ()),
    (EXCLUSION, ("реквизиты",), ("исключ",)),
    (INCLUSION, ("реквизиты",), ("включен",)),
    (STANDARD, ("реквизиты",), ("стандарт",)),
    (APPENDIX, ("приложение",), ()),
)


class Layout:
    """Where each field lies: found once, asked for every row."""

    def __init__(self, header_row: int, places: Mapping[str, int]) -> None:
        self.header_row = header_row
        self.places = dict(places)

    def has(self, key: str) -> bool:
        return key in self.places

    def text(self, texts: Sequence[str], key: str) -> str:
        """The field of a row of clean texts; empty when the column is absent or the row is short."""
        place = self.places.get(key)
        return "" if place is None or place >= len(texts) else texts[place]

    def letter(self, key: str) -> str:
        """The spreadsheet's letter of the field's column; empty when the file has no such column."""
        place = self.places.get(key)
        return "" if place is None else column_letter(place)


def find_layout(rows: Sequence[Sequence[object]]) -> Layout:
    """Find the header within the first rows. Raises UnusableFile when there is none."""
    for index, cells in enumerate(rows[:HEADER_SEARCH_ROWS]):
        places = header_places(cells)
        if CODE in places and TITLE in places and len(places) >= 4:
            return Layout(index, places)
    raise UnusableFile(NO_HEADER)


def header_places(cells: Sequence[object]) -> dict[str, int]:
    """The fields that the cells of one row name, each once."""
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        key = _field(cell_text(cell).lower().replace("ё", "е"))
        if key and key not in places:
            places[key] = place
    return places


def is_number_row(texts: Sequence[str]) -> bool:
    """Whether the row only numbers the columns: 1, 2, 3 …"""
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 4]
    if len(numbers) < 4 or sum(1 for text in texts if text) > len(numbers) + 1:
        return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _field(header: str) -> str | None:
    if not header:
        return None
    for key, beginnings, words in _PATTERNS:
        if header.startswith(beginnings) and all(word in header for word in words):
            return key
    return None
