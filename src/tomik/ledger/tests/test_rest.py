"""REST: the access matrix, repeated requests and the shape of refusals."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from tomik.ledger import public as ledger
from tomik.ledger.public import Entry
from tomik.ledger.tests.world import World, day

pytestmark = pytest.mark.django_db
ENTRIES = "/api/v1/entries"
BALANCES = "/api/v1/balances"


@pytest.fixture
def client(world: World, client_of) -> Client:
    return client_of(world.cast.librarian_a)


def body(world: World, **more: Any) -> dict[str, Any]:
    line = {"lot": world.lots[0], "from_account": world.fund, "to_account": world.readers[0], "copies": 2}
    content = {"school": str(world.school.uid), "kind": "issue", "occurred_on": "2026-09-02", "lines": [line]}
    return content | more


def post(client: Client, content: Any, path: str = ENTRIES, key: Any = "new") -> Any:
    headers = {} if key is None else {"Idempotency-Key": str(uuid.uuid4() if key == "new" else key)}
    return client.post(path, json.dumps(content), content_type="application/json", headers=headers)


def refusal(response: Any) -> tuple[int, str]:
    content = response.json()
    assert set(content) == {"code", "message", "fields", "request_id"}
    assert content["request_id"] == response["X-Request-ID"]
    return response.status_code, content["code"]


class TestPost:
    def test_works(self, world: World, client: Client):
        key = uuid.uuid4()
        response = post(client, body(world, note="сентябрь", document_number="3"), key=key)
        assert response.status_code == 201
        content = response.json()
        assert (content["uid"], content["school"]) == (str(key), str(world.school.uid))
        assert (content["kind"], content["lines"], content["copies"], content["note"]) == (
            "issue",
            1,
            2,
            "сентябрь",
        )
        assert content["reverses"] is None
        kept = Entry.objects.get(uid=key)
        assert (kept.actor_id, kept.origin) == (world.cast.librarian_a.pk, "api 127.0.0.1")
        assert world.have(world.fund) == 8

    def test_repeated(self, world: World, client: Client):
        key = uuid.uuid4()
        first, again = (post(client, body(world), key=key) for _ in range(2))
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json() == again.json()
        assert world.have(world.fund) == 8

    def test_repeated_with_other_content(self, world: World, client: Client):
        key = uuid.uuid4()
        post(client, body(world), key=key)
        response = post(client, body(world, note="other"), key=key)
        assert refusal(response) == (409, "conflict")
        assert response.json()["fields"][0]["field"] == "note"

    @pytest.mark.parametrize(
        ("person", "expected"),
        [
            ("librarian_a", 201),
            ("deputy_a", 403),
            ("head_a", 403),
            ("librarian_b", 404),
            ("coordinator", 403),
            ("other_coordinator", 404),
            ("operator", 403),
            ("department", 403),
            ("administrator", 403),
            ("outsider", 404),
        ],
    )
    def test_access(self, world: World, client_of, person, expected):
        before = Entry.objects.count()
        response = post(client_of(getattr(world.cast, person)), body(world))
        assert response.status_code == expected
        if expected != 201:
            assert refusal(response)[0] == expected
            assert (Entry.objects.count(), world.have(world.fund)) == (before, 10)

    def test_anonymous(self, world: World):
        assert refusal(post(Client(), body(world))) == (401, "not_signed_in")

    def test_without_csrf_token(self, world: World, client: Client):
        strict = Client(enforce_csrf_checks=True, headers={})
        strict.cookies = client.cookies
        assert refusal(post(strict, body(world)))[0] == 403
        assert world.have(world.fund) == 10

    def test_not_enough(self, world: World, client: Client):
        content = body(world)
        content["lines"][0]["copies"] = 11
        response = post(client, content)
        assert refusal(response) == (409, "insufficient_copies")
        assert response.json()["fields"] == [
            {"account": world.fund, "lot": world.lots[0], "have": 10, "need": 11}
        ]

    def test_closed_period(self, world: World, client: Client):
        ledger.close_period(school_id=world.school.pk, through=day(10))
        assert refusal(post(client, body(world))) == (409, "period_closed")

    def test_future_date(self, world: World, client: Client):
        assert refusal(post(client, body(world, occurred_on="2099-01-01"))) == (422, "error")

    def test_broken_rule(self, world: World, client: Client):
        content = body(world)
        content["lines"][0]["lot"] = 10**9
        assert refusal(post(client, content)) == (422, "broken_rule")

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"lines": []}, "content.lines"),
            ({"kind": "reversal"}, "content.kind"),
            ({"occurred_on": "2026-02-30"}, "content.occurred_on"),
            ({"note": "x" * 501}, "content.note"),
            (
                {"lines": [{"lot": 1, "from_account": 1, "to_account": 2, "copies": 0}]},
                "content.lines.0.copies",
            ),
        ],
    )
    def test_invalid(self, world: World, client: Client, change, field):
        response = post(client, body(world, **change))
        assert refusal(response) == (422, "invalid")
        assert field in [one["field"] for one in response.json()["fields"]]

    def test_key_is_required(self, world: World, client: Client):
        assert refusal(post(client, body(world), key=None)) == (422, "invalid")

    def test_unreadable(self, world: World, client: Client):
        response = client.post(
            ENTRIES, "{", content_type="application/json", headers={"Idempotency-Key": str(uuid.uuid4())}
        )
        assert refusal(response)[0] in (400, 422)

    def test_absent_school(self, world: World, client: Client):
        assert refusal(post(client, body(world, school=str(uuid.uuid4())))) == (404, "not_found")

    def test_wrong_method(self, client: Client):
        assert client.delete(ENTRIES).status_code == 405


class TestGet:
    @pytest.mark.parametrize(
        ("person", "expected"),
        [
            ("librarian_a", 200),
            ("deputy_a", 200),
            ("coordinator", 200),
            ("librarian_b", 404),
            ("outsider", 404),
        ],
    )
    def test_access(self, world: World, client_of, person, expected):
        uid = world.opening_entry.uid
        assert client_of(getattr(world.cast, person)).get(f"{ENTRIES}/{uid}").status_code == expected

    def test_content(self, world: World, client: Client):
        entry = world.post(world.issue(1)).entry
        content = client.get(f"{ENTRIES}/{entry.uid}").json()
        assert content["transfers"] == [
            {"lot": world.lots[0], "from_account": world.fund, "to_account": world.readers[0], "copies": 1}
        ]
        assert content["reversed_by"] is None

    def test_absent(self, client: Client):
        assert refusal(client.get(f"{ENTRIES}/{uuid.uuid4()}")) == (404, "not_found")

    def test_anonymous(self, world: World):
        assert refusal(Client().get(f"{ENTRIES}/{world.opening_entry.uid}"))[0] == 401


class TestReverse:
    def path(self, entry: Entry) -> str:
        return f"{ENTRIES}/{entry.uid}/reversal"

    def test_works_once(self, world: World, client: Client):
        entry, key = world.post(world.issue(3)).entry, uuid.uuid4()
        first, again = (post(client, {"reason": "ошибка"}, self.path(entry), key) for _ in range(2))
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["reverses"] == str(entry.uid)
        assert client.get(f"{ENTRIES}/{entry.uid}").json()["reversed_by"] == str(key)
        assert refusal(post(client, {"reason": "ещё"}, self.path(entry))) == (409, "already_reversed")
        assert world.have(world.fund) == 10

    @pytest.mark.parametrize(
        ("person", "expected"),
        [
            ("librarian_a", 201),
            ("head_a", 201),
            ("deputy_a", 403),
            ("coordinator", 403),
            ("librarian_b", 404),
        ],
    )
    def test_access(self, world: World, client_of, person, expected):
        entry = world.post(world.issue(3)).entry
        response = post(client_of(getattr(world.cast, person)), {"reason": "r"}, self.path(entry))
        assert response.status_code == expected
        assert world.have(world.fund) == (10 if expected == 201 else 7)

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_reason_is_required(self, world: World, client: Client, reason):
        entry = world.post(world.issue(3)).entry
        assert refusal(post(client, {"reason": reason}, self.path(entry)))[0] == 422


class TestBalances:
    def get(self, client: Client, world: World, **query: Any) -> Any:
        return client.get(BALANCES, {"school": str(world.school.uid), **query})

    def test_pages(self, world: World, client: Client):
        world.post(world.issue(4))
        seen: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        for _ in range(4):
            content = self.get(client, world, limit=2, **cursor).json()
            seen += content["items"]
            cursor = {"cursor": content["next"]}
        assert content["next"] is None
        assert len(seen) == 7
        assert [(row["account"], row["lot"]) for row in seen] == sorted(
            (row["account"], row["lot"]) for row in seen
        )
        shelf = next(row for row in seen if row["kind"] == "fund")
        assert (shelf["holder"], shelf["title"], shelf["price_kopecks"], shelf["copies"]) == (
            "Главное здание",
            "Математика",
            65_000,
            6,
        )

    @pytest.mark.parametrize(("person", "name"), [("librarian_a", "Ученик 1"), ("coordinator", None)])
    def test_names_only_inside_the_school(self, world: World, client_of, person, name):
        world.post(world.issue(4))
        items = self.get(client_of(getattr(world.cast, person)), world, kind="reader").json()["items"]
        assert [(row["holder"], row["copies"]) for row in items] == [(name, 4)]

    @pytest.mark.parametrize(
        ("person", "expected"),
        [("deputy_a", 200), ("coordinator", 200), ("librarian_b", 404), ("outsider", 404)],
    )
    def test_access(self, world: World, client_of, person, expected):
        assert self.get(client_of(getattr(world.cast, person)), world).status_code == expected

    @pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 1001}, {"cursor": "x"}, {"cursor": "1-"}])
    def test_invalid(self, world: World, client: Client, query):
        assert refusal(self.get(client, world, **query)) == (422, "invalid")
