"""Transaction-scoped advisory locks. Registry: docs/locking.md. Never renumber."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from django.db import connection, transaction
from django.db.utils import OperationalError

from tomik.kernel.errors import Busy

LOCK_TIMEOUT = "3s"


class LockSpace(IntEnum):
    """First key of the two-key advisory lock; the second is an internal id."""

    SCHOOL_POSTING = 1
    IMPORT = 2
    CATALOGUE = 3
    PROVISION_CACHE = 4
    INVITATION = 5
    PLAN = 6
    LABELS = 7


def take(space: LockSpace, keys: Iterable[int], *, shared: bool = False, timeout: str = LOCK_TIMEOUT) -> None:
    """Lock `keys` of a space in sorted order until the transaction ends.

    Raises `Busy` after `timeout`; RuntimeError outside a transaction. Call it before any row lock.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("locks are taken inside a transaction")
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    ordered = sorted(set(keys))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [timeout])
        try:
            with transaction.atomic():
                for key in ordered:
                    cursor.execute(f"SELECT {function}(%s, %s)", [int(space), key])
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) == "55P03":
                raise Busy from error
            raise
