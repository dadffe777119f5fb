"""Invitations and members: the matrix of who may, links of one use, roles taken away."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.cast import PASSWORD, Cast
from tomik.accounts.public import Permission, Role, UnitKind, User
from tomik.territory import members
from tomik.territory.access import Unit, actor_for
from tomik.territory.errors import InvitationGone, LastManager, MayNotGrant, RoleHeld
from tomik.territory.models import Invitation, Membership
from tomik.territory.rules import grantable_roles

PASS = "three-blind-mice-run"


def unit_a(cast: Cast) -> Unit:
    return Unit(UnitKind.SCHOOL, cast.school_a.pk, cast.school_a.short_name)


def invited(cast: Cast, email: str = "new@example.org", role: Role = Role.LIBRARIAN) -> members.Invited:
    return members.invite(actor=actor_for(cast.head_a), unit=unit_a(cast), role=role, email=email)


def test_who_may_give_what() -> None:
    school = [Role.LIBRARIAN, Role.TEACHER, Role.HEAD, Role.DEPUTY, Role.ACCOUNTANT]
    municipal = [Role.COORDINATOR, Role.PROPERTY_OFFICER]
    regional = [Role.OPERATOR, Role.DEPARTMENT, Role.ADMINISTRATOR, Role.AUDITOR]
    table = {role: [grantable_roles([role], kind) for kind in UnitKind] for role in Role}
    nothing: list[list[Role]] = [[], [], []]
    assert table == {
        Role.LIBRARIAN: nothing,
        Role.TEACHER: nothing,
        Role.HEAD: [[], [], school],
        Role.DEPUTY: nothing,
        Role.ACCOUNTANT: nothing,
        Role.COORDINATOR: [[], municipal, school],
        Role.PROPERTY_OFFICER: nothing,
        Role.OPERATOR: [[], municipal, school],
        Role.DEPARTMENT: nothing,
        Role.ADMINISTRATOR: [regional, municipal, school],
        Role.AUDITOR: nothing,
    }


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("head_a", 200),
        ("coordinator", 200),
        ("operator", 200),
        ("administrator", 200),
        ("librarian_a", 403),
        ("deputy_a", 403),
        ("librarian_b", 404),
        ("other_coordinator", 404),
        ("department", 403),
        ("outsider", 404),
    ],
)
def test_members_screen_matrix(cast: Cast, client_of: Callable[..., Client], who: str, status: int) -> None:
    client = client_of(getattr(cast, who))
    address = f"/territory/members/?unit=school:{cast.school_a.pk}"
    assert client.get(address).status_code == status
    before = Invitation.objects.count()
    posted = client.post(address, {"email": "new@example.org", "role": "librarian"}).status_code
    assert posted == (201 if status == 200 else status)
    assert Invitation.objects.count() == before + (status == 200)


def test_anonymous_is_sent_to_sign_in(cast: Cast, client: Client) -> None:
    assert client.get("/territory/members/").status_code == 302
    assert client.post("/territory/members/1/end/").status_code == 302


def test_a_role_beyond_ones_own_is_refused(cast: Cast, client_of: Callable[..., Client]) -> None:
    response = client_of(cast.head_a).post(
        f"/territory/members/?unit=school:{cast.school_a.pk}",
        {"email": "x@example.org", "role": "administrator"},
    )
    assert response.status_code == 422
    with pytest.raises(MayNotGrant):
        members.invite(
            actor=actor_for(cast.operator),
            unit=Unit(UnitKind.REGION, cast.region.pk, "x"),
            role=Role.ADMINISTRATOR,
            email="x@example.org",
        )
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("unit", ["school:-1", "school:0", "region:x", "school:²", "planet:1"])
def test_absent_unit(cast: Cast, client_of: Callable[..., Client], unit: str) -> None:
    assert client_of(cast.administrator).get("/territory/members/", {"unit": unit}).status_code == 404


def test_a_new_person_comes_in(cast: Cast, client_of: Callable[..., Client], client: Client) -> None:
    page = client_of(cast.head_a).post(
        f"/territory/members/?unit=school:{cast.school_a.pk}",
        {"email": "New@example.org", "role": "librarian"},
    )
    link = re.search(r'value="http://testserver(/territory/invitations/[^"]+)"', page.content.decode())
    assert link is not None
    assert [letter.to for letter in mail.outbox] == [["new@example.org"]]
    assert link[1] in str(mail.outbox[0].body)
    assert "Вас приглашают: Школьный библиотекарь" in client.get(link[1]).content.decode()
    weak = client.post(link[1], {"full_name": "Новая", "password1": "12345", "password2": "12346"})
    assert weak.status_code == 422
    assert "Пароли не совпадают." in weak.content.decode()
    response = client.post(link[1], {"full_name": "Новая", "password1": PASS, "password2": PASS})
    assert (response.status_code, response["Location"]) == (303, "/")
    person = User.objects.get(email="new@example.org")
    assert (person.username, person.full_name, person.check_password(PASS)) == (
        "new@example.org",
        "Новая",
        True,
    )
    assert client.session["_auth_user_id"] == str(person.pk)
    assert actor_for(person).may(Permission.POST_FUND, school_id=cast.school_a.pk)
    assert Client().get(link[1]).status_code == 404


def test_a_known_person_signs_in_and_takes_the_role(cast: Cast, client: Client) -> None:
    secret = invited(cast, "librarian-b@example.org").secret
    address = f"/territory/invitations/{secret}/"
    assert "уже есть" in client.get(address).content.decode()
    refused = client.post(address, {"full_name": "X", "password1": PASS, "password2": PASS})
    assert refused.status_code == 422
    assert User.objects.filter(email="librarian-b@example.org").count() == 1
    client.post(f"/accounts/login/?next={address}", {"login": "librarian-b", "password": PASSWORD})
    assert client.post(address).status_code == 303
    assert [unit.name for unit in actor_for(cast.librarian_b).units] == ["Школа А", "Школа Б"]


@pytest.mark.parametrize("spoil", ["wrong", "revoked", "expired", "used"])
def test_a_link_that_no_longer_works(cast: Cast, client: Client, spoil: str) -> None:
    made = invited(cast)
    secret = made.secret
    if spoil == "wrong":
        secret = "x" + secret
    elif spoil == "revoked":
        members.revoke_invitation(actor=actor_for(cast.head_a), unit=unit_a(cast), uid=made.invitation.uid)
    elif spoil == "used":
        members.accept_as(secret=secret, user=cast.outsider)
    with time_machine.travel(
        timezone.now() + timedelta(days=7 if spoil == "expired" else 0, seconds=1), tick=False
    ):
        response = client.get(f"/territory/invitations/{secret}/")
        with pytest.raises(InvitationGone):
            members.accept_as_new_person(secret=secret, full_name="X", password=PASS)
    assert response.status_code == 404
    assert "Приглашение использовано, отозвано или истекло" in response.content.decode()
    assert not User.objects.filter(email="new@example.org").exists()


def test_the_secret_is_not_kept(cast: Cast) -> None:
    made = invited(cast)
    assert made.secret not in str(Invitation.objects.filter(pk=made.invitation.pk).values().get())


def test_a_second_invitation_takes_the_first_back(cast: Cast) -> None:
    first, second = invited(cast), invited(cast)
    with pytest.raises(InvitationGone):
        members.find_invitation(first.secret)
    assert members.find_invitation(second.secret).pk == second.invitation.pk


def test_a_role_held_is_not_offered_again(cast: Cast) -> None:
    with pytest.raises(RoleHeld):
        invited(cast, "LIBRARIAN-A@example.org")


def test_taking_a_role_away(cast: Cast, client_of: Callable[..., Client]) -> None:
    membership = Membership.objects.get(user=cast.librarian_a)
    client = client_of(cast.head_a)
    address = f"/territory/members/{membership.pk}/end/?unit=school:{cast.school_a.pk}"
    assert client_of(cast.deputy_a).post(address).status_code == 403
    assert client_of(cast.librarian_b).post(address).status_code == 404
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 303
    assert client.post(address).status_code == 404
    membership.refresh_from_db()
    assert membership.ended_at is not None
    assert actor_for(cast.librarian_a).units == []


def test_a_role_of_another_unit_is_out_of_reach(cast: Cast, client_of: Callable[..., Client]) -> None:
    other = Membership.objects.get(user=cast.librarian_b)
    address = f"/territory/members/{other.pk}/end/?unit=school:{cast.school_a.pk}"
    assert client_of(cast.head_a).post(address).status_code == 404
    other.refresh_from_db()
    assert other.ended_at is None


def test_a_region_keeps_someone_who_may_invite(cast: Cast) -> None:
    region = Unit(UnitKind.REGION, cast.region.pk, "x")
    actor = actor_for(cast.administrator)
    operator = Membership.objects.get(user=cast.operator)
    members.end_membership(actor=actor, unit=region, membership_id=operator.pk)
    own = Membership.objects.get(user=cast.administrator)
    with pytest.raises(LastManager):
        members.end_membership(actor=actor, unit=region, membership_id=own.pk)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_with_one_link_one_gets_in(cast: Cast) -> None:
    secret = invited(cast).secret
    outcomes: list[str] = []

    def take(user: User) -> None:
        try:
            members.accept_as(secret=secret, user=user)
            outcomes.append("in")
        except InvitationGone:
            outcomes.append("gone")
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[user]) for user in (cast.outsider, cast.librarian_b)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["gone", "in"]
    assert Membership.objects.filter(school=cast.school_a, role=Role.LIBRARIAN).count() == 2


def test_switcher(cast: Cast, client_of: Callable[..., Client]) -> None:
    Membership.objects.create(user=cast.librarian_a, role=Role.LIBRARIAN, school=cast.school_b)
    client = client_of(cast.librarian_a)
    address = "/territory/unit/"
    assert client.post(address, {"unit": f"school:{cast.school_b.pk}"}).status_code == 303
    assert client.get("/accounts/profile/").context["unit"].id == cast.school_b.pk
    assert client.post(address, {"unit": f"school:{cast.school_c.pk}"}).status_code == 404
    assert client.get("/accounts/profile/").context["unit"].id == cast.school_b.pk


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("librarian_a", 200),
        ("coordinator", 200),
        ("department", 200),
        ("librarian_b", 404),
        ("outsider", 404),
    ],
)
def test_school_page_matrix(cast: Cast, client_of: Callable[..., Client], who: str, status: int) -> None:
    response = client_of(getattr(cast, who)).get(f"/territory/schools/{cast.school_a.uid}/")
    assert response.status_code == status


def test_an_operator_sees_the_people_of_the_region_but_gives_no_role_of_it(
    cast: Cast, client_of: Callable[..., Client]
) -> None:
    client = client_of(cast.operator)
    address = f"/territory/members/?unit=region:{cast.region.pk}"
    page = client.get(address)
    assert page.status_code == 200
    assert "Администратор" in page.content.decode()
    assert 'name="email"' not in page.content.decode()
    assert client.post(address, {"email": "x@example.org", "role": "operator"}).status_code == 403
    assert Invitation.objects.count() == 0
    assert client_of(cast.department).get(address).status_code == 403


@pytest.mark.parametrize("who", ["operator", "administrator"])
def test_a_coordinator_is_invited_by_following_links(
    cast: Cast, client_of: Callable[..., Client], who: str
) -> None:
    client = client_of(getattr(cast, who))
    link = f"/territory/members/?unit=municipality:{cast.municipality.pk}"
    assert f'href="{link}"' in client.get("/territory/members/").content.decode()
    assert client.post(link, {"email": "new@example.org", "role": "coordinator"}).status_code == 201
    assert Invitation.objects.get().municipality == cast.municipality
