"""The same pupil under another name: a changed surname is asked, a patronymic or ё is put right."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tomik.accounts.public import User
from tomik.intake.models import ImportRun
from tomik.people.models import Pupil
from tomik.people.rules.difference import FULL_CLASSES, FULL_SCHOOL, PARTIAL, difference
from tomik.people.rules.names import name_key
from tomik.people.rules.pupils import Known, Listed
from tomik.people.rules.renaming import OTHER, better_name
from tomik.people.tests.lists import HEAD, apply, bring, numbers, picture, year

ClientOf = Callable[[User], Client]
AsScope = Callable[[User], AbstractContextManager[Any]]
A5 = (5, "А")


def known(number: int, name: str, class_key: tuple[int, str] | None = A5, *, earlier: Any = None) -> Known:
    return Known(number, name_key(name), class_key, number * 10 if class_key else None, earlier, name)


def listed(row: int, name: str, class_key: tuple[int, str] = A5) -> Listed:
    return Listed(row, name, name_key(name), class_key)


def rows(*names: str) -> list[list[Any]]:
    return [
        HEAD,
        *([n, *name.split(), *[None] * (3 - len(name.split())), "5А"] for n, name in enumerate(names, 1)),
    ]


@pytest.mark.parametrize(
    ("was", "now", "kept"),
    [
        ("Елкин Петр", "Ёлкин Пётр", "Ёлкин Пётр"),
        ("Ёлкин Пётр", "Елкин Петр", "Ёлкин Пётр"),
        ("Иванова Анна", "Иванова Анна Петровна", "Иванова Анна Петровна"),
        ("Иванова Анна Петровна", "Иванова Анна", "Иванова Анна Петровна"),
        ("Ван дер Вейк Ян", "Ван Дер Вейк Ян", "Ван Дер Вейк Ян"),
        ("Иванова Анна", "Петрова Анна", "Петрова Анна"),
        ("Иванова Алёна", "Петрова Алена", "Петрова Алена"),
    ],
)
def test_which_name_is_kept(was: str, now: str, kept: str) -> None:
    assert better_name(was, now) == kept


def test_a_patronymic_that_was_added_is_the_same_pupil() -> None:
    found = difference(
        [listed(2, "Иванова Анна Петровна"), listed(3, "Ким Ли")],
        [known(1, "Иванова Анна"), known(2, "Ким Ли Чен")],
        full=FULL_CLASSES,
    )
    assert [pupil.pupil_id for _row, pupil in found.same] == [1, 2]
    assert [(pupil.pupil_id, name) for pupil, name in found.renamed] == [(1, "Иванова Анна Петровна")]
    assert (found.new, found.left, found.asked) == ([], [], [])


def test_a_patronymic_of_two_namesakes_is_not_guessed() -> None:
    two = [listed(2, "Иванова Анна Петровна"), listed(3, "Иванова Анна Олеговна")]
    found = difference(two, [known(1, "Иванова Анна")], full=FULL_CLASSES)
    assert (len(found.new), [pupil.pupil_id for pupil in found.left]) == (2, [1])
    other_class = difference(
        [listed(2, "Иванова Анна Петровна", (6, "А"))], [known(1, "Иванова Анна")], full=PARTIAL
    )
    assert len(other_class.new) == 1


@pytest.mark.parametrize(
    ("pupil", "full", "asked"),
    [
        (known(1, "Иванова Анна"), FULL_CLASSES, 1),
        (known(1, "Иванова Анна"), FULL_SCHOOL, 1),
        (known(1, "Иванова Анна"), PARTIAL, 0),
        (known(1, "Иванова Анна Петровна"), FULL_CLASSES, 1),
        (known(1, "Иванова Ольга"), FULL_CLASSES, 0),
        (known(1, "Иванова Анна", (5, "Б")), FULL_SCHOOL, 0),
        (known(1, "Иванова Анна", None, earlier=(4, "А")), FULL_CLASSES, 1),
        (known(1, "Иванова Анна", None, earlier=(5, "А")), FULL_CLASSES, 0),
        (known(1, "Иванова Анна", None), FULL_CLASSES, 0),
    ],
)
def test_when_a_changed_surname_is_asked(pupil: Known, full: str, asked: int) -> None:
    found = difference([listed(2, "Петрова Анна"), listed(3, "Ким Ли")], [pupil], full=full)
    assert len(found.asked) == asked
    assert [row.row for row in found.new] == [2, 3]


def test_a_pupil_of_a_row_with_a_problem_is_no_candidate() -> None:
    spared = frozenset({name_key("Иванова Анна")})
    found = difference(
        [listed(2, "Петрова Анна")], [known(1, "Иванова Анна")], full=FULL_CLASSES, spared=spared
    )
    assert (found.asked, found.left) == ([], [])


def test_the_answer_decides_and_one_pupil_is_not_given_twice() -> None:
    pupils = [known(1, "Иванова Анна"), known(2, "Сидорова Анна")]
    new = [listed(2, "Петрова Анна"), listed(3, "Белова Анна")]
    open_ones = difference(new, pupils, full=FULL_CLASSES).asked
    assert [len(one.candidates) for one in open_ones] == [2, 2]
    first, second = (one.key for one in open_ones)
    found = difference(new, pupils, full=FULL_CLASSES, answers={first: "1", second: "1"})
    assert [one.answer for one in found.asked] == ["1", ""]
    found = difference(new, pupils, full=FULL_CLASSES, answers={first: "1", second: OTHER})
    assert [(row.row, pupil.pupil_id) for row, pupil in found.same] == [(2, 1)]
    assert [(row.row) for row in found.new] == [3]
    assert [pupil.pupil_id for pupil in found.left] == [2]
    assert [(pupil.pupil_id, name) for pupil, name in found.renamed] == [(1, "Петрова Анна")]


def asked_of(run: ImportRun) -> list[dict[str, Any]]:
    questions: list[dict[str, Any]] = run.preview["questions"]
    return questions


def test_a_changed_surname_waits_for_the_person(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        apply(client, bring(client, rows("Иванова Анна Олеговна", "Ким Ли")))
        anna = Pupil.objects.get(full_name="Иванова Анна Олеговна")
        run = bring(client, rows("Петрова Анна Олеговна", "Ким Ли"))
        assert (numbers(run)["came"], numbers(run)["left"]) == (1, 1)
        (question,) = asked_of(run)
        assert question["answer"] == ""
        page = client.get(f"/import/run/{run.uid}/").content.decode()
        assert "Возможно, сменилась фамилия" in page
        assert "это тот же ученик" in page
        assert "нужен ещё 1 ответ" in page
        assert f"/import/run/{run.uid}/apply" not in page
        assert "checked" not in page.split('id="questions"')[1].split("</form>")[0]
        refused = apply(client, run)
        assert refused.status_code == 422
        assert "Сначала ответьте" in refused.content.decode()
        assert ("Иванова Анна Олеговна", "5А") in picture()

        url = f"/import/run/{run.uid}/answers"
        assert client.post(url, {question["key"]: "999", "option-full": "part"}).status_code == 303
        run.refresh_from_db()
        assert asked_of(run)[0]["answer"] == ""
        client.post(url, {question["key"]: str(anna.pk)})
        run.refresh_from_db()
        assert numbers(run) == {
            "came": 0, "moved": 0, "renamed": 1, "left": 0, "classes": 0, "buildings": 0, "same": 2,
        }  # fmt: skip
        page = client.get(f"/import/run/{run.uid}/").content.decode()
        assert "Иванова Анна Олеговна → Петрова Анна Олеговна" in page
        assert apply(client, run).status_code == 303
        anna.refresh_from_db()
        assert (anna.full_name, anna.reader_number) == ("Петрова Анна Олеговна", 1)
        assert anna.name_key == name_key("Петрова Анна Олеговна")
        assert picture() == {("Петрова Анна Олеговна", "5А"), ("Ким Ли", "5А")}

        again = bring(client, rows("Петрова Анна Олеговна", "Ким Ли"))
        assert again.preview["empty"]
        assert client.post(f"/import/run/{run.uid}/undo").status_code == 303
        anna.refresh_from_db()
        assert (anna.full_name, anna.name_key) == ("Иванова Анна Олеговна", name_key("Иванова Анна Олеговна"))


def test_two_different_pupils(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        apply(client, bring(client, rows("Иванова Анна", "Ким Ли")))
        run = bring(client, rows("Петрова Анна", "Ким Ли"))
        client.post(f"/import/run/{run.uid}/answers", {asked_of(run)[0]["key"]: OTHER})
        run.refresh_from_db()
        assert apply(client, run).status_code == 303
        assert picture() == {("Петрова Анна", "5А"), ("Ким Ли", "5А")}
        assert Pupil.objects.get(full_name="Петрова Анна").reader_number == 3


def test_a_name_corrected_since_is_not_undone(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        apply(client, bring(client, rows("Иванова Анна")))
        run = bring(client, rows("Иванова Анна Олеговна"))
        assert run.preview["questions"] == []
        apply(client, run)
        pupil = Pupil.objects.get()
        assert pupil.full_name == "Иванова Анна Олеговна"
        Pupil.objects.filter(pk=pupil.pk).update(full_name="Иванова-Ким Анна Олеговна")
        refused = client.post(f"/import/run/{run.uid}/undo")
        assert refused.status_code == 422
        assert "Иванова-Ким Анна Олеговна" in refused.content.decode()


def test_after_the_file_is_deleted_former_names_are_not_kept(
    cast: Cast, client_of: ClientOf, as_scope: AsScope
) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        apply(client, bring(client, rows("Елкина Анна")))
        run = bring(client, [HEAD, [1, "Ёлкина", "Анна", None, "5А"], [2, "Ким", "Ли", None, "5А"]])
        assert numbers(run)["renamed"] == 1
        apply(client, run)
        client.post(f"/import/run/{run.uid}/delete-file")
        run.refresh_from_db()
        assert "Елкина" not in str(run.undo_token)
        assert client.post(f"/import/run/{run.uid}/undo").status_code == 303
        assert picture() == {("Ёлкина Анна", "5А")}


def test_the_summer_between_two_years(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    """Last year in 4А under the former surname, this year in 5А."""
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        last = {"option-school_year": str(year() - 1), "option-on": f"{year() - 1}-09-01"}
        apply(client, bring(client, [HEAD, [1, "Иванова", "Анна", None, "4А"]], **last))
        run = bring(client, rows("Петрова Анна"), **{"option-on": f"{year()}-09-01"})
        (question,) = asked_of(run)
        client.post(f"/import/run/{run.uid}/answers", {question["key"]: question["choices"][0][0]})
        run.refresh_from_db()
        assert (numbers(run)["came"], numbers(run)["renamed"], numbers(run)["left"]) == (1, 1, 0)
        apply(client, run)
        pupil = Pupil.objects.get()
        assert (pupil.full_name, pupil.reader_number) == ("Петрова Анна", 1)
