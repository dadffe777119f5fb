"""The demo region in the database: repeatable, sound, with the shapes of life, refused where there is data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.utils import translation

from tomik.accounts.public import User
from tomik.catalogue.public import Equivalence, FederalList, FederalListRow, SetStatus
from tomik.config.demo import build
from tomik.config.demo.errors import NotEmpty
from tomik.config.demo.facts import people
from tomik.fund.public import Copy, Receipt
from tomik.fund.verification import mismatches
from tomik.kernel.scope import acting
from tomik.ledger.public import Entry, Lot, Transfer
from tomik.ledger.verification import verify
from tomik.people.public import ClassGroup, Enrolment, Pupil
from tomik.provision.public import PlanLine, ShortageReason, school_provision
from tomik.territory.public import Building, Membership, Region, School, SchoolVersion, system_scope
from tomik.writeoff.public import WriteoffAct

pytestmark = pytest.mark.django_db

CONTENT = (
    "SELECT uid, short_name, inn, latitude FROM territory_school",
    "SELECT s.uid, b.name, b.address FROM territory_building b JOIN territory_school s ON s.id = b.school_id",
    "SELECT uid, school_year, grade, letter, pupils_forecast FROM people_classgroup",
    "SELECT uid, reader_number, full_name, name_key FROM people_pupil",
    "SELECT p.uid, c.uid, e.since, e.until FROM people_enrolment e JOIN people_pupil p ON p.id = e.pupil_id"
    " JOIN people_classgroup c ON c.id = e.class_group_id",
    "SELECT e.uid, s.uid, e.isbn, e.year FROM catalogue_edition e JOIN catalogue_editionset s ON s.id = e.edition_set_id",
    "SELECT uid, order_number FROM catalogue_federallist",
    "SELECT s.uid, t.school_year, t.status, t.until FROM catalogue_setstatus t"
    " JOIN catalogue_editionset s ON s.id = t.edition_set_id",
    "SELECT l.uid, l.group_name, l.learners, l.per, l.count, l.medium, s.uid FROM provision_planline l"
    " JOIN provision_planlineset p ON p.line_id = l.id JOIN catalogue_editionset s ON s.id = p.edition_set_id",
    "SELECT receipt_uid, receipt_line, price_kopecks, year, condition FROM ledger_lot",
    "SELECT e.uid, e.kind, e.occurred_on, t.line_no, t.copies, l.receipt_uid, l.receipt_line FROM ledger_transfer t"
    " JOIN ledger_entry e ON e.id = t.entry_id JOIN ledger_lot l ON l.id = t.lot_id",
    "SELECT s.uid, c.number, c.year, c.opened_on, e.uid FROM fund_card c JOIN territory_school s ON s.id = c.school_id"
    " JOIN catalogue_edition e ON e.id = c.edition_id",
    "SELECT r.uid, r.number, r.state, l.line_no, l.copies, l.price_kopecks FROM fund_receipt r"
    " JOIN fund_receiptline l ON l.receipt_id = r.id",
    "SELECT a.uid, a.state, a.present, l.line_no, l.copies FROM writeoff_writeoffact a"
    " JOIN writeoff_writeoffline l ON l.act_id = a.id",
    "SELECT s.uid, r.book, r.part, r.number, e.uid FROM fund_summaryrecord r JOIN ledger_entry e ON e.id = r.entry_id"
    " JOIN territory_school s ON s.id = r.school_id",
    "SELECT l.uid, r.reason, r.closes_on FROM provision_shortagereason r JOIN provision_planline l ON l.id = r.line_id",
)


def digest() -> str:
    """A fingerprint of everything that the builder writes, identifiers of rows left out."""
    with connection.cursor() as cursor:
        found = []
        for query in CONTENT:
            cursor.execute(
                f"SELECT md5(string_agg(q::text, '|' ORDER BY q::text)), count(*) FROM ({query}) q"
            )
            found.append(str(cursor.fetchone()))
    return "\n".join(found)


@pytest.fixture
def owner(as_owner: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    """The builder needs the owner of the tables."""
    with as_owner():
        yield


def test_the_same_seed_gives_the_same_region(owner: None) -> None:
    digests = []
    for seed in (3, 3, 4):
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT before_the_region")
            build(schools=6, seed=seed)
            digests.append(digest())
            cursor.execute("ROLLBACK TO SAVEPOINT before_the_region")
    assert digests[0] == digests[1]
    assert digests[0] != digests[2]
    assert "(None, 0)" not in digests[0]


def test_the_region_is_sound_and_has_the_shapes_of_life(owner: None) -> None:
    summary = build(schools=9, seed=1)
    with acting(system_scope()):
        assert verify().is_sound
        assert mismatches() == []
        _territory(summary)
        _people(summary)
        _catalogue()
        _plans(summary)
        _funds(summary)
        _registers(summary)
        _provision()


def test_the_lists_speak_russian_whoever_builds(owner: None) -> None:
    with translation.override("en"):
        build(schools=6, seed=1)
    told = [str(problem["message"]) for one in FederalList.objects.all() for problem in one.problems]
    assert told
    assert [text for text in told if re.match("[A-Za-z]", text)] == []


def _territory(summary: dict[str, int]) -> None:
    assert School.objects.filter(status=School.Status.ACTIVE).count() == summary["schools"] == 9
    assert School.objects.filter(status=School.Status.CLOSED).count() == 1
    assert Region.objects.get().municipalities.count() == 20
    assert Building.objects.filter(is_branch=True).exists()
    assert SchoolVersion.objects.filter(valid_to__isnull=True).count() == 10
    assert set(Membership.objects.values_list("role", flat=True)) == {
        "librarian", "head", "teacher", "accountant", "coordinator", "operator", "department", "administrator",
    }  # fmt: skip
    three = User.objects.get(username="three")
    assert three.memberships.count() == 3
    assert three.check_password("tomik-demo-2026")


def _people(summary: dict[str, int]) -> None:
    assert Pupil.objects.count() == summary["pupils"]
    assert Enrolment.objects.count() == summary["enrolments"] >= summary["pupils"]
    assert Enrolment.objects.filter(until__isnull=False).exists()
    lists = people()
    firsts = {*lists["boys"], *lists["girls"]}
    assert {name.split()[1] for name in Pupil.objects.values_list("full_name", flat=True)} <= firsts


def _catalogue() -> None:
    assert FederalListRow.objects.filter(federal_list__order_number="858", is_heading=False).count() == 280
    present = set(SetStatus.objects.filter(school_year=2026).values_list("status", flat=True))
    assert present == {"current", "use_until", "expires", "expired"}
    assert Equivalence.objects.count() > 20


def _plans(summary: dict[str, int]) -> None:
    assert PlanLine.objects.count() == summary["plan_lines"]
    assert {2026, 2027} == set(PlanLine.objects.values_list("school_year", flat=True))
    assert {"pupil", "two", "class_set"} == set(PlanLine.objects.values_list("per", flat=True))
    assert PlanLine.objects.filter(group_name="немецкий").exists()
    assert PlanLine.objects.filter(group_name__startswith="профиль").exists()
    assert ClassGroup.objects.filter(school_year=2027, pupils_forecast__isnull=True).count() == 0
    assert ShortageReason.objects.count() == summary["shortage_reasons"] > 0


def _funds(summary: dict[str, int]) -> None:
    assert Transfer.objects.count() >= summary["transfers"]
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert kinds == {"opening", "receipt", "condition", "writeoff", "issue", "move", "reversal"}
    assert {"new", "good", "worn"} <= set(Lot.objects.values_list("condition", flat=True))
    assert Entry.objects.filter(reverses__isnull=False, kind="reversal").count() == 2


def _registers(summary: dict[str, int]) -> None:
    assert Receipt.objects.exclude(state="draft").count() >= summary["receipts"] > 9
    receipts = Receipt.objects.filter(state__in=["posted", "reversed"])
    entries = Entry.objects.filter(kind="receipt", document_kind="receipt")
    assert set(receipts.values_list("operation_uid", flat=True)) == set(entries.values_list("uid", flat=True))
    assert receipts.filter(discrepancy_number=1).count() == 1
    assert set(WriteoffAct.objects.values_list("state", flat=True)) == set(WriteoffAct.State.values)
    assert Copy.objects.filter(code__isnull=False).count() == 12
    acts = WriteoffAct.objects.filter(operation_uid__isnull=False)
    gone = Entry.objects.filter(kind="writeoff").values_list("uid", flat=True)
    assert set(acts.values_list("operation_uid", flat=True)) == set(gone)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_lot l JOIN catalogue_edition e ON e.id = l.edition_id"
            " JOIN catalogue_editionset s ON s.id = e.edition_set_id AND s.kind IN ('textbook', 'aid')"
            " WHERE NOT s.is_consumable AND NOT EXISTS (SELECT FROM fund_cardlot c WHERE c.lot_id = l.id)"
        )
        assert cursor.fetchone() == (0,)


def _provision() -> None:
    growth = school_provision(_school_of("librarian"), 2026)
    assert growth.totals.covered < growth.totals.need * 0.97
    village = school_provision(_school_of("village"), 2026)
    assert village.surplus > village.totals.need // 3
    switch = school_provision(_school_of("switch"), 2026)
    assert switch.totals.covered < switch.totals.need
    expired = SetStatus.objects.filter(school_year=2026, status="expired").values("edition_set_id")
    on_shelves = Lot.objects.filter(school=_school_of("switch"), edition__edition_set__in=expired)
    assert on_shelves.exists()


def _school_of(username: str) -> School:
    return School.objects.get(membership__user__username=username)


def test_a_database_with_a_region_is_refused(owner: None) -> None:
    Region.objects.create(code="99", name="Другая область")
    with pytest.raises(NotEmpty):
        build(schools=6, seed=1)
    assert Region.objects.count() == 1
    assert not FederalListRow.objects.exists()


def test_force_does_not_build_the_same_region_twice(owner: None) -> None:
    Region.objects.create(code="70", name="Томская область")
    with pytest.raises(NotEmpty):
        build(schools=6, seed=1, force=True)


def test_a_build_that_breaks_half_way_leaves_no_region(owner: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("tomik.config.demo.assembly.write_mistake", broken)
        with pytest.raises(KeyboardInterrupt):
            build(schools=6, seed=1)
    assert not Region.objects.exists()
    assert not User.objects.exists()
    assert not Pupil.objects.exists()
    assert not Entry.objects.exists()
    assert build(schools=6, seed=1)["schools"] == 6
    assert FederalListRow.objects.filter(federal_list__order_number="858", is_heading=False).count() == 280
