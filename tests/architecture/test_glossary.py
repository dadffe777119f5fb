"""Every model has a row in the glossary, and the glossary names no model that is gone."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

GLOSSARY = Path(__file__).resolve().parents[2] / "GLOSSARY.md"


def _models() -> set[str]:
    return {
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("tomik.") and not model._meta.auto_created
    }


def _rows() -> list[list[str]]:
    lines = [line for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_model_has_a_row() -> None:
    named = {name for row in _rows() for name in re.findall(r"`(\w+)`", row[1])}
    assert _models() - named == set()


def test_every_name_in_the_code_column_exists() -> None:
    known = _models()
    fields = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
    named = {name for row in _rows() for name in re.findall(r"`(\w+)`", row[1])}
    assert named - known - fields == set()


def test_every_row_is_whole_and_each_word_stands_once() -> None:
    rows = _rows()
    assert [row for row in rows if len(row) != 5 or not row[0] or not row[1] or not row[2]] == []
    words = [row[0] for row in rows]
    assert sorted(words) == sorted(set(words))
