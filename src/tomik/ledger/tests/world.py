"""A small school for the ledger's tests, made through the services, so that no state is one that can't be reached."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import Error, connection, transaction

from tests.cast import Cast
from tomik.catalogue.public import Edition, EditionSet
from tomik.ledger import public as ledger
from tomik.ledger.public import Account, Draft, Line, Posted
from tomik.people.public import ClassGroup, Pupil
from tomik.territory.public import Building, School

DAY = date(2026, 9, 1)
K = Account.Kind


def day(number: int) -> date:
    """A day of September 2026."""
    return date(2026, 9, number)


@dataclass
class World:
    """School A with three lots of 10 copies each on its shelves, two pupils and a class; school B with one lot."""

    cast: Cast
    school: School
    lots: list[int]
    opening_entry: Any
    opening: int
    fund: int
    unfit: int
    lost: int
    written_off: int
    supplier: int
    surplus: int
    readers: list[int]
    group: int
    pupils: list[Pupil] = field(default_factory=list)

    def draft(self, kind: str = "issue", **more: Any) -> Draft:
        """A draft of school A dated 2 September."""
        return Draft(**{"school_id": self.school.pk, "kind": kind, "occurred_on": day(2), **more})

    def post(self, lines: list[Line], kind: str = "issue", **more: Any) -> Posted:
        """Post one entry of school A."""
        with transaction.atomic():
            return ledger.post_entry(self.draft(kind, **more), lines)

    def have(self, account: int, lot: int | None = None) -> int:
        """Copies of a lot (the first) in an account now."""
        found = ledger.Balance.objects.filter(account_id=account, lot_id=lot or self.lots[0]).first()
        return 0 if found is None else found.copies

    def issue(self, copies: int = 1, *, lot: int = 0, reader: int = 0) -> list[Line]:
        """The line that gives copies to a reader."""
        return [Line(self.lots[lot], self.fund, self.readers[reader], copies)]


def edition(title: str = "Математика", **more: Any) -> Edition:
    """An edition in a set of its own."""
    return Edition.objects.create(edition_set=EditionSet.objects.create(title=title), title=title, **more)


def lots_of(
    school: School, editions: list[Edition], *, receipt: uuid.UUID | None = None, **more: Any
) -> list[int]:
    """A lot of each edition."""
    uid = receipt or uuid.uuid4()
    return ledger.create_lots(
        school.pk,
        [
            ledger.LotDraft(
                **{"price_kopecks": 65_000, **more},
                edition_id=one.pk,
                received_on=DAY,
                receipt_uid=uid,
                receipt_line=number,
            )
            for number, one in enumerate(editions, 1)
        ],
    )


def fund_of(school: School) -> int:
    """The account of the main building's shelves."""
    return ledger.account_for(school.pk, K.FUND, Building.objects.get(school=school, is_main=True).pk)


def build(cast: Cast) -> World:
    """The world, inside the scope that is in force."""
    school = cast.school_a
    pupils = [
        Pupil.objects.create(school=school, reader_number=n, full_name=f"Ученик {n}", name_key=f"ученик {n}")
        for n in (1, 2)
    ]
    group = ClassGroup.objects.create(school=school, school_year=2026, grade=5, letter="А")
    with transaction.atomic():
        lots = lots_of(school, [edition(title) for title in ("Математика", "Русский язык", "История")])
        fund, opening = fund_of(school), ledger.account_for(school.pk, K.OPENING)
        opened = ledger.post_entry(
            Draft(school_id=school.pk, kind="opening", occurred_on=DAY, document_number="1"),
            [Line(lot, opening, fund, 10) for lot in lots],
        )
        readers = ledger.accounts_for(school.pk, K.READER, [pupil.pk for pupil in pupils])
        return World(
            cast=cast,
            school=school,
            lots=lots,
            opening_entry=opened.entry,
            opening=opening,
            fund=fund,
            unfit=ledger.account_for(school.pk, K.UNFIT),
            lost=ledger.account_for(school.pk, K.LOST),
            written_off=ledger.account_for(school.pk, K.WRITTEN_OFF),
            supplier=ledger.account_for(school.pk, K.SUPPLIER),
            surplus=ledger.account_for(school.pk, K.SURPLUS_FOUND),
            readers=[readers[pupil.pk] for pupil in pupils],
            group=ledger.account_for(school.pk, K.CLASS_GROUP, group.pk),
            pupils=pupils,
        )


def sqlstate_of(statement: str, *, as_owner: Callable[[], AbstractContextManager[None]] | None = None) -> str:
    """What the database answers to a statement: an SQLSTATE, or an empty string when it obeys. Nothing is kept."""
    with as_owner() if as_owner else nullcontext():
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute(statement)
                transaction.set_rollback(True)
        except Error as error:
            return str(error.__cause__.sqlstate)  # type: ignore[union-attr]
    return ""
