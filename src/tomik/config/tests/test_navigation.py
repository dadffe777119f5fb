"""The rail offers only what the person may do there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Cast
from tomik.accounts.public import Role
from tomik.territory.public import Membership

pytestmark = pytest.mark.django_db
IMPORT = "/import/"


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("librarian_a", True),
        ("head_a", True),
        ("operator", True),
        ("administrator", True),
        ("deputy_a", False),
        ("coordinator", False),
        ("department", False),
    ],
)
def test_import_is_offered_to_those_who_import(
    cast: Cast, client_of: Callable[..., Client], who: str, offered: bool
) -> None:
    page = client_of(getattr(cast, who)).get("/")
    assert (IMPORT in [link.url for link in page.context["navigation"]]) is offered


@pytest.mark.parametrize("role", [Role.TEACHER, Role.ACCOUNTANT])
def test_import_is_not_offered_to_those_who_only_read(
    cast: Cast, client_of: Callable[..., Client], role: Role
) -> None:
    Membership.objects.create(user=cast.outsider, role=role, school=cast.school_a)
    page = client_of(cast.outsider).get("/")
    assert IMPORT not in [link.url for link in page.context["navigation"]]
