"""Commissions of a school: appointed by an order, ended by a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tomik.kernel import clock
from tomik.kernel.errors import LineProblem, NotVisible, TomikError
from tomik.territory.public import School
from tomik.writeoff.models import Commission, CommissionMember
from tomik.writeoff.rules import Member, commission_problems
from tomik.writeoff.services.checks import DAY_MIN


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """A member as a person writes one."""

    part: str
    name: str
    post: str = ""


def appoint_commission(
    *,
    school: School,
    uid: UUID,
    order_number: str,
    order_on: date,
    quorum: int,
    members: Sequence[MemberDraft],
    valid_to: date | None = None,
) -> Commission:
    """Write down the order that appoints a commission. Idempotent by `uid`.

    Raises TomikError with every problem: no chair, nobody of accounting, too few, an order of tomorrow or one that is known.
    """
    with transaction.atomic(durable=True):
        known = Commission.objects.filter(school=school, uid=uid).first()
        if known is not None:
            return known
        problems = _problems(school, order_number, order_on, quorum=quorum, valid_to=valid_to)
        told = commission_problems([Member(one.name, one.part) for one in members], quorum=quorum)
        problems += [one for one in told if one.severity == "error"]
        if problems:
            raise TomikError(_("The commission can't be appointed like this."), problems=problems)
        made = Commission.objects.create(
            uid=uid,
            school=school,
            order_number=order_number,
            order_on=order_on,
            quorum=quorum,
            valid_to=valid_to,
        )
        CommissionMember.objects.bulk_create(
            CommissionMember(commission=made, school=school, part=one.part, name=one.name, post=one.post)
            for one in members
        )
        return made


def end_commission(*, school: School, uid: UUID, valid_to: date) -> Commission:
    """The last day on which the commission may decide. Raises TomikError for a day before its order."""
    with transaction.atomic(durable=True):
        found = Commission.objects.select_for_update().filter(school=school, uid=uid).first()
        if found is None:
            raise NotVisible
        if valid_to < found.order_on:
            text = _("A commission doesn't end before its order.")
            raise TomikError(text, problems=[LineProblem(None, "valid_to", text)])
        found.valid_to = valid_to
        found.save(update_fields=["valid_to"])
        return found


def _problems(
    school: School, order_number: str, order_on: date, *, quorum: int, valid_to: date | None
) -> list[LineProblem]:
    found = []
    if not DAY_MIN <= order_on <= clock.today(school.timezone):
        text = _("The date of a document can't be in the future or before 1950.")
        found.append(LineProblem(None, "order_on", text, value=f"{order_on:%d.%m.%Y}"))
    if valid_to is not None and valid_to < order_on:
        found.append(LineProblem(None, "valid_to", _("A commission doesn't end before its order.")))
    if quorum < 1:
        found.append(
            LineProblem(None, "quorum", _("A number of copies above zero is needed."), value=str(quorum))
        )
    known = Commission.objects.filter(school=school, order_number=order_number, order_on=order_on)
    if known.exists():
        found.append(LineProblem(None, "order_number", _("This order is written down already.")))
    return found
