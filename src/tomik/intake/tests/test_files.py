"""Stored files: given back, deleted by the uploader, deleted when their days are over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tomik.accounts.public import User
from tomik.intake import files, jobs, services
from tomik.intake.models import ImportRun
from tomik.intake.packing import is_packed
from tomik.kernel import clock
from tomik.paper.public import read_table
from tomik.paper.tests import books
from tomik.people.imports.school_kind import ClassLists
from tomik.people.models import PupilListAccess

ClientOf = Callable[[User], Client]
AsScope = Callable[[User], AbstractContextManager[Any]]
PLAIN = [["ФИО", "Класс"], ["Ёлкин Пётр", "5А"], ["Ким", "5А"]]
WITH_BIRTHS = [
    ["ФИО", "Класс", "Дата рождения"],
    ["Ёлкин Пётр", "5А", "01.02.2015"],
    ["Ким", "5А", "1.1.2015"],
]


def bring(cast: Cast, content: bytes, name: str = "Списки «5».xlsx") -> ImportRun:
    """A checked run of school A."""
    kind, user = ClassLists(), cast.librarian_a
    run = services.receive_file(
        kind=kind, school=cast.school_a, region=cast.region, user=user, filename=name, content=content
    )
    services.choose_columns(
        run=run, kind=kind, user=user, mapping=services.mapping_of(run), chosen_options={"full": "classes"}
    )
    return run


def apply(cast: Cast, run: ImportRun) -> ImportRun:
    return services.apply_run(run_uid=run.uid, user=cast.librarian_a, shown=run.preview["fingerprint"])


def test_the_file_comes_back_as_it_came_and_it_is_written_down(
    cast: Cast, client_of: ClientOf, as_scope: AsScope
) -> None:
    content = books.xlsx(PLAIN)
    with as_scope(cast.librarian_a):
        run = bring(cast, content)
        response = client_of(cast.librarian_a).get(f"/import/run/{run.uid}/file")
        assert response.content == content
        assert response["Content-Type"].endswith("spreadsheetml.sheet")
        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%A1")
        (seen,) = PupilListAccess.objects.filter(what="file")
        assert (seen.user_id, seen.pupils, seen.school_id) == (cast.librarian_a.pk, 2, cast.school_a.pk)


def test_a_file_with_columns_that_are_not_kept_comes_back_without_them(
    cast: Cast, client_of: ClientOf, as_scope: AsScope
) -> None:
    with as_scope(cast.librarian_a):
        run = bring(cast, books.xlsx(WITH_BIRTHS), name="список.xls")
        assert is_packed(bytes(run.content))
        response = client_of(cast.librarian_a).get(f"/import/run/{run.uid}/file")
        assert b"2015" not in response.content
        rows = read_table(response.content, "x.xlsx").sheets[0].rows
        assert rows == [["ФИО", "Класс", "Дата рождения"], ["Ёлкин Пётр", "5А", None], ["Ким", "5А", None]]
        assert ".xlsx" in response["Content-Disposition"]


@pytest.mark.parametrize(
    ("who", "status"), [("librarian_b", 404), ("deputy_a", 403), ("coordinator", 404), ("outsider", 404)]
)
def test_who_may_not_have_the_file(
    cast: Cast, client_of: ClientOf, as_scope: AsScope, who: str, status: int
) -> None:
    with as_scope(cast.librarian_a):
        run = bring(cast, books.xlsx(PLAIN))
    client = client_of(getattr(cast, who))
    assert client.get(f"/import/run/{run.uid}/file").status_code == status
    assert client.post(f"/import/run/{run.uid}/delete-file").status_code == status
    with as_scope(cast.librarian_a):
        run.refresh_from_db()
        assert run.content
        assert not PupilListAccess.objects.filter(what="file").exists()


def test_the_uploader_deletes_the_file(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = apply(cast, bring(cast, books.xlsx(PLAIN)))
        assert "Удалить файл" in client.get(f"/import/run/{run.uid}/").content.decode()
        refused = client_of(cast.head_a).post(f"/import/run/{run.uid}/delete-file")
        assert refused.status_code == 403
        assert "Удалить файл" not in client_of(cast.head_a).get(f"/import/run/{run.uid}/").content.decode()
        assert client.post(f"/import/run/{run.uid}/delete-file").status_code == 303
        run.refresh_from_db()
        assert (bytes(run.content), run.file_deleted_by) == (b"", cast.librarian_a)
        assert "Ёлкин" not in str(run.outcome) + str(run.preview) + str(run.undo_token)
        assert run.outcome["problems"][0]["code"] == "one_word"
        page = client.get(f"/import/run/{run.uid}/")
        assert page.status_code == 200
        assert "Файл удалён" in page.content.decode()
        gone = client.get(f"/import/run/{run.uid}/file")
        assert gone.status_code == 409
        assert "Файл этого импорта удалён" in gone.content.decode()
        assert client.post(f"/import/run/{run.uid}/delete-file").status_code == 303
        assert client.post(f"/import/run/{run.uid}/undo").status_code == 303


def test_what_was_not_applied_cannot_be_after_that(
    cast: Cast, client_of: ClientOf, as_scope: AsScope
) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = bring(cast, books.xlsx(PLAIN))
        shown = run.preview["fingerprint"]
        files.delete_file(run_uid=run.uid, user=cast.librarian_a)
        assert client.post(f"/import/run/{run.uid}/apply", {"shown": shown}).status_code == 409
        assert client.get(f"/import/run/{run.uid}/columns").status_code == 303
        assert client.post(f"/import/run/{run.uid}/sheet", {"sheet": "Лист1", "row": 1}).status_code == 303
        page = client.get(f"/import/run/{run.uid}/").content.decode()
        assert f"/import/run/{run.uid}/apply" not in page
        uploaded = services.receive_file(
            kind=ClassLists(),
            school=cast.school_a,
            region=cast.region,
            user=cast.librarian_a,
            filename="ещё.xlsx",
            content=books.xlsx([["Имя", "Фамилия", "Класс"], ["Пётр", "Ёлкин", "5А"]]),
        )
        assert uploaded.state == "uploaded"
        files.delete_file(run_uid=uploaded.uid, user=cast.librarian_a)
        assert client.get(f"/import/run/{uploaded.uid}/").status_code == 200


def test_not_while_the_worker_has_it(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    with as_scope(cast.librarian_a):
        run = bring(cast, books.xlsx(PLAIN))
        run.state = "applying"
        run.save(update_fields=["state"])
        response = client_of(cast.librarian_a).post(f"/import/run/{run.uid}/delete-file")
        assert response.status_code == 409
        run.refresh_from_db()
        assert run.content


def test_files_whose_days_are_over_are_deleted_at_night(cast: Cast, as_scope: AsScope) -> None:
    """Applied: from the application; never applied: from the upload; at the worker: not."""
    now = clock.now()
    with as_scope(cast.librarian_a):
        runs = {}
        for name, uploaded, applied, state in (
            ("applied long ago", 60, 31, "applied"),
            ("uploaded long ago, applied lately", 60, 29, "applied"),
            ("never applied, old", 31, None, "checked"),
            ("never applied, new", 29, None, "uploaded"),
            ("taken back", 60, 40, "undone"),
            ("at the worker", 40, None, "queued"),
        ):
            run = bring(cast, books.xlsx(PLAIN), name=name)
            ImportRun.objects.filter(pk=run.pk).update(
                state=state,
                created_at=now - timedelta(days=uploaded),
                applied_at=now - timedelta(days=applied) if applied is not None else None,
            )
            runs[name] = run.pk
    jobs.forget_files(timestamp=0)
    with as_scope(cast.librarian_a):
        kept = {run.file_name for run in ImportRun.objects.all() if run.content}
        assert kept == {"uploaded long ago, applied lately", "never applied, new", "at the worker"}
        gone = ImportRun.objects.get(pk=runs["applied long ago"])
        assert gone.file_deleted_at is not None
        assert gone.file_deleted_by is None
        assert "Ёлкин" not in str(gone.preview)
        assert gone.preview["rows_good"] == 1
    assert files.forget_old_files(days=30) == 0


def test_the_job_is_on_the_clock() -> None:
    periodic = {task.task.name: task.cron for task in jobs.app.periodic_registry.periodic_tasks.values()}
    assert periodic["intake.forget_files"] == "23 3 * * *"
