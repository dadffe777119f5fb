"""Delimited text (csv): the encoding and the delimiter are found out, not asked."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from tomik.paper.errors import DamagedFile, NotATable, TooManyColumns, TooManyRows
from tomik.paper.reading.table import Cells, Limits, Sheet, column_letter

_DELIMITERS = (";", "\t", ",", "|")
_SAMPLE_LINES = 30
_LOWER = re.compile("[а-яё]")
_FIELD_MAX = 100_000
_HINT = re.compile(r'^"?sep=(.)"?\r?\n', re.IGNORECASE)


def decode(content: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8 (with or without a mark), UTF-16 with a mark, else CP1251 or CP866."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            raise DamagedFile from error
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


def guess_delimiter(text: str) -> str:
    """The delimiter that splits the first lines into the same number of fields, at least two."""
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]

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
    if text.lstrip()[:200].lower().startswith(("<html", "<!doctype html", "<table", "<?xml")):
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
    csv.field_size_limit(_FIELD_MAX)
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
