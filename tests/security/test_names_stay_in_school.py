"""A pupil's name is read inside the pupil's school and nowhere else: not by SQL, not on a page, not in a file."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.cast import Cast
from tests.security.objects import NAME_A, NAME_B, NAMES, NOW, Objects, build
from tests.security.table import TABLE
from tests.security.test_access_matrix import address, person

PDFTOTEXT = shutil.which("pdftotext") or ""
pytestmark = pytest.mark.django_db
ABOVE = ("coordinator", "other_coordinator", "operator", "department", "administrator")
# A region counts enrolments (its rows carry no name); the list of a class does not open.
LIST_OF_CLASS = "SELECT full_name FROM people_enrolment JOIN people_pupil p ON p.id = pupil_id"
AsScope = Callable[[Any], AbstractContextManager[Any]]
SEARCHES = tuple(f"/search/?q={name.split()[0]}" for name in NAMES)


@pytest.fixture
def objects(cast: Cast, time_machine: Any) -> Objects:
    time_machine.move_to(NOW)
    return build(cast)


def rows_of(query: str) -> list[tuple[Any, ...]]:
    """Rows as the application's role gets them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("tomik_app",)
        cursor.execute(query)
        return cursor.fetchall()


@pytest.mark.parametrize("who", [*ABOVE, "outsider"])
def test_no_row_above_the_school(objects: Objects, as_scope: AsScope, who: str) -> None:
    with as_scope(getattr(objects.cast, who)):
        assert rows_of("SELECT full_name FROM people_pupil") == []
        assert rows_of(LIST_OF_CLASS) == []
        assert rows_of("SELECT content FROM intake_importrun WHERE school_id IS NOT NULL") == []


@pytest.mark.parametrize(
    ("who", "own", "other"), [("librarian_a", NAME_A, NAME_B), ("librarian_b", NAME_B, NAME_A)]
)
def test_a_librarian_reads_the_own_school_only(
    objects: Objects, as_scope: AsScope, who: str, own: str, other: str
) -> None:
    with as_scope(getattr(objects.cast, who)):
        names = {name for (name,) in rows_of("SELECT full_name FROM people_pupil")}
        assert own in names
        assert other not in names
        schools = {school for (school,) in rows_of("SELECT school_id FROM intake_importrun")}
        school = objects.cast.school_a if who == "librarian_a" else objects.cast.school_b
        assert schools == {school.pk}


def text_of(answer: Any) -> str:
    """Everything readable in an answer: a page, the parts of a workbook, a PDF when pdftotext is installed."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    if content[:4] == b"%PDF":
        return _printed(content) if PDFTOTEXT else ""
    return str(content.decode("utf-8", "replace"))


def _printed(content: bytes) -> str:
    """The text of a PDF: its letters are numbers of glyphs, so a search in the bytes would find nothing."""
    command = [PDFTOTEXT, "-q", "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()  # noqa: S603 - a fixed program


def pages_of(client: Client, objects: Objects) -> dict[str, str]:
    """Every page and file of the table that the person gets, and the search for the pupils' names."""
    addresses = [address(row, objects) for row in TABLE if row.method == "GET"]
    told = {where: client.get(where, follow=True) for where in addresses}
    return {where: text_of(answer) for where, answer in told.items() if answer.status_code == 200}


def test_the_reader_finds_a_name_where_it_is(objects: Objects) -> None:
    pages = pages_of(person(objects.cast, "librarian_a"), objects)
    with_name = {where for where, text in pages.items() if NAME_A.split()[0] in text}
    assert address(next(row for row in TABLE if row.name == "people:class"), objects) in with_name
    assert address(next(row for row in TABLE if row.name == "people:class_xlsx"), objects) in with_name
    if PDFTOTEXT:
        assert address(next(row for row in TABLE if row.name == "people:class_pdf"), objects) in with_name
    assert {where for where, text in pages.items() if NAME_B.split()[0] in text} == set()


@pytest.mark.parametrize("who", ABOVE)
def test_no_page_and_no_file_above_the_school_has_a_name(objects: Objects, who: str) -> None:
    client = person(objects.cast, who)
    pages = pages_of(client, objects)
    assert len(pages) >= 15
    surnames = [name.split()[0] for name in NAMES] + ["Ученик 5А"]
    assert {where for where, text in pages.items() if any(name in text for name in surnames)} == set()
    for where in SEARCHES:
        assert "/classes/pupil/" not in client.get(where).content.decode()
