"""The librarian's tables against the pure rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios import reading
from tomik.provision import rules


def test_there_are_scenarios() -> None:
    assert len(reading.FILES) >= 12


@pytest.mark.parametrize("path", reading.FILES, ids=lambda path: path.stem)
def test_rules_agree_with_the_scenario(path: Path) -> None:
    scenario = reading.read(path)
    reading.check(scenario, rules.provide(reading.school_of(scenario)))


def test_a_wrong_answer_is_noticed() -> None:
    scenario = reading.read(reading.FILES[0])
    scenario.tables["ШКОЛА"][0]["есть"] = "24"
    with pytest.raises(AssertionError, match="ШКОЛА"):
        reading.check(scenario, rules.provide(reading.school_of(scenario)))
