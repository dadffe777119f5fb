"""The status of every linked set in every school year, kept in one table for fast joins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

from tomik.catalogue.federal_list.status import (
    NOT_LISTED,
    ListedRow,
    Snapshot,
    governing,
    judge,
)
from tomik.catalogue.models import FederalList, FederalListLink, SetStatus
from tomik.kernel.clock import today
from tomik.kernel.school_year import school_year_of

YEARS_BACK = 5
YEARS_AHEAD = 4


def years_kept() -> range:
    """School years for which statuses are kept: five back, four ahead of the present one."""
    present = school_year_of(today())
    return range(present - YEARS_BACK, present + YEARS_AHEAD + 1)


def snapshots() -> list[Snapshot]:
    """All loaded lists as the rule sees them."""
    return [
        Snapshot(
            id=one.pk,
            in_force_from=one.in_force_from or one.dated,
            in_force_to=one.in_force_to,
            is_complete=one.is_complete,
            is_amended=bool(one.amended_by),
            loaded_at=one.loaded_at,
        )
        for one in FederalList.objects.all()
    ]


def rebuild_statuses(set_ids: Iterable[int] | None = None) -> int:
    """Recompute statuses from confirmed links, of all sets or of the given ones; returns rows written.

    Runs inside the transaction of the change that needs it, so that nobody sees old statuses
    beside new links. The rule is ``federal_list.status.judge``, nothing is decided in SQL.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("statuses are rebuilt inside a transaction")
    wanted = None if set_ids is None else sorted(set(set_ids))
    rows = _linked_rows(wanted)
    lists = snapshots()
    judged: list[tuple[int, int, str, int | None, str | None]] = []
    for year in years_kept():
        counted = governing(lists, year)
        for set_id, linked in rows.items():
            said = judge(linked, counted, year)
            if said.status != NOT_LISTED:
                until = said.until.isoformat() if said.until else None
                judged.append((set_id, year, said.status, said.row_id, until))
    _replace(wanted, judged)
    return len(judged)


def _linked_rows(set_ids: list[int] | None) -> dict[int, list[ListedRow]]:
    links = FederalListLink.objects.filter(confirmed_at__isnull=False)
    if set_ids is not None:
        links = links.filter(edition_set_id__in=set_ids)
    found: dict[int, list[ListedRow]] = defaultdict(list)
    for set_id, row_id, list_id, appendix, expert, use, unlimited in links.order_by("pk").values_list(
        "edition_set_id",
        "row_id",
        "row__federal_list_id",
        "row__appendix",
        "row__expert_until",
        "row__use_until",
        "row__is_unlimited",
    ):
        found[set_id].append(ListedRow(row_id, list_id, appendix, expert or use, unlimited))
    return found


def _replace(set_ids: list[int] | None, judged: list[tuple[int, int, str, int | None, str | None]]) -> None:
    stale = (
        SetStatus.objects.all() if set_ids is None else SetStatus.objects.filter(edition_set_id__in=set_ids)
    )
    stale._raw_delete(stale.db)  # nothing points to a status: no need to fetch what is deleted
    if not judged:
        return
    sets, years, statuses, rows, untils = zip(*judged, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalogue_setstatus (edition_set_id, school_year, status, row_id, until)"
            " SELECT * FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::bigint[], %s::date[])",
            [list(sets), list(years), list(statuses), list(rows), list(untils)],
        )
