"""What one school did in the autumn, by the services that people use: a short delivery, labels, acts in every state."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from tomik.catalogue.public import Edition, EditionSet, NewSet, create_sets
from tomik.config.demo.chance import uid
from tomik.config.demo.facts import THIS_YEAR
from tomik.config.demo.schools import demo_inn
from tomik.config.demo.write_registers import NOTE, SUPPLIER
from tomik.fund.public import (
    Copy,
    Header,
    Move,
    MoveHead,
    MoveLineDraft,
    Receipt,
    ReceiptLineDraft,
    WholeMove,
    allot_labels,
    bind_codes,
    codes_of,
    finish_move,
    receive,
    save_receipt,
)
from tomik.kernel import clock
from tomik.ledger.public import Balance
from tomik.territory.public import Building, School
from tomik.writeoff import public as writeoff

DELIVERED_ON: Final = date(THIS_YEAR, 9, 14)
DRAFTED_ON: Final = date(THIS_YEAR, 10, 2)
ACTED_ON: Final = date(THIS_YEAR, 9, 21)
MOVED_ON: Final = date(THIS_YEAR, 9, 8)
GIVEN_ON: Final = date(THIS_YEAR, 9, 4)
MAIN_FUND: Final = (
    ("Пушкин А. С.", "Капитанская дочка", "fiction", "84(2=411.2)5", 6, 320_00),
    ("Гоголь Н. В.", "Ревизор", "fiction", "84(2=411.2)5", 5, 280_00),
    ("Толстой Л. Н.", "Севастопольские рассказы", "fiction", "84(2=411.2)5", 4, 310_00),
    ("Ожегов С. И.", "Словарь русского языка", "reference", "81.411.2-4", 2, 950_00),
    ("Сухомлинский В. А.", "Сердце отдаю детям", "other", "74.03", 1, 420_00),
)
"""Books with inventory numbers that parents gave: author, title, kind, ББК, copies, estimate in kopecks."""
MOVED: Final = 3
"""Titles that go to the branch, a copy of each."""
LABELS: Final = 30
LABELLED: Final = 12
S = writeoff.WriteoffAct.State
STEPS: Final = (
    (S.DRAFT, "obsolete", "expired"),
    (S.COMMISSION, "wear", "defect"),
    (S.DECIDED, "wear", "defect"),
    (S.APPROVED, "defect", "defect"),
    (S.POSTED, "loss", "loss"),
    (S.DISPOSED, "wear", "defect"),
    (S.REVERSED, "profile", "other"),
)
"""Every state of an act with its reason and the reason for the monitoring."""


def tell_registers(school: School, seed: int) -> dict[str, int]:
    """Post, label and write off in this school; counts. Repeating changes nothing: every key comes from the seed."""
    labels = _label(school, seed)
    _deliver(school, seed)
    _give(school, seed)
    acts = sum(_write_off(school, seed, place) for place in range(len(STEPS)))
    return {"labels": labels, "told_acts": acts, "main_fund": sum(copies for *_book, copies, _ in MAIN_FUND)}


def tell_moves(school: School, seed: int) -> dict[str, int]:
    """A few copies go from the main building of this school to its branch; counts. Repeating changes nothing."""
    key = _key(school, seed, "move")
    places = list(Building.objects.filter(school=school).order_by("-is_main", "name")[:2])
    if len(places) < 2 or Move.objects.filter(school=school, uid=key).exists():
        return {"moves": 0}
    main, branch = places
    held = [one for one in _shelves(school, at_least=2) if one.account.building_id == main.pk]
    whole = WholeMove(
        school=school,
        uid=key,
        head=MoveHead(
            moved_on=_day(MOVED_ON, school),
            from_building_id=main.pk,
            to_building_id=branch.pk,
            basis_name="приказ директора (демонстрация)",
            basis_number="ДЕМО-9",
            note=NOTE,
        ),
        lines=[MoveLineDraft(lot_id=one.lot_id, copies=1) for one in held[:MOVED]],
    )
    finish_move(whole, operation_uid=key, actor_id=None)
    return {"moves": 1}


def _day(day: date, school: School) -> date:
    """The service refuses a day to come; the demo may be built before its autumn."""
    return min(day, clock.today(school.timezone))


def _shelves(school: School, *, at_least: int = 5) -> list[Balance]:
    """Copies on shelves that were there before this summer, the most of them first."""
    found = Balance.objects.filter(
        school=school, account__kind="fund", copies__gte=at_least, lot__is_borrowed=False
    )
    return list(
        found.select_related("lot", "account").order_by(
            "-copies", "lot__receipt_line", "lot_id", "account_id"
        )[:20]
    )


def _deliver(school: School, seed: int) -> None:
    """One copy short, one damaged: an act of discrepancy and a claim. A second delivery is a draft."""
    titles = list(dict.fromkeys((one.lot.edition_id, one.lot.price_kopecks) for one in _shelves(school)))
    given: dict[str, Any] = {
        "kind": Receipt.Kind.SUPPLIER,
        "building_id": Building.objects.get(school=school, is_main=True).pk,
        "source": Receipt.Source.MUNICIPAL,
        "supplier_name": SUPPLIER,
        "supplier_inn": demo_inn(1),
        "note": NOTE,
    }
    short, draft = _key(school, seed, "short"), _key(school, seed, "draft")
    if Receipt.objects.filter(school=school, uid__in=[short, draft]).count() == 2:
        return
    day = _day(DELIVERED_ON, school)
    receive(
        school=school,
        uid=short,
        header=Header(received_on=day, papers_number="ДЕМО-914", papers_on=day, **given),
        lines=[
            ReceiptLineDraft(
                edition_id=edition,
                price_kopecks=price,
                copies=10 if place else 8,
                copies_on_paper=10,
                copies_damaged=0 if place else 1,
                vat_percent=10,
            )
            for place, (edition, price) in enumerate(titles[:3])
        ],
        operation_uid=short,
        actor_id=None,
    )
    day = _day(DRAFTED_ON, school)
    save_receipt(
        school=school,
        uid=draft,
        header=Header(received_on=day, papers_number="ДЕМО-1002", papers_on=day, **given),
        lines=[ReceiptLineDraft(edition_id=titles[3][0], price_kopecks=titles[3][1], copies=25)],
        version=0,
        actor_id=None,
    )


def _give(school: School, seed: int) -> None:
    """A gift to the main fund: every copy gets its inventory number."""
    key = _key(school, seed, "gift")
    if Receipt.objects.filter(school=school, uid=key).exists():
        return
    with transaction.atomic():
        books = create_sets(
            [NewSet(title=title, authors=by, kind=kind) for by, title, kind, *_rest in MAIN_FUND]
        )
        for place, (book, (_by, _title, _kind, bbk, *_rest)) in enumerate(zip(books, MAIN_FUND, strict=True)):
            EditionSet.objects.filter(pk=book.pk).update(bbk=bbk, uid=_key(school, seed, "set", place))
            book.editions.update(uid=_key(school, seed, "edition", place))
    editions = dict(Edition.objects.filter(edition_set__in=books).values_list("edition_set_id", "id"))
    receive(
        school=school,
        uid=key,
        header=Header(
            kind=Receipt.Kind.GIFT,
            received_on=_day(GIVEN_ON, school),
            building_id=Building.objects.get(school=school, is_main=True).pk,
            source=Receipt.Source.SPONSOR,
            supplier_name="Родители учеников (демонстрация)",
            papers_kind=Receipt.Papers.NONE,
            note=NOTE,
        ),
        lines=[
            ReceiptLineDraft(
                edition_id=editions[book.pk], price_kopecks=estimate, copies=copies, is_individual=True
            )
            for book, (*_book, copies, estimate) in zip(books, MAIN_FUND, strict=True)
        ],
        operation_uid=key,
        actor_id=None,
    )


def _key(school: School, seed: int, *topic: object) -> UUID:
    return uid(seed, "told", school.inn, *topic)


def _label(school: School, seed: int) -> int:
    """Labels of one sheet; some are on copies of one title, the others wait."""
    sheet = allot_labels(
        school=school, count=LABELS, actor_id=None, note=NOTE, uid=_key(school, seed, "labels")
    )
    codes = codes_of(sheet)[:LABELLED]
    if not Copy.objects.filter(school=school, code__in=codes).exists():
        title = max(_shelves(school), key=lambda one: one.copies).lot.edition_id
        bind_codes(school=school, edition_id=title, codes=codes, actor_id=None)
    return LABELS


def _write_off(school: School, seed: int, place: int) -> int:
    """An act brought to its state; each takes three copies of a title of its own."""
    state, reason, cause = STEPS[place]
    key = _key(school, seed, "act", place)
    if writeoff.WriteoffAct.objects.filter(school=school, uid=key).exists():
        return 0
    labelled = Copy.objects.filter(school=school, removed_by=None).values_list("lot_id", flat=True)
    free = [one for one in _shelves(school) if one.lot_id not in set(labelled)]
    held, day = free[place], _day(ACTED_ON, school)
    act = writeoff.save_act(
        school=school,
        uid=key,
        head=writeoff.ActHead(
            acted_on=day, reason=reason, cause=cause, evidence="Протокол осмотра (демонстрация)"
        ),
        lines=[writeoff.ActLine(lot_id=held.lot_id, account_id=held.account_id, copies=3)],
        version=0,
        actor_id=None,
    )
    _bring(school, act, state, day)
    return 1


def _bring(school: School, act: writeoff.WriteoffAct, state: str, day: date) -> None:
    own: dict[str, Any] = {"school_id": school.pk, "uid": act.uid}
    if state == S.DRAFT:
        return
    act = writeoff.submit_act(**own, version=act.version)
    if state == S.COMMISSION:
        return
    commission = writeoff.Commission.objects.get(school=school)
    names = list(commission.members.order_by("pk").values_list("name", flat=True))
    act = writeoff.decide_act(
        **own, version=act.version, commission_uid=commission.uid, present=names, decided_on=day
    )
    if state == S.DECIDED:
        return
    act = writeoff.approve_act(**own, version=act.version, actor_id=None)
    if state == S.APPROVED:
        return
    operation = uid(0, "post", act.uid)
    writeoff.post_act(school=school, uid=act.uid, version=act.version, operation_uid=operation, actor_id=None)
    if state == S.DISPOSED:
        draft = writeoff.DisposalDraft(
            uid=uid(0, "dispose", act.uid), direction="waste_paper", disposed_on=day, copies=3, grams=1100,
            paper="Приёмосдаточный акт (демонстрация)", recipient="Пункт приёма (демонстрация)",
        )  # fmt: skip
        writeoff.dispose(school=school, act_uid=act.uid, draft=draft, actor_id=None)
    elif state == S.REVERSED:
        writeoff.reverse_act(
            school=school, uid=act.uid, operation_uid=uid(0, "undo", act.uid), reason="Списано по ошибке (демонстрация)",
            actor_id=None,
        )  # fmt: skip
