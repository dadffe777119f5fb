"""Several people at one plan: real threads, real commits, and controls that go wrong without the lock."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection

from tomik.catalogue.public import EditionSet
from tomik.kernel.scope import acting
from tomik.people.public import ClassGroup
from tomik.provision.models import PlanLine
from tomik.provision.services import lines, plans
from tomik.provision.services.lines import LineDraft
from tomik.provision.tests import world as worlds
from tomik.territory.public import system_scope

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
YEAR = worlds.YEAR
WORKERS = 6


def together(work: Callable[[int], Any]) -> Counter[str]:
    """Run `work` in threads that start at once; count the names of what came out."""
    start = threading.Barrier(WORKERS)
    results: list[str] = [""] * WORKERS

    def run(number: int) -> None:
        try:
            with acting(system_scope()):
                start.wait()
                work(number)
                results[number] = "done"
        except Exception as error:
            results[number] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return Counter(results)


@pytest.fixture
def world(transactional_db: None) -> worlds.World:
    with worlds.new_world() as made:
        ClassGroup.objects.create(school=made.school, school_year=YEAR, grade=5, letter="А")
        ClassGroup.objects.create(school=made.school, school_year=YEAR, grade=5, letter="Б")
        yield made


@pytest.fixture
def draft(world: worlds.World) -> LineDraft:
    subject = worlds.subject_of("Математика", electronic_allowed=False)
    item = EditionSet.objects.create(title="Математика 5", subject=subject, grade_from=5, grade_to=5)
    group = ClassGroup.objects.filter(school=world.school).order_by("letter")[0]
    return LineDraft(group.pk, subject.pk, (item.pk,))


def test_the_same_line_is_made_once(world: worlds.World, draft: LineDraft) -> None:
    found = together(lambda _: plans.save_line(school=world.school, school_year=YEAR, draft=draft))
    assert found == {"done": 1, "LineExists": WORKERS - 1}
    assert PlanLine.objects.count() == 1


def test_a_parallel_filled_by_many_is_filled_once(world: worlds.World, draft: LineDraft) -> None:
    found = together(lambda _: plans.fill_parallel(school=world.school, school_year=YEAR, draft=draft))
    assert found == {"done": WORKERS}
    assert PlanLine.objects.count() == 2


def test_control_without_the_lock_fillers_collide(
    world: worlds.World, draft: LineDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everyone has looked before anyone writes: the second write meets the unique key as a crash, not as an answer."""
    looked = threading.Barrier(WORKERS)
    compare = lines.compare

    def slow_compare(*args: Any, **kwargs: Any) -> Any:
        result = compare(*args, **kwargs)
        looked.wait()
        return result

    monkeypatch.setattr(lines, "lock_plan", lambda *_: None)
    monkeypatch.setattr(lines, "compare", slow_compare)
    found = together(lambda _: plans.fill_parallel(school=world.school, school_year=YEAR, draft=draft))
    assert found == {"done": 1, IntegrityError.__name__: WORKERS - 1}


def test_of_two_editors_one_is_told_to_look_again(world: worlds.World, draft: LineDraft) -> None:
    line = plans.save_line(school=world.school, school_year=YEAR, draft=draft)

    def edit(number: int) -> None:
        changed = LineDraft(*draft.key[:2], draft.set_ids, learners=number)
        plans.save_line(school=world.school, school_year=YEAR, draft=changed, uid=line.uid, version=1)

    assert together(edit) == {"done": 1, "PlanChanged": WORKERS - 1}
    assert PlanLine.objects.get().version == 2
