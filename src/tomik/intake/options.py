"""Answers to the questions of an import: JSON in the run, values for the kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tomik.kernel.importing import Option


def stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain JSON of the answers."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def restored(stored_values: Mapping[str, Any], options: Sequence[Option]) -> dict[str, Any]:
    """Answers with their types; questions that were not answered get their defaults."""
    answers = {}
    for option in options:
        value = stored_values.get(option.key, option.default)
        if option.kind == "date" and isinstance(value, str) and value:
            value = date.fromisoformat(value)
        answers[option.key] = value
    return answers
