"""The worked examples of docs/ledger.md, run as they stand there."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.cast import Cast
from tomik.kernel.errors import Conflict, TomikError
from tomik.kernel.scope import acting
from tomik.ledger import public as ledger
from tomik.ledger.public import (
    Account,
    AlreadyReversed,
    BrokenRule,
    Draft,
    InsufficientCopies,
    Line,
    PeriodClosed,
)
from tomik.ledger.queries import balances
from tomik.ledger.tests.world import World, build
from tomik.ledger.verification import verify
from tomik.territory.public import system_scope

pytestmark = pytest.mark.django_db
DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "ledger.md"
KINDS = {
    "начальные остатки": "opening",
    "поступление": "receipt",
    "выдача": "issue",
    "возврат": "return",
    "списание": "writeoff",
    "изъятие с полок": "condition",
    "разница при проверке фонда": "stocktake",
}
REFUSALS = {
    "уже отменён": AlreadyReversed,
    "нарушено правило": BrokenRule,
    "период закрыт": PeriodClosed,
    "другое содержание": Conflict,
}


@dataclass
class Example:
    """A section: its rows and where the copies are afterwards."""

    title: str
    rows: list[list[str]]
    after: dict[str, int]


def examples() -> list[Example]:
    """All examples of the document."""
    found = []
    for section in re.split(r"^### ", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        rows = [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in section.splitlines()
            if re.match(r"\| \d", line)
        ]
        words = re.search(r"^Остатки: (.+)\.$", section, flags=re.MULTILINE)
        assert words is not None, section
        after = {} if words[1] == "ничего" else dict(_balance(part) for part in words[1].split(", "))
        found.append(Example(section.splitlines()[0], rows, after))
    return found


def _balance(text: str) -> tuple[str, int]:
    place, copies = text.rsplit(" ", 1)
    return place, int(copies)


class Story:
    """Plays the rows of an example in a school."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.accounts = {
            "фонд": world.fund,
            "класс 5А": world.group,
            "читатель 1": world.readers[0],
            "непригодные": world.unfit,
            "утрачено": world.lost,
            "списано": world.written_off,
            "поставщик": world.supplier,
            "найдены излишки": world.surplus,
            "начальные остатки": world.opening,
        }
        self.posted: dict[str, tuple[Draft, ledger.Posted]] = {}

    def play(self, row: list[str]) -> str:
        """What the program answers."""
        number, day, act, source, target, copies, _expected = row
        on = datetime.strptime(day, "%d.%m.%Y").date()  # noqa: DTZ007 - a document date
        word, _, which = act.rpartition(" ")
        action: Callable[[], ledger.Posted | None]
        if word == "отмена":
            action = lambda: self.reverse(self.posted[which][1].entry, on)  # noqa: E731
        elif act == "закрытие":
            action = lambda: self.close(on)  # noqa: E731
        else:
            uid = self.posted[which][0].uid if word == "повтор" else uuid.uuid4()
            kind = self.posted[which][0].kind if word == "повтор" else KINDS[act]
            draft = Draft(school_id=self.world.school.pk, kind=kind, occurred_on=on, uid=uid)
            line = Line(self.world.lots[0], self.accounts[source], self.accounts[target], int(copies))
            action = lambda: self.post(number, draft, line)  # noqa: E731
        return self.answer(number, action)

    def answer(self, number: str, action: Callable[[], ledger.Posted | None]) -> str:
        try:
            with transaction.atomic():
                posted = action()
        except InsufficientCopies as error:
            shortage = error.shortages[0]
            return f"не хватает: есть {shortage.have}, нужно {shortage.need}"
        except TomikError as error:
            return next(words for words, kind in REFUSALS.items() if isinstance(error, kind))
        if posted is not None and number not in self.posted:
            entry = posted.entry
            draft = Draft(
                school_id=entry.school_id, kind=entry.kind, occurred_on=entry.occurred_on, uid=entry.uid
            )
            self.posted[number] = (draft, posted)
        return "записан" if posted is None or posted.created else "уже записан"

    def post(self, number: str, draft: Draft, line: Line) -> ledger.Posted:
        return ledger.post_entry(draft, [line])

    def reverse(self, entry: Any, on: date) -> ledger.Posted:
        return ledger.reverse_entry(entry, uid=uuid.uuid4(), reason="ошибка", actor_id=None, occurred_on=on)

    def close(self, through: date) -> None:
        ledger.close_period(school_id=self.world.school.pk, through=through)

    def copies(self) -> dict[str, int]:
        """Where copies are now, outer accounts left out."""
        names = {pk: name for name, pk in self.accounts.items()}
        outer = set(
            Account.objects.filter(school=self.world.school, may_go_negative=True).values_list(
                "id", flat=True
            )
        )
        found = balances(self.world.school.pk, lot_ids=self.world.lots[:1])
        return {names[account]: copies for (account, _lot), copies in found.items() if account not in outer}


@pytest.fixture
def empty_world(cast: Cast):
    """School A before its first document."""
    with acting(system_scope()):
        world = build(cast)
        with transaction.atomic():
            ledger.reverse_entry(
                world.opening_entry,
                uid=uuid.uuid4(),
                reason="r",
                actor_id=None,
                occurred_on=world.opening_entry.occurred_on,
            )
        yield world


def test_there_are_examples():
    assert len(examples()) >= 6


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.title)
def test_example(empty_world: World, example: Example):
    story = Story(empty_world)
    for row in example.rows:
        assert story.play(row) == row[-1], row
    assert story.copies() == example.after
    assert verify().is_sound
