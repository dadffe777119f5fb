"""The objects that the access tests ask for: made once in school A, a pupil and an import in school B too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from tests.cast import Cast
from tests.security.fundworld import keep_registers
from tomik.accounts.public import Role, UnitKind
from tomik.catalogue.line_rules import Line
from tomik.catalogue.models import CatalogueProposal, Equivalence, FederalListRow, Work
from tomik.catalogue.public import Edition, EditionSet, FederalList, propose
from tomik.fund.models import Card, Copy
from tomik.intake.models import ImportRun
from tomik.intake.registry import kind_named
from tomik.intake.services import receive_file
from tomik.kernel import scope
from tomik.ledger.public import Entry, Lot
from tomik.paper.tests import books
from tomik.people.public import ClassGroup, Enrolment, Pupil
from tomik.provision.models import PlanLine
from tomik.provision.queries import region as regions
from tomik.provision.tests import world as worlds
from tomik.provision.tests.test_region import SCHOOL
from tomik.territory.members import invite
from tomik.territory.public import Membership, School, Unit, actor_for, scope_of, system_scope

NOW = "2026-11-24T10:00:00+07:00"
NAME_A = "Ёжиковецкая Аглая"
NAME_B = "Бурундукова Марфа"
NAMES = (NAME_A, NAME_B)
ABSENT = UUID(int=0)


@dataclass
class Objects:
    """What the addresses name; the key of an argument in the table is the name of a field."""

    cast: Cast
    school: UUID
    group: UUID
    pupil: UUID
    subject: int
    line: UUID
    entry: UUID
    edition: UUID
    edition_set: UUID
    listed: UUID
    row_no: int
    proposal: UUID
    equivalence: UUID
    run: UUID
    invitation: UUID
    secret: str
    membership: int
    building: int
    work: int
    receipt: UUID
    receipt_draft: UUID
    move: UUID
    move_draft: UUID
    labels: UUID
    copy: UUID
    paper: UUID
    card: UUID
    commission: UUID
    act: UUID
    project: UUID
    class_lists: str = "class-lists"
    act_form: str = "act"
    acceptance: str = "acceptance"
    absent: UUID = ABSENT


def add_pupil(school: School, group: ClassGroup, name: str) -> Pupil:
    """A pupil of the class whose name occurs nowhere else."""
    pupil = Pupil.objects.create(
        school=school, reader_number=900_001, full_name=name, name_key=name.lower().replace("ё", "е")
    )
    Enrolment.objects.create(school=school, pupil=pupil, class_group=group, since=date(2026, 9, 1))
    return pupil


def bring_list(cast: Cast, who: str, school: School, name: str) -> ImportRun:
    """An uploaded class list that holds the pupil's name."""
    user, kind = getattr(cast, who), kind_named("class-lists")
    assert kind is not None
    surname, given = name.split()
    content = books.xlsx([["Фамилия", "Имя", "Класс"], [surname, given, "5А"]])
    with scope.acting(scope_of(user)):
        return receive_file(
            kind=kind, school=school, region=cast.region, user=user, filename="x.xlsx", content=content
        )


def _registers(cast: Cast) -> dict[str, UUID]:
    """Receipts, labels and acts of school A: their addresses."""
    with scope.acting(scope_of(cast.librarian_a)):
        lot = Lot.objects.filter(school=cast.school_a, edition__edition_set__kind="textbook").order_by("pk")[
            0
        ]
        building = cast.school_a.buildings.get()
        kept = keep_registers(cast.school_a, cast.librarian_a, lot.edition, building)
        return {
            "receipt": kept.receipt.uid,
            "receipt_draft": kept.draft.uid,
            "move": kept.move.uid,
            "move_draft": kept.move_draft.uid,
            "labels": kept.labels.uid,
            "copy": Copy.objects.filter(school=cast.school_a, removed_by=None).order_by("pk")[0].uid,
            "paper": kept.paper.uid,
            "card": Card.objects.filter(school=cast.school_a).order_by("number")[0].uid,
            "commission": kept.commission.uid,
            "act": kept.act.uid,
            "project": kept.project.uid,
        }


def build(cast: Cast) -> Objects:
    """Both schools with pupils and imports, school A with a plan, a fund and documents."""
    regions._memory.clear()
    with scope.acting(system_scope([cast.region.pk])):
        main = cast.school_a.buildings.get()
        world = worlds.World(cast.region, cast.municipality, cast.school_a, main, cast.school_b)
        worlds.fill(world, SCHOOL, worlds.put_stock)
        group = world.classes[1]
        pupil = add_pupil(cast.school_a, group, NAME_A)
        other = ClassGroup.objects.create(school=cast.school_b, school_year=worlds.YEAR, grade=5, letter="А")
        add_pupil(cast.school_b, other, NAME_B)
        with transaction.atomic():
            made = propose(school_id=cast.school_a.pk, lines=[Line(key=1, title="Родной край. 5 класс")])[1]
        proposal = CatalogueProposal.objects.get(edition_id=made.edition_ids[0])
        listed = FederalList.objects.get()
        invited = invite(
            actor=actor_for(cast.head_a),
            unit=Unit(UnitKind.SCHOOL, cast.school_a.pk, "Школа А"),
            role=Role.LIBRARIAN,
            email="new@example.org",
        )
        row = FederalListRow.objects.filter(federal_list=listed).order_by("row_no")[0]
        own: dict[str, Any] = {
            "line": PlanLine.objects.filter(school=cast.school_a).order_by("pk")[0].uid,
            "subject": PlanLine.objects.filter(school=cast.school_a).order_by("pk")[0].subject_id,
            "entry": Entry.objects.filter(school=cast.school_a).order_by("pk")[0].uid,
            "edition": Edition.objects.filter(edition_set=world.sets[1]).order_by("part")[0].uid,
            "edition_set": EditionSet.objects.get(pk=world.sets[1].pk).uid,
            "equivalence": Equivalence.objects.order_by("pk")[0].uid,
            "membership": Membership.objects.get(user=cast.deputy_a).pk,
        }
    run = bring_list(cast, "librarian_a", cast.school_a, NAME_A)
    bring_list(cast, "librarian_b", cast.school_b, NAME_B)
    return Objects(
        cast=cast,
        school=cast.school_a.uid,
        group=group.uid,
        pupil=pupil.uid,
        listed=listed.uid,
        row_no=row.row_no,
        proposal=proposal.uid,
        run=run.uid,
        invitation=invited.invitation.uid,
        secret=invited.secret,
        building=main.pk,
        work=Work.objects.create(title="Математика").pk,
        **_registers(cast),
        **own,
    )
