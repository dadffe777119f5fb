"""Titles and column labels of the federal forms, from `federal_labels.json`; the year is a parameter."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tomik.kernel.school_year import label


@dataclass(frozen=True, slots=True)
class FormLabels:
    """Title of a form and its columns, in their order."""

    title: str
    columns: list[str]


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return loaded


def monitoring_title() -> str:
    """The name of the whole monitoring."""
    return str(_data()["title"])


def form_labels(number: str, year: int) -> FormLabels:
    """The labels of form «2.1» of a year. An order is named only for years of which it is known which one it is."""
    values = {
        "year": year,
        "before": year - 1,
        "past": label(year - 1),
        "coming": label(year),
        "coming_whole": f"{year}/{year + 1}",
        "order": _data()["orders"].get(str(year), {}).get(number, ""),
    }
    form = _data()["forms"][number]
    title = " ".join(form["title"].format(**values).split())
    return FormLabels(title, [text.format(**values) for text in form["columns"]])
