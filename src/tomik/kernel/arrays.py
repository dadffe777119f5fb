"""Columns for PostgreSQL's `unnest` as text: for hundreds of rows far quicker than the driver's way with lists."""

from __future__ import annotations

from collections.abc import Iterable


def array(values: Iterable[object]) -> str:
    """An array literal of numbers, truth values, dates, identifiers or words; None is NULL. Cast it in the query."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)
