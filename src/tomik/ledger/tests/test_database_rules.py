"""What the database itself refuses, whoever asks and whatever the services would have done."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.db import Error, connection, transaction

from tomik.ledger import public as ledger
from tomik.ledger.models import Account, Balance, Entry, Lot, Transfer
from tomik.ledger.tests.world import World, day, edition, fund_of, lots_of, sqlstate_of

pytestmark = pytest.mark.django_db

OWNER_ONLY = "42501"
"""insufficient_privilege: the application role has no such grant."""
TABLES = (
    "ledger_entry",
    "ledger_transfer",
    "ledger_lot",
    "ledger_account",
    "ledger_balance",
    "ledger_lotstock",
)
COLUMN = {
    "ledger_entry": "note = 'x'",
    "ledger_transfer": "copies = 1",
    "ledger_lot": "price_kopecks = 1",
    "ledger_account": "staff_id = 1",
    "ledger_balance": "copies = copies + 1",
    "ledger_lotstock": "copies = copies + 1",
}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("role", ["app", "owner"])
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
def test_rows_are_only_ever_added(world: World, as_owner, table, role, verb):
    statement = {
        "UPDATE": f"UPDATE {table} SET {COLUMN[table]}",
        "DELETE": f"DELETE FROM {table}",
        "TRUNCATE": f"TRUNCATE {table} CASCADE",
    }[verb]
    if role == "app":
        assert sqlstate_of(statement) == OWNER_ONLY
    else:
        assert sqlstate_of(statement, as_owner=as_owner) == "TK004"


@pytest.mark.parametrize("role", ["app", "owner"])
@pytest.mark.parametrize(
    "into",
    [
        "ledger_balance (account_id, lot_id, school_id, copies, may_go_negative) VALUES ({lost}, {lot}, {school}, 5, true)",
        "ledger_lotstock (lot_id, school_id, copies) VALUES (999, {school}, 5)",
    ],
)
def test_balances_and_stocks_are_not_inserted(world: World, as_owner, role, into):
    values = into.format(lost=world.lost, lot=world.lots[0], school=world.school.pk)
    statement = f"INSERT INTO {values}"
    if role == "app":
        assert sqlstate_of(statement) == OWNER_ONLY
    else:
        assert sqlstate_of(statement, as_owner=as_owner) == "TK004"


@pytest.mark.parametrize(
    "call",
    [
        "ledger_write_balances(ARRAY[1]::bigint[], ARRAY[1]::bigint[], ARRAY[1]::bigint[], ARRAY[1]::bigint[], ARRAY[true])",
        "ledger_rebuild_balances()",
        "ledger_rebuild_stock()",
    ],
)
def test_the_writers_of_balances_are_not_for_the_application(world: World, call):
    assert sqlstate_of(f"SELECT {call}") == OWNER_ONLY


class PastTheServices:
    """Inserts what the services never would."""

    def insert(self, world: World, rows: list[dict[str, Any]], **entry: Any) -> dict[str, Any]:
        """Insert an entry and its lines past the services; the refusal's detail, or an empty dict."""
        values = {
            "school_id": world.school.pk,
            "kind": "move",
            "occurred_on": day(2),
            "fingerprint": b"0" * 32,
            "lines": len(rows),
            "copies": sum(row.get("copies", 1) for row in rows) or 1,
        } | entry
        try:
            with transaction.atomic():
                made = Entry.objects.create(**values)
                defaults = {
                    "entry_id": made.pk,
                    "school_id": world.school.pk,
                    "lot_id": world.lots[0],
                    "from_account_id": world.fund,
                    "to_account_id": world.unfit,
                    "copies": 1,
                    "occurred_on": day(2),
                }
                Transfer.objects.bulk_create(
                    Transfer(**(defaults | {"line_no": number} | row)) for number, row in enumerate(rows, 1)
                )
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                transaction.set_rollback(True)
        except Error as error:
            cause: Any = error.__cause__
            detail = cause.diag.message_detail
            return {"state": cause.sqlstate, **(json.loads(detail) if cause.sqlstate == "TK003" else {})}
        return {}

    def rule(self, world: World, rows: list[dict[str, Any]], **entry: Any) -> str:
        answer = self.insert(world, rows, **entry)
        assert answer["state"] == "TK003"
        return str(answer["rule"])


class TestLines(PastTheServices):
    """Each rule for lines: the SQLSTATE TK003 and its name in the detail."""

    def test_a_good_entry_passes(self, world: World):
        assert self.insert(world, [{}, {"copies": 2}]) == {}

    @pytest.mark.parametrize("column", ["lot_id", "from_account_id", "to_account_id"])
    def test_what_does_not_exist(self, world: World, column):
        assert self.rule(world, [{column: 999_999}]) == "unknown"

    def test_an_entry_that_does_not_exist(self, world: World):
        assert self.rule(world, [{}, {"entry_id": 999_999}]) == "unknown"

    def test_lot_of_another_school(self, world: World):
        other = lots_of(world.cast.school_b, [edition()])[0]
        assert self.rule(world, [{"lot_id": other}]) == "school"

    def test_line_of_another_school_than_its_entry(self, world: World):
        assert self.rule(world, [{}, {"school_id": world.cast.school_b.pk}]) == "school"

    @pytest.mark.parametrize("column", ["from_account_id", "to_account_id"])
    def test_account_of_another_school(self, world: World, column):
        assert self.rule(world, [{column: fund_of(world.cast.school_b)}]) == "account_school"

    def test_way_to_this_school_is_shared(self, world: World):
        school_b = world.cast.school_b.pk
        here = ledger.account_for(school_b, "in_transit", world.school.pk)
        assert self.insert(world, [{"to_account_id": here}]) == {}
        elsewhere = ledger.account_for(school_b, "in_transit", world.cast.school_c.pk)
        assert self.rule(world, [{"to_account_id": elsewhere}]) == "account_school"

    def test_date_differs_from_the_entry(self, world: World):
        assert self.rule(world, [{"occurred_on": day(3)}]) == "date"

    def test_both_ends_outer(self, world: World):
        assert (
            self.rule(world, [{"from_account_id": world.opening, "to_account_id": world.lost}])
            == "both_outer"
        )

    @pytest.mark.parametrize("target", ["supplier", "opening", "surplus"])
    def test_never_to_a_source(self, world: World, target):
        assert self.rule(world, [{"to_account_id": getattr(world, target)}]) == "direction"

    def test_never_from_written_off(self, world: World):
        assert (
            self.rule(world, [{"from_account_id": world.written_off, "to_account_id": world.fund}])
            == "direction"
        )

    def test_found_again_after_being_lost(self, world: World):
        assert self.insert(world, [{"from_account_id": world.lost, "to_account_id": world.fund}]) == {}

    @pytest.mark.parametrize("entry", [{"lines": 3}, {"lines": 1}, {"copies": 3}])
    def test_totals(self, world: World, entry):
        assert self.rule(world, [{}, {}], **entry) == "totals"

    @pytest.mark.parametrize("numbers", [(0, 1), (1, 3), (2, 3)])
    def test_lines_are_numbered_without_gaps(self, world: World, numbers):
        assert self.rule(world, [{"line_no": number} for number in numbers]) == "totals"

    def test_no_line_is_added_later(self, world: World):
        entry = world.post(world.issue(1)).entry
        values = f"{world.school.pk}, {world.lots[0]}, {world.fund}, {world.unfit}, 1, '2026-09-02'"
        columns = "school_id, lot_id, from_account_id, to_account_id, copies, occurred_on, entry_id, line_no"
        for number, state in ((1, "23505"), (2, "TK003")):
            statement = f"INSERT INTO ledger_transfer ({columns}) VALUES ({values}, {entry.pk}, {number})"
            assert sqlstate_of(statement) == state

    def test_an_entry_without_lines_is_not_committed(self, world: World):
        assert self.rule(world, [], lines=1) == "no_lines"

    @pytest.mark.parametrize(
        ("row", "state"),
        [({"copies": 0}, "23514"), ({"copies": -1}, "23514"), ({"to_account_id": -1}, "TK003")],
    )
    def test_copies_are_positive(self, world: World, row, state):
        assert self.insert(world, [row], copies=1)["state"] == state

    def test_from_and_to_differ(self, world: World):
        assert self.insert(world, [{"to_account_id": world.fund}])["state"] == "23514"

    def test_not_below_zero(self, world: World):
        assert self.insert(world, [{"copies": 11}])["state"] == "TK001"


class TestReversals(PastTheServices):
    """A reversal is the mirror of its entry."""

    @pytest.fixture
    def entry(self, world: World) -> Entry:
        return world.post([*world.issue(2), *world.issue(1, lot=1)]).entry

    def mirror(self, world: World, *changes: dict[str, Any]) -> list[dict[str, Any]]:
        rows = [
            {
                "lot_id": world.lots[number],
                "from_account_id": world.readers[0],
                "to_account_id": world.fund,
                "copies": n,
            }
            for number, n in enumerate((2, 1))
        ]
        return [row | change for row, change in zip(rows, [*changes, {}, {}], strict=False)]

    def reversal(self, entry: Entry) -> dict[str, Any]:
        return {"kind": "reversal", "reverses_id": entry.pk}

    def test_the_exact_mirror_passes(self, world: World, entry: Entry):
        assert self.insert(world, self.mirror(world), **self.reversal(entry)) == {}

    @pytest.mark.parametrize(
        "change", [{"copies": 1}, {"from_account_id": -1}, {"to_account_id": -1}, {"lot_id": -1}]
    )
    def test_anything_else_is_refused(self, world: World, entry: Entry, change):
        change = {
            key: {
                "copies": 1,
                "from_account_id": world.group,
                "to_account_id": world.group,
                "lot_id": world.lots[2],
            }[key]
            for key in change
        }
        assert self.rule(world, self.mirror(world, change), **self.reversal(entry)) == "mirror"

    def test_fewer_lines_are_refused(self, world: World, entry: Entry):
        assert self.rule(world, self.mirror(world)[:1], **self.reversal(entry)) == "mirror"

    def test_swapped_lines_are_refused(self, world: World, entry: Entry):
        assert self.rule(world, self.mirror(world)[::-1], **self.reversal(entry)) == "mirror"

    def test_of_another_school(self, world: World, entry: Entry):
        more = {"school_id": world.cast.school_b.pk}
        assert self.rule(world, self.mirror(world), **self.reversal(entry), **more) == "reversal_of"

    def test_kind_and_link_belong_together(self, world: World, entry: Entry):
        assert self.insert(world, self.mirror(world), kind="reversal")["state"] == "23514"
        assert self.insert(world, self.mirror(world), reverses_id=entry.pk)["state"] == "23514"


class TestAccounts:
    """An account names exactly the holder that its kind needs, of its own school."""

    def create(self, **values: Any) -> str:
        try:
            with transaction.atomic():
                Account.objects.create(**values)
                transaction.set_rollback(True)
        except Error as error:
            return str(error.__cause__.sqlstate)  # type: ignore[union-attr]
        return ""

    @pytest.mark.parametrize(
        ("values", "state"),
        [
            ({"kind": "fund"}, "23514"),
            ({"kind": "reader", "pupil_id": None}, "23514"),
            ({"kind": "staff", "staff_id": 5}, ""),
            ({"kind": "staff", "staff_id": 5, "may_go_negative": True}, "23514"),
            ({"kind": "lost", "may_go_negative": False}, "23514"),
            ({"kind": "exchange"}, ""),
            ({"kind": "exchange", "staff_id": 5}, "TK003"),
            ({"kind": "cellar"}, "TK003"),
        ],
    )
    def test_kinds(self, world: World, values, state):
        assert self.create(school=world.school, **values) == state

    def test_holders_of_another_school(self, world: World):
        school_b = world.cast.school_b
        building = school_b.buildings.get()
        assert self.create(school=world.school, kind="fund", building=building) == "TK003"
        assert self.create(school=school_b, kind="reader", pupil=world.pupils[0]) == "TK003"
        assert self.create(school=world.school, kind="lent", peer_school=world.school) == "TK003"
        assert self.create(school=world.school, kind="lent", peer_school=school_b) == ""

    def test_once(self, world: World):
        assert self.create(school=world.school, kind="opening", may_go_negative=True) == "23505"


def test_one_lot_per_receipt_line(world: World):
    lot = Lot.objects.get(pk=world.lots[0])
    assert (
        sqlstate_of(
            "INSERT INTO ledger_lot (school_id, edition_id, price_kopecks, received_on, source, condition, on_balance,"
            f" is_borrowed, receipt_uid, receipt_line) SELECT school_id, edition_id, 1, received_on, '', 'good', true, false,"
            f" receipt_uid, receipt_line FROM ledger_lot WHERE id = {lot.pk}"
        )
        == "23505"
    )


def test_another_school_is_invisible_and_unwritable(world: World, as_scope):
    own = {"school_id": world.school.pk, "kind": "issue", "occurred_on": day(2), "uid": uuid.uuid4()}
    with as_scope(world.cast.librarian_b):
        assert (Entry.objects.count(), Transfer.objects.count(), Lot.objects.count()) == (0, 0, 0)
        assert (Balance.objects.count(), Account.objects.count()) == (0, 0)
        with pytest.raises(Error) as refusal, transaction.atomic():
            ledger.post_entry(ledger.Draft(**own), world.issue(1))
    assert refusal.value.__cause__.sqlstate == "42501"
    assert world.have(world.fund) == 10


def test_kinds_and_conditions_are_known(world: World):
    columns = (
        "school_id, uid, kind, occurred_on, document_kind, document_number, note, fingerprint, lines, copies"
    )
    values = f"{world.school.pk}, gen_random_uuid(), 'gift', '2026-09-02', '', '', '', '', 1, 1"
    assert sqlstate_of(f"INSERT INTO ledger_entry ({columns}) VALUES ({values})") == "23514"
    with pytest.raises(Error) as refusal, transaction.atomic():
        lots_of(world.school, [edition()], condition="torn")
    assert refusal.value.__cause__.sqlstate == "23514"
