"""The import of a fund: good rows are taken, bad ones named, everything can be undone."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.db import transaction

from tomik.catalogue.public import CatalogueProposal, Edition
from tomik.fund.imports.kind import FundImport
from tomik.fund.tests.world import DAY, ISBN_MATHS, World, changes, problems, row
from tomik.kernel.errors import Conflict, NotVisible, TomikError
from tomik.kernel.importing import Applied, Context, Plan
from tomik.ledger.public import (
    Account,
    Balance,
    Draft,
    Entry,
    Line,
    Lot,
    PeriodClosed,
    account_for,
    close_period,
    post_entry,
)

pytestmark = pytest.mark.django_db


def copies_of(world: World, edition: Edition, kind: str = "fund", **more) -> int:
    rows = Balance.objects.filter(school=world.school, lot__edition=edition, account__kind=kind)
    return sum(rows.filter(**more).values_list("copies", flat=True))


class TestGoodRows:
    def test_a_row_is_a_lot_on_the_shelves(self, world: World):
        uid = uuid.uuid4()
        applied = world.apply(
            [row(year="2024", source="Федеральный бюджет", received=date(2024, 8, 20), condition="новое")],
            uid,
            number="12",
        )
        assert problems(applied.plan) == []
        assert (applied.plan.rows_good, applied.plan.rows_bad) == (1, 0)
        assert changes(applied.plan) == {
            "titles": 1, "copies": 20, "unfit": 0, "roubles": 13_010, "proposed": 0, "same_none": 0,
        }  # fmt: skip
        lot = Lot.objects.get()
        assert (lot.edition, lot.price_kopecks, lot.year, lot.source, lot.condition, lot.received_on) == (
            world.physics, 65_050, 2024, "federal", "new", date(2024, 8, 20),
        )  # fmt: skip
        assert (lot.receipt_uid, lot.receipt_line) == (uid, 2)
        entry = Entry.objects.get()
        assert (entry.uid, entry.kind, entry.occurred_on, entry.document_kind, entry.document_number) == (
            uid, "opening", DAY, "fund_import", "12",
        )  # fmt: skip
        assert entry.actor_id == world.cast.librarian_a.pk
        assert copies_of(world, world.physics, account__building=world.main) == 20

    def test_buildings_and_unfit_copies(self, world: World):
        world.apply(
            [
                row(place="корпус 2"),
                row(place="Ул. Лесная, 5", quantity=3),
                row(condition="к списанию", quantity=4),
                row(place="чердак", quantity=5),
            ]
        )
        assert copies_of(world, world.physics, account__building=world.branch) == 23
        assert copies_of(world, world.physics, account__building=world.main) == 5
        assert copies_of(world, world.physics, "unfit") == 4

    def test_building_of_the_file(self, world: World):
        world.apply([row()], building=str(world.branch.pk))
        assert copies_of(world, world.physics, account__building=world.branch) == 20

    def test_isbn_finds_the_part(self, world: World):
        world.apply([row(title="какая-то", isbn="978-5-09-071614-7", authors="")])
        assert [copies_of(world, one) for one in world.maths] == [20, 0]
        assert world.maths[0].isbn == ISBN_MATHS

    def test_a_whole_set_gives_every_part_and_divides_the_price(self, world: World):
        plan = world.apply(
            [row(title="Математика", authors="Моро М.И.", grade="1", price=1001, part="1-2")]
        ).plan
        assert problems(plan) == [(2, "whole_set", "warning")]
        assert [copies_of(world, one) for one in world.maths] == [20, 20]
        assert list(Lot.objects.order_by("edition_id").values_list("price_kopecks", flat=True)) == [
            50_050,
            50_050,
        ]
        assert (changes(plan)["copies"], changes(plan)["roubles"]) == (40, 20_020)

    def test_without_a_column_of_quantity_every_row_is_a_copy(self, world: World):
        rows = [row(quantity=...), row(quantity=...), row(quantity=..., price=700)]
        world.apply(rows)
        assert sorted(Balance.objects.filter(account__kind="fund").values_list("copies", flat=True)) == [1, 2]
        assert sorted(Lot.objects.values_list("receipt_line", "price_kopecks")) == [(2, 65_050), (4, 70_000)]

    def test_no_copies_is_not_a_problem(self, world: World):
        plan = world.check([row(quantity=0), row()])
        assert (problems(plan), changes(plan)["same_none"], plan.rows_good) == ([], 1, 2)

    def test_defaults_of_missing_columns(self, world: World):
        world.apply([{"title": "Физика", "quantity": "15 шт."}])
        lot = Lot.objects.get()
        assert (lot.price_kopecks, lot.condition, lot.received_on, lot.year, lot.source) == (
            0,
            "good",
            DAY,
            None,
            "",
        )


class TestProblems:
    @pytest.mark.parametrize(
        ("value", "code"),
        [
            (None, "quantity_blank"),
            ("", "quantity_blank"),
            ("много", "quantity_not_a_number"),
            (-5, "quantity_negative"),
            ("-5", "quantity_negative"),
            (2.5, "quantity_fraction"),
            ("2,5", "quantity_fraction"),
            (10**6, "quantity_too_big"),
            (date(2026, 1, 1), "quantity_not_a_number"),
        ],
    )
    def test_quantity(self, world: World, value, code):
        plan = world.check([row(quantity=value), row()])
        assert problems(plan) == [(2, code, "error")]
        assert plan.problems[0].column
        assert (plan.rows_good, plan.rows_bad, changes(plan)["copies"]) == (1, 1, 20)

    @pytest.mark.parametrize(
        ("value", "code", "severity"),
        [
            ("дорого", "price_unknown", "error"),
            (-1, "price_unknown", "error"),
            ("10,555", "price_unknown", "error"),
            (10**7, "price_too_big", "error"),
            (None, "price_blank", "warning"),
        ],
    )
    def test_price(self, world: World, value, code, severity):
        assert problems(world.check([row(price=value)])) == [(2, code, severity)]

    def test_all_problems_of_a_row_at_once(self, world: World):
        plan = world.check([row(quantity="x", price="y", title="", authors="")])
        assert problems(plan) == [
            (2, "quantity_not_a_number", "error"),
            (2, "title_blank", "error"),
            (2, "price_unknown", "error"),
        ]
        assert plan.problems[0].value == "x"

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"year": "давно"}, "year_unknown"),
            ({"grade": "старшие"}, "grade_unknown"),
            ({"part": "первая"}, "part_unknown"),
            ({"condition": "зелёная"}, "condition_unknown"),
            ({"place": "чердак"}, "place_unknown"),
            ({"received": "вчера"}, "received_unknown"),
            ({"received": date(2030, 1, 1)}, "received_unknown"),
            ({"isbn": "978-5-09-071614-0"}, "isbn_invalid"),
        ],
    )
    def test_what_a_row_may_do_without(self, world: World, change, code):
        plan = world.check([row(**change)])
        assert problems(plan) == [(2, code, "warning")]
        assert plan.rows_good == 1

    def test_several_textbooks_fit(self, world: World):
        plan = world.apply([row(title="История", authors=""), row()]).plan
        assert problems(plan) == [(2, "ambiguous", "error")]
        assert "Дрофа" in plan.problems[0].message
        assert "Вентана" in plan.problems[0].message
        assert [copies_of(world, one) for one in world.history] == [0, 0]
        assert (plan.rows_good, plan.rows_bad) == (1, 1)

    def test_a_repeated_row_is_counted_and_shown(self, world: World):
        plan = world.apply([row(), row()]).plan
        assert problems(plan) == [(3, "repeated", "warning")]
        assert copies_of(world, world.physics) == 40

    def test_too_long_a_title(self, world: World):
        assert problems(world.check([row(title="я" * 1001)])) == [(2, "title_too_long", "error")]

    def test_nothing_to_take(self, world: World):
        applied = world.apply([row(quantity="x")])
        assert (applied.plan.is_empty, applied.undo_token, Entry.objects.count()) == (True, {}, 0)


class TestUnknownTitles:
    ROW = {
        "title": "Томоведение",
        "authors": "Сибиряков С.С.",
        "subject": "Краеведение",
        "quantity": 7,
        "grade": "8",
    }

    def test_are_accounted_for_and_proposed(self, world: World):
        plan = world.apply([self.ROW, row()]).plan
        assert problems(plan) == [(2, "proposed", "warning")]
        assert changes(plan)["proposed"] == 1
        proposal = CatalogueProposal.objects.get()
        assert (proposal.school, proposal.title, proposal.subject_name, proposal.state) == (
            world.school, "Томоведение", "Краеведение", "waiting",
        )  # fmt: skip
        assert proposal.edition is not None
        assert proposal.edition.edition_set.is_provisional
        assert copies_of(world, proposal.edition) == 7

    def test_check_proposes_nothing(self, world: World):
        plan = world.check([self.ROW])
        assert (changes(plan)["proposed"], CatalogueProposal.objects.count()) == (1, 0)

    def test_undo_withdraws(self, world: World):
        applied = world.apply([self.ROW])
        assert changes(world.undo(applied)) == {"copies": 7, "proposals": 1}
        assert CatalogueProposal.objects.count() == 0
        assert Balance.objects.exclude(copies=0).count() == 0

    def test_title_may_be_an_isbn_alone(self, world: World):
        world.apply([{"isbn": "978-5-358-12345-6", "quantity": 1}])
        assert CatalogueProposal.objects.count() == 1


class TestRepeats:
    def test_one_run_twice_is_one_entry(self, world: World):
        uid = uuid.uuid4()
        world.apply([row()], uid)
        again = world.apply([row()], uid)
        assert again.plan.is_empty
        assert (Entry.objects.count(), copies_of(world, world.physics)) == (1, 20)

    def test_one_run_with_other_rows_is_refused(self, world: World):
        uid = uuid.uuid4()
        world.apply([row()], uid)
        with pytest.raises(Conflict):
            world.apply([row(quantity=21)], uid)
        assert copies_of(world, world.physics) == 20

    def test_the_same_file_changes_nothing(self, world: World):
        rows = [row(), row(title="История", authors="Иванов И.И.", quantity=5)]
        world.apply(rows)
        again = world.apply(rows[::-1])
        assert problems(again.plan) == [(None, "same_file", "warning")]
        assert (again.plan.is_empty, changes(again.plan), again.undo_token) == (True, {"same": 25}, {})
        assert Entry.objects.count() == 1

    def test_another_file_is_added_with_a_warning(self, world: World):
        world.apply([row()])
        plan = world.check([row(quantity=3)])
        assert problems(plan) == [(None, "added", "warning")]
        assert "20" in plan.problems[0].message

    def test_after_undo_the_file_may_come_again(self, world: World):
        world.undo(world.apply([row()]))
        assert problems(world.apply([row()]).plan) == []
        assert copies_of(world, world.physics) == 20


class TestUndo:
    def test_restores(self, world: World):
        applied = world.apply([row(), row(condition="негодно", quantity=2)])
        assert changes(world.undo(applied)) == {"copies": 22, "proposals": 0}
        assert Balance.objects.exclude(copies=0).count() == 0
        assert Entry.objects.get(kind="reversal").reverses.uid == uuid.UUID(applied.undo_token["entry"])

    def test_is_refused_when_copies_are_used(self, world: World):
        applied = world.apply([row()])
        lot = Lot.objects.get()
        with transaction.atomic():
            shelf = account_for(world.school.pk, Account.Kind.FUND, world.main.pk)
            lost = account_for(world.school.pk, Account.Kind.LOST)
            draft = Draft(school_id=world.school.pk, kind="writeoff", occurred_on=DAY)
            post_entry(draft, [Line(lot.pk, shelf, lost, 3)])
        with pytest.raises(TomikError) as refusal:
            world.undo(applied)
        assert [problem.value for problem in refusal.value.problems] == ["Физика"]
        assert "17" in refusal.value.problems[0].message
        assert copies_of(world, world.physics) == 17

    def test_of_another_school(self, world: World):
        token = {"school_id": world.cast.school_b.pk, "entry": str(uuid.uuid4()), "proposed": []}
        with pytest.raises(NotVisible):
            world.undo(Applied(Plan(), token))


class TestDates:
    def test_a_future_date_is_refused(self, world: World):
        with pytest.raises(TomikError):
            world.check([row()], day=date(2099, 1, 1))

    def test_closed_books_are_shown_and_refused(self, world: World):
        close_period(school_id=world.school.pk, through=DAY)
        assert problems(world.check([row()])) == [(None, "closed", "error")]
        with pytest.raises(PeriodClosed):
            world.apply([row()])

    def test_without_a_school(self, world: World):
        with pytest.raises(NotVisible):
            FundImport().check([], Context(user_id=1, school_id=None))
        assert FundImport().options(Context(user_id=1, school_id=None))[1].choices == ()
