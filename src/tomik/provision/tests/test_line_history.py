"""The panel «История» of a plan line: its textbooks by name, its numbers, who changed them."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.security.world import YEAR, furnish, share
from tomik.accounts.public import User
from tomik.kernel.scope import acting
from tomik.provision.services import plans
from tomik.provision.services.lines import LineDraft
from tomik.territory.public import scope_of


def test_a_line_shows_who_changed_it(cast: Cast, client_of: Callable[[User], Client]) -> None:
    shared = share(cast)
    world = furnish(cast.school_a, cast.librarian_a, shared)
    line = world.line
    with acting(scope_of(cast.head_a)):
        draft = LineDraft(line.class_group_id, line.subject_id, (shared.sets[1].pk,), learners=7)
        plans.save_line(
            school=world.school, school_year=YEAR, draft=draft, uid=line.uid, version=line.version
        )
    address = reverse("provision:line", args=[cast.school_a.uid, line.uid]) + f"?year={YEAR}"
    text = client_of(cast.librarian_a).get(address).content.decode()
    history = text[text.index('id="history"') :]
    assert "Учеников: — → 7" in history
    assert f"Учебник: — → {shared.sets[1]}" in history
    assert f"Учебник: {shared.sets[0]} → —" in history
    assert str(cast.head_a) in history
    assert client_of(cast.deputy_a).get(address).status_code == 403
    assert client_of(cast.librarian_b).get(address).status_code == 404
