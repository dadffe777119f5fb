"""Refusals of the ledger. The database decides; these are its SQLSTATEs in words."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import Error
from django.utils.translation import gettext_lazy as _

from tomik.kernel.errors import Busy, TomikError

INSUFFICIENT, CLOSED, BROKEN = "TK001", "TK002", "TK003"
LOCK_TIMEOUT, DEADLOCK, UNIQUE_VIOLATION = "55P03", "40P01", "23505"
REVERSED_ONCE = "ledger_entry_reverses_id_key"

logger = logging.getLogger("tomik.ledger")


@dataclass(frozen=True, slots=True)
class Shortage:
    """An account that holds `have` copies of a lot where `need` are to be taken."""

    account_id: int
    lot_id: int
    have: int
    need: int


class InsufficientCopies(TomikError):
    """Some accounts hold fewer copies than the entry takes; `shortages` names all of them. Nothing was changed."""

    code = "insufficient_copies"
    status = 409
    default_message = _("There are not enough copies. Nothing was changed.")

    def __init__(self, shortages: list[Shortage]) -> None:
        super().__init__()
        self.shortages = shortages
        self.context = {"shortages": shortages}


class PeriodClosed(TomikError):
    """The document date lies in a closed period; `context` names the closing act."""

    code = "period_closed"
    status = 409

    def __init__(self, *, through: str, document_number: str, closing_id: int) -> None:
        if document_number:
            message = _("The books are closed through %(day)s by act %(act)s: choose a later date.")
        else:
            message = _("The books are closed through %(day)s: choose a later date.")
        super().__init__(
            message % {"day": through, "act": document_number},
            through=through,
            document_number=document_number,
            closing_id=closing_id,
        )


class AlreadyReversed(TomikError):
    """The entry has been reversed before; an entry is reversed at most once."""

    code = "already_reversed"
    status = 409
    default_message = _("This entry is reversed already.")


class BrokenRule(TomikError):
    """The lines break a rule of the ledger (`context["rule"]`): a mistake of the caller, not of a person."""

    code = "broken_rule"
    default_message = _("The entry breaks a rule of the ledger.")


def _refusal(error: Error) -> TomikError | None:
    cause = error.__cause__
    state = getattr(cause, "sqlstate", None)
    diag: Any = getattr(cause, "diag", None)
    if state == DEADLOCK:
        # One posting per transaction can't wait in a circle: see docs/ledger.md.
        logger.error(
            "Postings waited in a circle; was there a second one in a transaction? %s", diag.message_detail
        )
    if state in (LOCK_TIMEOUT, DEADLOCK):
        return Busy()
    if state == UNIQUE_VIOLATION and diag.constraint_name == REVERSED_ONCE:
        return AlreadyReversed()
    if state == INSUFFICIENT:
        found = json.loads(diag.message_detail)
        return InsufficientCopies([Shortage(i["account"], i["lot"], i["have"], i["need"]) for i in found])
    if state == CLOSED:
        found = json.loads(diag.message_detail)
        day = ".".join(reversed(found["through"].split("-")))
        return PeriodClosed(
            through=day, document_number=found["document_number"], closing_id=found["closing"]
        )
    if state == BROKEN:
        return BrokenRule(**json.loads(diag.message_detail))
    return None


@contextmanager
def refusals() -> Iterator[None]:
    """Turn the database's refusals into typed errors."""
    try:
        yield
    except Error as error:
        refusal = _refusal(error)
        if refusal is None:
            raise
        raise refusal from error
