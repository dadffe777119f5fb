"""Consumables handed to a class for good: workbooks and other books that never come back (order 1077, they are not on balance)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tomik.kernel import clock
from tomik.kernel.errors import TomikError
from tomik.ledger.public import Account, Draft, Entry, Line, account_for, entry_by_uid, post_entry
from tomik.people.public import ClassGroup
from tomik.territory.public import School

# Consumables on the shelves, the oldest lot of a title first; the class's own building before the others.
_SHELVES = """
SELECT e.id, e.uid, e.title, coalesce(s.authors, ''), l.id, a.id, b.copies
  FROM ledger_balance b
  JOIN ledger_account a ON a.id = b.account_id AND a.kind = 'fund'
  JOIN ledger_lot l ON l.id = b.lot_id
  JOIN catalogue_edition e ON e.id = l.edition_id
  JOIN catalogue_editionset s ON s.id = e.edition_set_id
 WHERE b.school_id = %(school)s AND b.copies > 0 AND (s.is_consumable OR s.kind = 'workbook')
 ORDER BY e.title, e.id, (a.building_id IS NOT DISTINCT FROM %(building)s) DESC, l.received_on, l.id, a.id
"""


@dataclass(frozen=True, slots=True)
class OnShelf:
    """A consumable title and where its copies lie: (lot, account, copies), in the order in which they are taken."""

    uid: UUID
    title: str
    authors: str
    places: tuple[tuple[int, int, int], ...]

    @property
    def copies(self) -> int:
        """Copies on the shelves."""
        return sum(copies for _lot, _account, copies in self.places)


def consumables_on_shelves(school_id: int, *, building_id: int | None = None) -> list[OnShelf]:
    """Consumables of the school that were not handed out yet, by title."""
    with connection.cursor() as cursor:
        cursor.execute(_SHELVES, {"school": school_id, "building": building_id})
        found: dict[int, tuple[UUID, str, str, list[tuple[int, int, int]]]] = {}
        for edition, uid, title, authors, lot, account, copies in cursor.fetchall():
            found.setdefault(edition, (uid, title, authors, []))[3].append((lot, account, copies))
    return [OnShelf(uid, title, authors, tuple(places)) for uid, title, authors, places in found.values()]


def hand_out(
    *,
    school: School,
    group: ClassGroup,
    copies: Mapping[UUID, int],
    day: date,
    operation_uid: UUID,
    actor_id: int | None,
) -> Entry:
    """Give consumables to a class for good, all titles by one entry; `copies` by the uid of the edition.

    The same `operation_uid` again gives the first entry. Raises TomikError (a day to come, nothing asked, more than
    lies on the shelves: every such title is named), InsufficientCopies (another took them meanwhile), PeriodClosed.
    """
    if day > clock.today(school.timezone):
        raise TomikError(_("The date of a document can't be in the future."))
    with transaction.atomic(durable=True):
        posted = entry_by_uid([school.pk], operation_uid)
        if posted is not None:
            return posted
        lines = _lines(school, group, {uid: one for uid, one in copies.items() if one})
        draft = Draft(
            school_id=school.pk,
            kind=Entry.Kind.ISSUE,
            occurred_on=day,
            uid=operation_uid,
            actor_id=actor_id,
            note=_("Handed out for good: %(name)s") % {"name": group.name},
        )
        return post_entry(draft, lines).entry


def _lines(school: School, group: ClassGroup, asked: Mapping[UUID, int]) -> list[Line]:
    if not asked:
        raise TomikError(_("Write how many copies are handed out."))
    shelves = {one.uid: one for one in consumables_on_shelves(school.pk, building_id=group.building_id)}
    if asked.keys() - shelves.keys():
        raise TomikError(_("Some of these titles are no longer on the shelves. Open the page anew."))
    short = [
        _("%(title)s: asked %(need)d, on the shelves %(have)d")
        % {"title": shelves[uid].title, "need": need, "have": shelves[uid].copies}
        for uid, need in asked.items()
        if need > shelves[uid].copies
    ]
    if short:
        raise TomikError("; ".join(short))
    holder = account_for(school.pk, Account.Kind.CLASS_GROUP, group.pk)
    lines = []
    for uid, need in asked.items():
        for lot, account, there in shelves[uid].places:
            taken = min(need, there)
            if taken:
                lines.append(Line(lot, account, holder, taken))
                need -= taken
    return lines
