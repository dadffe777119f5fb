"""A school with a row in every one of its tables, made through the services that people use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from tests.cast import Cast
from tests.security.fundworld import Registers, keep_registers
from tomik.accounts.public import Role, UnitKind, User
from tomik.catalogue.line_rules import Line as ProposedLine
from tomik.catalogue.models import CatalogueProposal, Edition, EditionSet, Equivalence, FederalList, Subject
from tomik.catalogue.services.editions import NewSet, create_set
from tomik.catalogue.services.equivalence import confirm_equivalence
from tomik.catalogue.services.lists import ListOrder, import_federal_list
from tomik.catalogue.services.proposals import propose
from tomik.catalogue.services.subjects import ensure_subjects
from tomik.catalogue.tests import listfile
from tomik.fund.public import Opened, open_one_title
from tomik.intake import services as intake
from tomik.intake.models import ImportRun
from tomik.kernel.ids import uuid7
from tomik.kernel.scope import acting
from tomik.ledger.models import Account, Entry, PeriodClosing
from tomik.ledger.public import Draft, Line, LotDraft, account_for, close_period, post_entry
from tomik.paper.tests import books
from tomik.people import services as people
from tomik.people.models import ClassGroup, Pupil
from tomik.people.public import ClassLists, parse_class
from tomik.provision.models import PlanLine, ShortageNotice, SurplusNotice
from tomik.provision.public import take_snapshot
from tomik.provision.services import plans
from tomik.provision.services.lines import LineDraft
from tomik.territory import members
from tomik.territory.models import Building, Invitation, Membership, School
from tomik.territory.public import Unit, actor_for, scope_of, system_scope

YEAR = 2026
DAY = date(2026, 9, 1)
SURNAME = "Тайнов"
"""In the name of every pupil of this world: whoever meets it has met a pupil's name."""


@dataclass
class Shared:
    """What all schools share: subjects, two sets that replace one another, a federal list."""

    subject: Subject
    sets: list[EditionSet]
    edition: Edition
    equivalence: Equivalence
    federal_list: FederalList


@dataclass
class Furnished:
    """One school with everything that a school may have."""

    school: School
    group: ClassGroup
    other_group: ClassGroup
    pupil: Pupil
    applied: ImportRun
    checked: ImportRun
    opening: Entry
    issue: Entry
    line: PlanLine
    closing: PeriodClosing
    proposal: CatalogueProposal
    invitation: Invitation
    secret: str
    membership: Membership
    building: Building
    registers: Registers


def share(cast: Cast) -> Shared:
    """Fill the catalogue by the operator's hand."""
    with acting(scope_of(cast.operator)):
        subject = ensure_subjects()["mathematics"]
        sets = [
            create_set(
                NewSet(
                    title="Математика",
                    authors=author,
                    subject_name=subject.name,
                    grade_from=5,
                    grade_to=5,
                    level="basic",
                    line="Линия Виленкина",
                )
            )
            for author in ("Виленкин Н.Я.", "Мерзляк А.Г.")
        ]
        loaded = import_federal_list(
            content=books.xlsx(listfile.sheet(listfile.book(4, "1.1.2.4.1.1.1."))),
            file_name="list.xlsx",
            order=ListOrder(number="858", dated=date(2022, 9, 21)),
            actor=cast.operator,
        )
        assert loaded.federal_list is not None
        return Shared(
            subject=subject,
            sets=sets,
            edition=Edition.objects.get(edition_set=sets[0]),
            equivalence=confirm_equivalence(
                region_id=cast.region.pk, set_ids=[one.pk for one in sets], actor=cast.operator
            ),
            federal_list=loaded.federal_list,
        )


def furnish(school: School, librarian: User, shared: Shared) -> Furnished:
    """Give a school a row in every table, as its librarian."""
    with acting(scope_of(librarian)):
        applied = _class_list(school, librarian, [f"{SURNAME} Иван", f"{SURNAME} Пётр"])
        intake.apply_run(run_uid=applied.uid, user=librarian, shown=applied.preview["fingerprint"])
        checked = _class_list(school, librarian, [f"{SURNAME} Иван", f"{SURNAME} Фома"])
        group = ClassGroup.objects.get(school=school, grade=5, letter="А")
        other = people.add_class(
            school=school, school_year=YEAR, named=parse_class("5Б"), building=None, forecast=20
        )
        pupil = Pupil.objects.filter(school=school).order_by("id")[0]
        building = Building.objects.get(school=school, is_main=True)
        opening = _opening(school, librarian, shared.edition, building)
        registers = keep_registers(school, librarian, shared.edition, building)
        line = _plan(school, librarian, group, shared)
        with transaction.atomic():
            propose(school_id=school.pk, lines=[ProposedLine(key=1, title="Сказки края", year=2020)])
        invited = members.invite(
            actor=actor_for(_head_of(school)),
            unit=Unit(UnitKind.SCHOOL, school.pk, school.short_name),
            role=Role.TEACHER,
            email=f"teacher-{school.pk}@example.org",
        )
        return Furnished(
            school=school,
            group=group,
            other_group=other,
            pupil=pupil,
            applied=applied,
            checked=checked,
            opening=opening,
            issue=_issue(school, librarian, opening, pupil),
            line=line,
            closing=close_period(school_id=school.pk, through=date(2020, 12, 31), actor_id=librarian.pk),
            proposal=CatalogueProposal.objects.get(school=school),
            invitation=invited.invitation,
            secret=invited.secret,
            membership=Membership.objects.get(user=librarian),
            building=building,
            registers=registers,
        )


def look_back(cast: Cast) -> None:
    """The snapshot of a day. No class of this world has all it needs, so the notice of a surplus is put there by hand."""
    take_snapshot(cast.region, YEAR, taken_on=DAY)
    with acting(system_scope([cast.region.pk])):
        SurplusNotice.objects.create(
            region=cast.region, holder=cast.school_a, school_year=YEAR, pool=-1, sets=3, counted_on=DAY
        )
        ShortageNotice.objects.get_or_create(
            region=cast.region,
            seeker=cast.school_a,
            school_year=YEAR,
            pool=-1,
            defaults={"sets": 3, "counted_on": DAY},
        )


def _head_of(school: School) -> User:
    """The head of the school; made when the cast has none."""
    found = Membership.objects.filter(school=school, role=Role.HEAD).select_related("user").first()
    if found is not None:
        return found.user
    user = User.objects.create_user(username=f"head-{school.pk}", email=f"head-{school.pk}@example.org")
    Membership.objects.create(user=user, role=Role.HEAD, school=school)
    return user


def _class_list(school: School, librarian: User, names: list[str]) -> ImportRun:
    """A checked run of a class list."""
    kind = ClassLists()
    run = intake.receive_file(
        kind=kind,
        school=school,
        region=school.region,
        user=librarian,
        filename="Списки.xlsx",
        content=books.xlsx([["ФИО", "Класс"], *([name, "5А"] for name in names)]),
    )
    options: dict[str, Any] = {"school_year": str(YEAR), "on": DAY}
    intake.choose_columns(
        run=run, kind=kind, user=librarian, mapping={1: "full_name", 2: "group"}, chosen_options=options
    )
    return run


def _opening(school: School, librarian: User, edition: Edition, building: Building) -> Entry:
    lot = LotDraft(
        edition_id=edition.pk, price_kopecks=65_000, received_on=date(2025, 8, 20), receipt_uid=uuid7()
    )
    opened = Opened(lot=lot, copies=10, building_id=building.pk)
    return open_one_title(school=school, opened=opened, actor_id=librarian.pk)


def _issue(school: School, librarian: User, opening: Entry, pupil: Pupil) -> Entry:
    """A copy goes to a pupil, so that an account carries a pupil's name."""
    moved = opening.transfers.get()
    with transaction.atomic():
        reader = account_for(school.pk, Account.Kind.READER, pupil.pk)
        draft = Draft(school_id=school.pk, kind=Entry.Kind.ISSUE, occurred_on=DAY, actor_id=librarian.pk)
        return post_entry(draft, [Line(moved.lot_id, moved.to_account_id, reader, 1)]).entry


def _plan(school: School, librarian: User, group: ClassGroup, shared: Shared) -> PlanLine:
    """A line with a reason of shortage; the plan of another year is approved."""
    line = _plan_line(school, group, shared, YEAR)
    plans.write_reason(school=school, line_uid=line.uid, draft=plans.ReasonDraft(reason="growth"))
    earlier = people.add_class(
        school=school, school_year=YEAR - 1, named=parse_class("5А"), building=None, forecast=20
    )
    _plan_line(school, earlier, shared, YEAR - 1)
    plans.approve_plan(
        school=school, school_year=YEAR - 1, order_number="1", approved_on=DAY, user_id=librarian.pk
    )
    return line


def _plan_line(school: School, group: ClassGroup, shared: Shared, year: int) -> PlanLine:
    draft = LineDraft(class_id=group.pk, subject_id=shared.subject.pk, set_ids=(shared.sets[0].pk,))
    return plans.save_line(school=school, school_year=year, draft=draft)
