"""The accountant's numbers of acts of write-off, read and written for the exchange of the fund."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from tomik.writeoff.models import WriteoffAct

Noted = tuple[str, date | None]


def read_numbers(school_id: int, uids: list[UUID]) -> Mapping[UUID, Noted]:
    """Numbers and dates by act."""
    acts = WriteoffAct.objects.filter(school_id=school_id, uid__in=uids)
    return {
        uid: (number, day)
        for uid, number, day in acts.values_list("uid", "accountant_number", "accountant_on")
    }


def write_numbers(school_id: int, noted: Mapping[UUID, Noted]) -> None:
    """Write them; the acts themselves stay as they are."""
    acts = list(WriteoffAct.objects.select_for_update().filter(school_id=school_id, uid__in=noted))
    for act in acts:
        act.accountant_number, act.accountant_on = noted[act.uid]
    WriteoffAct.objects.bulk_update(acts, ["accountant_number", "accountant_on"])
