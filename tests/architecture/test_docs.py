"""What the documents promise: buttons named as on the screens, personal data listed whole."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import check_docs  # noqa: E402 (tools are scripts beside the package)

# A field of such a name, or a reference to a person, says something of somebody.
PERSONAL_NAMES = re.compile(
    r"(^|_)(surname|first_name|last_name|patronymic|full_name|name_key|email|phone|username|reader_number"
    r"|responsible|last_login|address|by|user_id|actor_id|staff_id)$"
)
# Free content that may hold anything, names included.
CONTENTS = re.compile(r"^(content|preview|session_data|extra_data|before|after|note|reopen_reason|args)$")
PERSONS = {"accounts.User", "people.Pupil"}
# Names and addresses of schools and buildings, titles and orders are not of persons.
NOT_PERSONAL = {
    "territory.School.full_name",
    "territory.School.name_key",
    "territory.SchoolVersion.full_name",
    "territory.Building.address",
    "catalogue.FederalListRow.name_key",
    "catalogue.FederalListRow.included_by",
    "catalogue.FederalListRow.excluded_by",
}


def _personal_fields(model: type[models.Model]) -> list[str]:
    found = []
    for field in model._meta.get_fields(include_hidden=False):
        if not getattr(field, "concrete", False):
            continue
        if field.is_relation:
            personal = field.related_model is not None and field.related_model._meta.label in PERSONS
        else:
            named = PERSONAL_NAMES.search(field.name) or CONTENTS.match(field.name)
            personal = bool(named) and f"{model._meta.label}.{field.name}" not in NOT_PERSONAL
        if personal:
            found.append(field.name)
    return found


def test_every_table_that_says_something_of_a_person_is_in_the_register() -> None:
    register = (ROOT / "docs" / "operator" / "personal-data.md").read_text()
    missing = {
        model._meta.db_table: fields
        for model in apps.get_models()
        if (fields := _personal_fields(model)) and f"`{model._meta.db_table}`" not in register
    }
    assert missing == {}


def test_the_register_names_no_table_that_is_gone() -> None:
    register = (ROOT / "docs" / "operator" / "personal-data.md").read_text()
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert set(re.findall(r"^\| `(\w+)`", register, re.MULTILINE)) - tables == set()


def test_pupils_are_seen_as_personal() -> None:
    """A control: the rule above sees the plainest case."""
    assert _personal_fields(apps.get_model("people", "Pupil")) != []


def test_a_button_that_no_screen_has_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text("**«Применить»**, **«Сохранить для всей параллели 7»**, **«Сделать хорошо»**")
    monkeypatch.setattr(check_docs, "GUIDES", tmp_path)
    monkeypatch.setattr(check_docs, "ROOT", tmp_path.parent)
    assert check_docs.strange_buttons(page) == [f"{tmp_path.name}/page.md: no screen says «Сделать хорошо»"]
