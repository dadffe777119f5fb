"""Numbers of papers and registers: given once, in order, together with what they number."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tomik.fund.models import NumberGap, NumberSeries
from tomik.kernel.errors import TomikError

NUMBER_MAX = 10_000_000
"""No paper register of a school goes further; a slip of the hand would leave out what never comes back."""

_TAKE = """
INSERT INTO fund_numberseries AS s (school_id, series, year, last) VALUES (%s, %s, %s, %s)
ON CONFLICT (school_id, series, year) DO UPDATE SET last = s.last + excluded.last
RETURNING last
"""


def take_numbers(school_id: int, series: str, count: int = 1, *, year: int = 0) -> range:
    """The next `count` numbers of a series, inside the caller's transaction; they are given to nobody else.

    `count` 0 gives none and locks the series all the same.
    Locks the series until the transaction ends; a rolled back transaction gives its numbers back. Take the series of
    one transaction in the order of `NumberSeries.Series`, so that two postings cannot wait for each other.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("numbers are given inside a transaction")
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [school_id, str(series), year, count])
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)


def continue_from(
    *, school_id: int, series: str, year: int, next_number: int, reason: str, actor_id: int | None
) -> NumberGap | None:
    """Go on from a number of the paper register: what is left out is recorded with the reason.

    Raises TomikError when the number is not above the last one given. None when nothing is left out.
    """
    with transaction.atomic(durable=True):
        row, _made = NumberSeries.objects.select_for_update().get_or_create(
            school_id=school_id, series=series, year=year
        )
        if next_number <= row.last:
            given = {"last": row.last, "next": row.last + 1}
            raise TomikError(_("Number %(last)d is given already: go on from %(next)d or above.") % given)
        if next_number > NUMBER_MAX:
            raise TomikError(_("The number is too high: at most %d.") % NUMBER_MAX)
        if not reason.strip():
            raise TomikError(_("Write the reason."))
        first, row.last = row.last + 1, next_number - 1
        row.save(update_fields=["last"])
        if first > row.last:
            return None
        return NumberGap.objects.create(
            school_id=school_id,
            series=series,
            year=year,
            first=first,
            last=row.last,
            reason=reason.strip()[:300],
            recorded_by=actor_id,
        )
