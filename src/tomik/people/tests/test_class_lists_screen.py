"""Class lists on the Import screen, from the file to the undo."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from tests.cast import Cast
from tomik.accounts.public import User
from tomik.intake.models import ColumnMapping, ImportRun
from tomik.ledger.public import account_for
from tomik.paper.tests import books
from tomik.people.models import ClassGroup, Enrolment, Pupil, PupilListAccess
from tomik.people.tests.lists import (
    HEAD,
    URL,
    apply,
    bring,
    columns_form,
    numbers,
    picture,
    stored_text,
    upload,
    year,
)

ClientOf = Callable[[User], Client]
AsScope = Callable[[User], AbstractContextManager[Any]]
FILE = [
    ["Список учащихся"],
    HEAD,
    [1, "Ёлкин", "Пётр", "Иванович", "5А", "01.02.2015"],
    [2, "Иванова", "Анна", None, '5 "А"', "03.02.2015"],
    [3, "Сидоров", "Иван", None, "10-11", "03.02.2009"],
    [4, "Ким", "Ли", None, "5Б", "03.02.2015"],
    [5, "Ким", "Ли", None, "6Б", "03.02.2014"],
    ["Итого", None, None, None, 5],
]


def test_columns_are_recognised_and_personal_data_is_not_stored(
    cast: Cast, client_of: ClientOf, as_scope: AsScope
) -> None:
    client = client_of(cast.librarian_a)
    assert client.get(URL).status_code == 200
    response = upload(client, books.xlsx(FILE))
    assert response.status_code == 303
    with as_scope(cast.librarian_a):
        run = ImportRun.objects.get()
        assert run.state == "uploaded"
        assert run.mapping["columns"] == {
            "2": "surname",
            "3": "given",
            "4": "patronymic",
            "5": "group",
            "6": "born",
        }
        assert "2015" not in stored_text(run)
        assert "Ёлкин" in stored_text(run)
        page = client.get(response["Location"])
        assert page.status_code == 200
        assert "Ёлкин" in page.content.decode()
        assert "01.02.2015" not in page.content.decode()


def test_the_preview_shows_numbers_and_problems(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = bring(client, FILE)
        assert numbers(run) == {"came": 4, "moved": 0, "left": 0, "classes": 3, "buildings": 0, "same": 0}
        assert (run.preview["rows_good"], run.preview["rows_bad"]) == (4, 1)
        told = {(p["row"], p["column"], p["code"], p["severity"]) for p in run.preview["problems"]}
        assert told == {
            (5, "E · Класс", "several", "error"),
            (6, "B · Фамилия", "namesake", "warning"),
            (7, "B · Фамилия", "namesake", "warning"),
        }
        page = client.get(f"/import/run/{run.uid}/").content.decode()
        assert "10-11" in page
        assert "Ёлкин" not in page.split("<tbody>")[1]  # only rows with problems are shown
        assert "Ёлкин" in client.get(f"/import/run/{run.uid}/?rows=all").content.decode()
        assert picture() == set()


def test_applied_and_taken_back(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = bring(client, FILE)
        assert apply(client, run).status_code == 303
        run.refresh_from_db()
        assert run.state == "applied"
        assert picture() == {
            ("Ёлкин Пётр Иванович", "5А"),
            ("Иванова Анна", "5А"),
            ("Ким Ли", "5Б"),
            ("Ким Ли", "6Б"),
        }
        assert list(Pupil.objects.order_by("id").values_list("reader_number", flat=True)) == [1, 2, 3, 4]
        access = PupilListAccess.objects.get(what="import")
        assert (access.what, access.pupils, access.user_id) == ("import", 4, cast.librarian_a.pk)
        assert client.get(f"/import/run/{run.uid}/").status_code == 200
        assert client.get(f"/import/run/{run.uid}/problems.xlsx").content[:2] == b"PK"
        seen = PupilListAccess.objects.exclude(what="import").values_list("what", "pupils", "user_id")
        assert set(seen) == {("view", 3, cast.librarian_a.pk), ("xlsx", 3, cast.librarian_a.pk)}
        assert client.get("/import/").status_code == 200

        assert client.post(f"/import/run/{run.uid}/undo").status_code == 303
        assert picture() == set()
        assert (Pupil.objects.count(), ClassGroup.objects.count(), Enrolment.objects.count()) == (0, 0, 0)
        run.refresh_from_db()
        assert (run.state, run.undone_by_id) == ("undone", cast.librarian_a.pk)


def test_the_second_import_of_the_same_file_changes_nothing(
    cast: Cast, client_of: ClientOf, as_scope: AsScope
) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        first = bring(client, FILE)
        apply(client, first)
        before = picture()
        second = bring(client, FILE)
        assert second.state == "checked"  # the columns were remembered
        assert second.preview["empty"]
        assert numbers(second)["same"] == 4
        page = client.get(f"/import/run/{second.uid}/").content.decode()
        assert "уже применён" in page
        assert "Ничего не изменится" in page
        assert f"/import/run/{second.uid}/apply" not in page
        response = apply(client, second)
        assert response.status_code == 422
        assert picture() == before
        assert Pupil.objects.count() == 4


def test_a_changed_file_shows_the_difference_before_it_is_applied(
    cast: Cast, client_of: ClientOf, as_scope: AsScope
) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        apply(client, bring(client, FILE))
        before = picture()
        changed = [
            HEAD,
            [1, "Елкин", "Петр", "Иванович", "5Б", None],
            [2, "Новикова", "Ольга", None, "5А", None],
            [3, "Ким", "Ли", None, "5Б", None],
        ]
        run = bring(client, changed, **{"option-on": f"{year()}-10-15"})
        assert numbers(run) == {"came": 1, "moved": 1, "left": 1, "classes": 0, "buildings": 0, "same": 1}
        examples = {c["code"]: c["examples"] for c in run.preview["changes"]}
        assert examples["moved"] == ["Елкин Петр Иванович: 5А → 5Б"]
        assert examples["left"] == ["Иванова Анна (5А)"]
        assert picture() == before
        apply(client, run)
        assert picture() == {
            ("Ёлкин Пётр Иванович", "5Б"),
            ("Новикова Ольга", "5А"),
            ("Ким Ли", "5Б"),
            ("Ким Ли", "6Б"),
        }
        assert client.post(f"/import/run/{run.uid}/undo").status_code == 303
        assert picture() == before
        assert Pupil.objects.count() == 4


def test_undo_is_refused_when_later_work_rests_on_it(
    cast: Cast, client_of: ClientOf, as_scope: AsScope
) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        first = bring(client, FILE)
        apply(client, first)
        second = bring(client, [HEAD, [1, "Ёлкин", "Пётр", "Иванович", "5Б", None]])
        apply(client, second)
        before = picture()
        response = client.post(f"/import/run/{first.uid}/undo")
        assert response.status_code == 422
        assert "Ёлкин Пётр Иванович" in response.content.decode()
        assert picture() == before
        assert client.post(f"/import/run/{second.uid}/undo").status_code == 303
        assert client.post(f"/import/run/{first.uid}/undo").status_code == 303
        assert picture() == set()


def test_a_stale_preview_is_shown_anew_and_not_applied(
    cast: Cast, client_of: ClientOf, as_scope: AsScope
) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = bring(client, FILE)
        other = bring(client, [HEAD, [1, "Ёлкин", "Пётр", "Иванович", "5А", None]])
        apply(client, other)
        before = picture()
        response = apply(client, run)
        assert response.status_code == 409
        assert picture() == before
        run.refresh_from_db()
        assert run.state == "checked"
        assert numbers(run) == {"came": 3, "moved": 0, "left": 0, "classes": 2, "buildings": 0, "same": 1}
        assert apply(client, run).status_code == 303
        assert len(picture()) == 4


def test_applying_twice_is_applying_once(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = bring(client, FILE)
        apply(client, run)
        assert apply(client, run).status_code == 303
        assert Pupil.objects.count() == 4


@pytest.mark.parametrize(
    ("who", "status"), [("librarian_b", 404), ("deputy_a", 403), ("coordinator", 404), ("outsider", 404)]
)
def test_who_may_not(cast: Cast, client_of: ClientOf, as_scope: AsScope, who: str, status: int) -> None:
    with as_scope(cast.librarian_a):
        run = bring(client_of(cast.librarian_a), FILE)
    client = client_of(getattr(cast, who))
    for path in ("", "columns", "problems.xlsx", "progress"):
        assert client.get(f"/import/run/{run.uid}/{path}").status_code == status, path
    for path in ("apply", "undo"):
        assert client.post(f"/import/run/{run.uid}/{path}", {"shown": "x"}).status_code == status, path
    with as_scope(cast.librarian_a):
        assert picture() == set()


def test_anonymous_and_unknown(client: Client, cast: Cast, client_of: ClientOf) -> None:
    assert client.get(URL).status_code in (302, 403)
    signed = client_of(cast.librarian_a)
    assert signed.get("/import/run/00000000-0000-7000-8000-000000000000/").status_code == 404
    assert signed.get("/import/no-such-kind/").status_code == 404
    assert client_of(cast.operator).get(URL).status_code == 404
    assert client_of(cast.deputy_a).get(URL).status_code == 403


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (books.docx(), "Списки.xlsx", "документ Word"),
        (books.ole("EncryptedPackage"), "Списки.xlsx", "паролем"),
        (b"", "Списки.xlsx", "пуст"),
        (books.with_part(books.xlsx(FILE), "xl/vbaProject.bin", b"x"), "Списки.xlsx", "макросы"),
        (books.xlsx(FILE)[:3000], "Списки.xlsx", "повреждён"),
        (bytes(26 * 1024 * 1024), "Списки.xlsx", "больше 25"),
        (books.xlsx([[1], [2]]), "Списки.xlsx", "названиями столбцов"),
    ],
)
def test_wrong_files_are_refused_in_russian(
    cast: Cast, client_of: ClientOf, as_scope: AsScope, content: bytes, name: str, words: str
) -> None:
    response = upload(client_of(cast.librarian_a), content, name)
    assert response.status_code == 422
    assert words in response.content.decode()
    with as_scope(cast.librarian_a):
        assert ImportRun.objects.count() == 0


def test_an_upload_cut_half_way(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    client = client_of(cast.librarian_a)
    response = client.post(URL, {"file": SimpleUploadedFile("Списки.xlsx", books.xlsx(FILE))})
    assert response.status_code == 422
    assert "оборвалась" in response.content.decode()
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        + "ФИО;Класс\nИва".encode()
    )
    response = client.generic("POST", URL, body, content_type="multipart/form-data; boundary=b")
    assert response.status_code == 422
    with as_scope(cast.librarian_a):
        assert ImportRun.objects.count() == 0


def test_formula_without_value_text_dates_and_cp1251(
    cast: Cast, client_of: ClientOf, as_scope: AsScope
) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        content = books.xlsx_with_uncomputed_formula(["ФИО", "Класс"], ["Ёлкин Пётр", '=5&"А"'])
        upload(client, content)
        run = ImportRun.objects.get()
        form = columns_form(column_1="full_name", column_2="group")
        assert client.post(f"/import/run/{run.uid}/columns", form).status_code == 303
        run.refresh_from_db()
        assert [(p["row"], p["column"], p["code"]) for p in run.preview["problems"]][-1] == (
            2,
            "B · Класс",
            "uncomputed",
        )
        text = "ФИО;Класс;Телефон\nЁлкин Пётр;5А;89130000000\nИванов;5А;\nПетров Пётр;выбыл;\nСидоров Иван;31.12.2026;\n"
        upload(client, text.encode("cp1251"), "Списки.csv")
        run = ImportRun.objects.order_by("-id")[0]
        assert "89130000000" not in stored_text(run)
        client.post(f"/import/run/{run.uid}/columns", form)
        run.refresh_from_db()
        assert [(p["row"], p["code"]) for p in run.preview["problems"]] == [
            (3, "one_word"),
            (4, "unknown"),
            (5, "a_date"),
        ]
        assert run.preview["rows_good"] == 1


def test_columns_that_must_be_chosen(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        upload(client, books.xlsx(FILE))
        run = ImportRun.objects.get()
        twice = client.post(f"/import/run/{run.uid}/columns", columns_form(column_4="given"))
        assert twice.status_code == 422
        run.refresh_from_db()
        assert run.state == "uploaded"
        client.post(f"/import/run/{run.uid}/columns", columns_form(column_5=""))
        run.refresh_from_db()
        assert run.preview["rows_good"] == 0
        assert "столбец с классом" in client.get(f"/import/run/{run.uid}/").content.decode()
        assert apply(client, run).status_code == 422
        assert ColumnMapping.objects.count() == 1
        client.post(f"/import/run/{run.uid}/sheet", {"sheet": "Лист1", "row": "3"})
        run.refresh_from_db()
        assert (run.state, run.mapping["heading"]) == ("uploaded", 3)


def test_a_list_without_a_good_row_makes_nobody_leave(
    cast: Cast, client_of: ClientOf, as_scope: AsScope
) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        apply(client, bring(client, FILE))
        run = bring(client, [HEAD, [1, "Ёлкин", "Пётр", "Иванович", "??", None]], **{"option-full": "school"})
        assert numbers(run)["left"] == 0
        run = bring(client, [HEAD, [1, "Новый", "Иван", None, "9А", None]], **{"option-full": "school"})
        assert numbers(run) == {"came": 1, "moved": 0, "left": 4, "classes": 1, "buildings": 0, "same": 0}


def test_undo_is_refused_when_a_pupil_holds_books(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = bring(client, FILE)
        apply(client, run)
        before = picture()
        pupil = Pupil.objects.order_by("id")[0]
        with transaction.atomic():
            account_for(cast.school_a.pk, "reader", pupil.pk)
        response = client.post(f"/import/run/{run.uid}/undo")
        assert response.status_code == 422
        assert "числятся книги" in response.content.decode()
        assert picture() == before
        run.refresh_from_db()
        assert run.state == "applied"
