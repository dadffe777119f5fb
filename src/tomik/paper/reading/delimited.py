"""Delimited text (csv): the encoding and the delimiter are found out, not asked."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from tomik.paper.errors import DamagedFile, NotATable, TooManyColumns, TooManyRows, UnsupportedFormat
from tomik.paper.reading.table import Cells, Limits, Sheet, column_letter

_DELIMITERS = (";", "\t", ",", "|")
_SAMPLE_LINES = 30
_LOWER = re.compile("[а-яё]")
_FIELD_MAX = 100_000
_SAMPLE_BYTES = 2_000
_WIDE_SHARE = 0.9
_HINT = re.compile(r'^"?sep=(.)"?\r?\n', re.IGNORECASE)


csv.field_size_limit(_FIELD_MAX)


def decode(content: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8 and UTF-16 with or without a mark, else CP1251 or CP866."""
    wide = _wide_encoding(content)
    if wide:
        try:
            text = content.decode(wide)
        except UnicodeDecodeError as error:
            raise DamagedFile from error
        if "\x00" in text:
            raise NotATable(what=_("binary data"))
        return text, "utf-16"
    if b"\x00" in content:
        raise NotATable(what=_("binary data"))
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        # A file that is UTF-8 but for its last letter was cut in the middle of that letter.
        if (
            error.start >= len(content) - 3
            and error.start > 0
            and max(content[: error.start], default=0) > 127
        ):
            raise DamagedFile from error
    candidates = {name: content.decode(name, "replace") for name in ("cp1251", "cp866")}
    best = max(candidates, key=lambda name: len(_LOWER.findall(candidates[name])))
    return candidates[best], best


def _wide_encoding(content: bytes) -> str:
    """UTF-16, known by its mark or by the high halves of Latin and Cyrillic letters; empty for other texts."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = content[:_SAMPLE_BYTES]
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if b"\x00" in high and high.count(0) + high.count(4) > _WIDE_SHARE * len(high):
            return encoding
    return ""


def guess_delimiter(text: str) -> str:
    """The delimiter that splits the first lines into the same number of fields, at least two."""
    sample = text[: _SAMPLE_LINES * _FIELD_MAX].splitlines()[:_SAMPLE_LINES]
    lines = [line[:_FIELD_MAX] for line in sample if line.strip()]

    def score(delimiter: str) -> tuple[int, int]:
        counts = [len(fields) for fields in csv.reader(lines, delimiter=delimiter)]
        wide = [count for count in counts if count > 1]
        if not wide:
            return (0, 0)
        usual = max(set(wide), key=wide.count)
        return (wide.count(usual), usual)

    return max(_DELIMITERS, key=score)


def read_delimited(content: bytes, *, limits: Limits) -> tuple[Sheet, str, str]:
    """The one sheet of a delimited text, its encoding and delimiter. Row numbers are those Excel shows.

    Raises DamagedFile when a quoted field never ends, TooManyRows and TooManyColumns.
    """
    text, encoding = decode(content)
    start = text.lstrip()[:2000]
    if start.startswith("<?xml") and "office:spreadsheet" in start:
        raise UnsupportedFormat(what=_("The format “XML spreadsheet 2003”"))
    if start[:200].lower().startswith(("<html", "<!doctype html", "<table", "<?xml")):
        raise NotATable(what=_("a web page"))
    hint = _HINT.match(text)
    delimiter = hint[1] if hint else guess_delimiter(text)
    rows = list(_rows(text, delimiter, limits))
    if hint:
        rows[0] = []
    while rows and not any(rows[-1]):
        rows.pop()
    return Sheet(name="", rows=rows), encoding, delimiter


def _rows(text: str, delimiter: str, limits: Limits) -> Iterator[Cells]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    try:
        for number, fields in enumerate(reader, start=1):
            if number > limits.rows_max:
                raise TooManyRows(sheet="csv", rows=limits.rows_max)
            if len(fields) > limits.columns_max:
                raise TooManyColumns(sheet="csv", cell=f"{column_letter(len(fields))}{number}")
            yield [field or None for field in fields]
    except csv.Error as error:
        raise DamagedFile from error
    if _ends_inside_quotes(text, delimiter):
        raise DamagedFile


def _ends_inside_quotes(text: str, delimiter: str) -> bool:
    """Whether the last record opens a quote that never closes: the upload was cut half-way."""
    if '"' not in text:
        return False
    try:
        for _fields in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False
