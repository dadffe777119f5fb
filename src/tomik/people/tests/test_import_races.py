"""Imports that meet: two people at once, the worker killed in the middle, a big file at the worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cast import Cast, assemble
from tomik.accounts.public import User
from tomik.intake import jobs, services
from tomik.intake.errors import PlanChanged
from tomik.intake.models import ImportRun
from tomik.kernel import locks, scope
from tomik.kernel.errors import Busy
from tomik.paper.tests import books
from tomik.people.imports import writing
from tomik.people.imports.school_kind import ClassLists
from tomik.people.models import Enrolment, Pupil
from tomik.territory.public import scope_of

AsScope = Callable[[User], AbstractContextManager[Any]]
ROWS = [["ФИО", "Класс"], *([f"Ученик{'абвгдежзик'[n]} Иван", "5А"] for n in range(10))]
CHILD = """
import sys, time, types
import django
django.setup()
from tomik.intake import jobs
from tomik.people.imports import writing
inner = writing._open_enrolments
def slow(*arguments):
    result = inner(*arguments)
    print("written", flush=True)
    time.sleep(120)
    return result
writing._open_enrolments = slow
context = types.SimpleNamespace(job=None)
jobs.apply_import(context, run_uid=sys.argv[1], user_id=int(sys.argv[2]), shown=sys.argv[3])
"""


WORKER = """
import django
django.setup()
from procrastinate.contrib.django import app
with app.replace_connector(app.connector.get_worker_connector()):
    app.run_worker(wait=False, concurrency=1, listen_notify=False, install_signal_handlers=False)
"""


def environment_of(dsn: str) -> dict[str, str]:
    """A process of the product on the database of this test."""
    return {
        **os.environ,
        "DATABASE_URL": dsn,
        "TOMIK_DB_ROLE": "app",
        "DJANGO_SETTINGS_MODULE": "tomik.config.settings",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }


def bring(cast: Cast, rows: list[list[Any]]) -> ImportRun:
    """A checked run of school A."""
    kind = ClassLists()
    run = services.receive_file(
        kind=kind,
        school=cast.school_a,
        region=cast.region,
        user=cast.librarian_a,
        filename="Списки.xlsx",
        content=books.xlsx(rows),
    )
    services.choose_columns(
        run=run, kind=kind, user=cast.librarian_a, mapping={1: "full_name", 2: "group"}, chosen_options={}
    )
    return run


def job_of(run: ImportRun, user: User) -> None:
    """What the worker does."""
    context: Any = SimpleNamespace(job=None)
    jobs.apply_import(context, run_uid=str(run.uid), user_id=user.pk, shown=run.preview["fingerprint"])


def together(cast: Cast, runs: list[ImportRun]) -> list[str]:
    """Apply the runs at the same moment, each in a thread; what came of each."""
    barrier = threading.Barrier(len(runs))
    results = [""] * len(runs)

    def work(index: int) -> None:
        try:
            with scope.acting(scope_of(cast.librarian_a)):
                barrier.wait()
                run = runs[index]
                done = services.apply_run(
                    run_uid=run.uid, user=cast.librarian_a, shown=run.preview["fingerprint"]
                )
                results[index] = done.state
        except (PlanChanged, Busy) as error:
            results[index] = error.code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(index,)) for index in range(len(runs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_people_import_at_once() -> None:
    cast = assemble()
    with scope.acting(scope_of(cast.librarian_a)):
        runs = [bring(cast, ROWS), bring(cast, ROWS)]
        assert together(cast, runs) == ["applied", "plan_changed"]
        assert (Pupil.objects.count(), Enrolment.objects.count()) == (10, 10)
        states = sorted(ImportRun.objects.values_list("state", flat=True))
        assert states == ["applied", "checked"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_people_press_apply_at_the_same_moment() -> None:
    """The librarian and the head, each with a file of his own, over HTTP: one is applied, one is shown anew."""
    cast = assemble()
    barrier = threading.Barrier(2)
    answers: dict[str, int] = {}
    with scope.acting(scope_of(cast.librarian_a)):
        runs = [bring(cast, ROWS), bring(cast, ROWS)]

    def press(user: User, run: ImportRun) -> None:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        try:
            barrier.wait()
            form = {"shown": run.preview["fingerprint"]}
            answers[user.username] = client.post(f"/import/run/{run.uid}/apply", form).status_code
        finally:
            connections.close_all()

    people = [cast.librarian_a, cast.head_a]
    threads = [threading.Thread(target=press, args=pair) for pair in zip(people, runs, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [303, 409]
    with scope.acting(scope_of(cast.librarian_a)):
        assert (Pupil.objects.count(), Enrolment.objects.count()) == (10, 10)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_they_collide(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = assemble()
    barrier = threading.Barrier(2, timeout=20)
    write = writing.write

    def write_at_once(*arguments: Any, **named: Any) -> Any:
        barrier.wait()
        return write(*arguments, **named)

    monkeypatch.setattr(services, "_lock", lambda run: None)
    monkeypatch.setattr(writing, "write", write_at_once)
    with scope.acting(scope_of(cast.librarian_a)):
        runs = [bring(cast, ROWS), bring(cast, ROWS)]
        # The second plan is not made again: pupils stand twice, or their numbers collide in the database.
        results = together(cast, runs)
        assert results != ["applied", "plan_changed"]
        assert Pupil.objects.count() == 20 or "failed" in results


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_whoever_waits_too_long_is_told_and_nothing_changes(
    monkeypatch: pytest.MonkeyPatch, owner_dsn: str
) -> None:
    cast = assemble()
    monkeypatch.setattr(locks.take, "__kwdefaults__", {"shared": False, "timeout": "200ms"})
    with scope.acting(scope_of(cast.librarian_a)), psycopg.connect(owner_dsn) as other:
        run = bring(cast, ROWS)
        other.execute("SELECT pg_advisory_xact_lock(%s, %s)", [int(locks.LockSpace.IMPORT), cast.school_a.pk])
        with pytest.raises(Busy):
            services.apply_run(run_uid=run.uid, user=cast.librarian_a, shown=run.preview["fingerprint"])
        client = Client()
        client.force_login(cast.librarian_a, backend=settings.AUTHENTICATION_BACKENDS[0])
        answer = client.post(f"/import/run/{run.uid}/apply", {"shown": run.preview["fingerprint"]})
        assert answer.status_code == 409
        assert "Кто-то" in answer.content.decode()
        run.refresh_from_db()
        assert (run.state, Pupil.objects.count()) == ("checked", 0)
        other.rollback()
        services.apply_run(run_uid=run.uid, user=cast.librarian_a, shown=run.preview["fingerprint"])
        assert Pupil.objects.count() == 10


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_worker_killed_in_the_middle_leaves_nothing_half_done(owner_dsn: str) -> None:
    cast = assemble()
    with scope.acting(scope_of(cast.librarian_a)):
        run = bring(cast, ROWS)
        ImportRun.objects.filter(pk=run.pk).update(state="queued")
        words = [str(run.uid), str(cast.librarian_a.pk), run.preview["fingerprint"]]
        with subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", CHILD, *words],
            env=environment_of(owner_dsn),
            stdout=subprocess.PIPE,
            text=True,
        ) as worker:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "written\n"
            assert Pupil.objects.count() == 0
            worker.send_signal(signal.SIGKILL)
        run.refresh_from_db()
        assert (run.state, Pupil.objects.count(), Enrolment.objects.count()) == ("applying", 0, 0)
        job_of(run, cast.librarian_a)
        run.refresh_from_db()
        assert (run.state, Pupil.objects.count(), Enrolment.objects.count()) == ("applied", 10, 10)
        job_of(run, cast.librarian_a)
        assert Pupil.objects.count() == 10


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_takes_the_job(owner_dsn: str) -> None:
    cast = assemble()
    with scope.acting(scope_of(cast.librarian_a)):
        run = bring(cast, ROWS)
        services.queue_run(run=run, user=cast.librarian_a, shown=run.preview["fingerprint"])
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", WORKER], env=environment_of(owner_dsn), check=True, timeout=60
        )
        run.refresh_from_db()
        assert (run.state, Pupil.objects.count()) == ("applied", 10)


def test_a_big_file_goes_to_the_worker(
    cast: Cast, client_of: Callable[[User], Client], as_scope: AsScope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "INLINE_ROWS_MAX", 5)
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = bring(cast, ROWS)
        shown = {"shown": run.preview["fingerprint"]}
        assert client.post(f"/import/run/{run.uid}/apply", shown).status_code == 303
        run.refresh_from_db()
        assert (run.state, Pupil.objects.count()) == ("queued", 0)
        job = ProcrastinateJob.objects.get(task_name="intake.apply_run")
        assert job.args == {"run_uid": str(run.uid), "user_id": cast.librarian_a.pk, **shown}
        page = client.get(f"/import/run/{run.uid}/").content.decode()
        assert "Импорт применяется" in page
        assert client.post(f"/import/run/{run.uid}/apply", shown).status_code == 303
        assert "hx-trigger" in client.get(f"/import/run/{run.uid}/progress").content.decode()
        job_of(run, cast.librarian_a)
        run.refresh_from_db()
        assert (run.state, Pupil.objects.count()) == ("applied", 10)
        assert "hx-trigger" not in client.get(f"/import/run/{run.uid}/progress").content.decode()


def test_the_job_of_a_dead_worker_is_started_again(cast: Cast, as_scope: AsScope) -> None:
    with as_scope(cast.librarian_a):
        run = bring(cast, ROWS)
        services.queue_run(run=run, user=cast.librarian_a, shown=run.preview["fingerprint"])
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes') RETURNING id"
            )
            (worker,) = cursor.fetchone()
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE task_name = 'intake.apply_run'",
                [worker],
            )
        async_to_sync(jobs.rescue_stalled.func)(timestamp=0)
        assert ProcrastinateJob.objects.get(task_name="intake.apply_run").status == "todo"


def test_an_unforeseen_fault_leaves_a_message_and_nothing_else(
    cast: Cast, client_of: Callable[[User], Client], as_scope: AsScope, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: Any) -> Any:
        raise LookupError("a fault of ours")

    monkeypatch.setattr(writing, "_open_enrolments", broken)
    with as_scope(cast.librarian_a):
        run = bring(cast, ROWS)
        shown = {"shown": run.preview["fingerprint"]}
        client = client_of(cast.librarian_a)
        assert client.post(f"/import/run/{run.uid}/apply", shown).status_code == 303
        run.refresh_from_db()
        assert (run.state, Pupil.objects.count()) == ("failed", 0)
        page = client.get(f"/import/run/{run.uid}/").content.decode()
        assert "Ничего не изменилось" in page
        monkeypatch.undo()
        assert client.post(f"/import/run/{run.uid}/apply", shown).status_code == 303
        assert Pupil.objects.count() == 10
