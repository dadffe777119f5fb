"""Lines of a move as they are typed, and the one field that fills them: a code, an ISBN or words of a title.

The lines are lots on the shelves of one building. The editor serves the internal move and the drafts of a hand-over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from tomik.catalogue.public import read_isbn
from tomik.fund.models import Copy
from tomik.fund.move_rules import LINES_MAX, MoveLineDraft
from tomik.fund.queries.copies import ScanKind, copies_numbered, recognise
from tomik.fund.queries.moves import ShelfLot, shelf_lots, told_copies
from tomik.fund.services.moves import short_words
from tomik.kernel.errors import LineProblem

CHOICES_SHOWN = 12
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_ISBN_LENGTHS = (10, 13)


@dataclass(slots=True)
class EditorLine:
    """One line: its lot, the copies as typed, the copies that were scanned one by one, what is wrong."""

    lot: ShelfLot
    typed: str
    told: list[Copy] = field(default_factory=list)
    number: int = 0
    errors: list[str] = field(default_factory=list)
    is_new: bool = False

    @property
    def key(self) -> int:
        """The lot: a lot stands in one line."""
        return self.lot.lot_id

    @property
    def copies(self) -> int | None:
        """The number of copies; None while it can't be read."""
        text = _SPACES.sub("", self.typed)
        return int(text) if text.isdecimal() and len(text) < 9 else None

    @property
    def kopecks(self) -> int | None:
        """The sum of the line; None while it can't be read."""
        return None if self.copies is None else self.copies * self.lot.price_kopecks

    @property
    def is_short(self) -> bool:
        """Whether the shelves hold fewer copies."""
        return self.copies is not None and self.copies > self.lot.there

    @property
    def draft(self) -> MoveLineDraft:
        """The line; 1 copy stands in place of what can't be read."""
        copies = 1 if self.copies is None else self.copies
        return MoveLineDraft(lot_id=self.key, copies=copies, copy_ids=tuple(copy.pk for copy in self.told))


@dataclass(slots=True)
class Title:
    """A title that fits the words: its lots on the shelves."""

    edition: UUID
    lots: list[ShelfLot]

    @property
    def there(self) -> int:
        """Copies on the shelves."""
        return sum(lot.there for lot in self.lots)

    @property
    def named(self) -> str:
        """The title in words."""
        return self.lots[0].named


@dataclass(slots=True)
class Answer:
    """What the field answers: words to say, titles to choose from."""

    said: str = ""
    is_problem: bool = False
    titles: list[Title] = field(default_factory=list)
    is_cut: bool = False


@dataclass
class Shelves:
    """The shelves of one building and the lines that take from them."""

    school_id: int
    building_id: int
    lines: list[EditorLine] = field(default_factory=list)

    # What the field does ------------------------------------------------------------------------------------

    def ask(self, text: str, *, copies: str, whole: bool) -> Answer:
        """Add what the text names, or say what is to be decided. `whole`: everything that is left of the title."""
        text = "".join(sign for sign in text if sign.isprintable()).strip()
        if not text:
            return Answer()
        isbn = read_isbn(text)
        if not isbn:
            scanned = self._scanned(text)
            if scanned is not None:
                return scanned
        found = shelf_lots(self.school_id, self.building_id, isbn=isbn, words="" if isbn else text)
        titles = _by_title(found)
        if not titles:
            return Answer(_("“%s” is not on the shelves of this building.") % text, is_problem=True)
        if len(titles) > 1:
            said = _("Several titles fit “%s”: choose one.") % text
            return Answer(said, titles=titles[:CHOICES_SHOWN], is_cut=len(titles) > CHOICES_SHOWN)
        return self._added(titles[0].lots, copies=copies, whole=whole)

    def choose(self, uid: str, *, copies: str, whole: bool) -> Answer:
        """Add copies of the title that was chosen."""
        try:
            lots = shelf_lots(self.school_id, self.building_id, edition=UUID(uid))
        except ValueError:
            lots = []
        if not lots:
            return Answer(_("This title is no longer on the shelves of this building."), is_problem=True)
        return self._added(lots, copies=copies, whole=whole)

    def fill(self, key: str) -> Answer:
        """The line takes all copies of its lot."""
        for line in self.lines:
            if str(line.key) == key:
                line.typed, line.is_new = str(line.lot.there), True
                return Answer(f"{line.lot.named}: {line.typed}.")
        return Answer()

    def remove(self, key: str) -> Answer:
        """Take a line out."""
        self.lines = [line for line in self.lines if str(line.key) != key]
        return Answer(_("The line is taken out."))

    def _scanned(self, text: str) -> Answer | None:
        """The answer when the text is a label or an inventory number; None when it is something else."""
        scan = recognise(self.school_id, text)
        if scan.copy is not None:
            return self._one(scan.copy)
        if scan.kind is ScanKind.UNBOUND:
            text = _("Label %s is on no copy yet: bind it first, or add the copies by their title.")
            return Answer(text % scan.code, is_problem=True)
        if scan.kind is ScanKind.FOREIGN:
            return Answer(_("%s is a label of another school.") % scan.code, is_problem=True)
        if scan.kind is ScanKind.MISREAD:
            return Answer(_("“%s” was misread: scan it again.") % text, is_problem=True)
        if _looks_like_isbn(text):
            text = _("The ISBN “%s” has a slip: its check digit is wrong. Scan it again.") % text
            return Answer(text, is_problem=True)
        numbered = copies_numbered(self.school_id, text)
        return self._one(numbered[0]) if numbered else None

    def _one(self, copy: Copy) -> Answer:
        """A copy that was scanned: once, and one copy more in the line of its lot."""
        title = copy.lot.edition.title
        if copy.removed_by is not None:
            return Answer(_("This copy has left the fund: %s.") % title, is_problem=True)
        line = self._line(copy.lot_id)
        if line is not None and any(one.pk == copy.pk for one in line.told):
            return Answer(_("This copy is in the list already: %s.") % title, is_problem=True)
        if line is None:
            (lot,) = shelf_lots(self.school_id, self.building_id, lot_ids=[copy.lot_id])
            if not lot.there:
                text = _("No copies of this lot stand on the shelves of this building: %s.")
                return Answer(text % title, is_problem=True)
            line = EditorLine(lot, "0")
            self.lines.append(line)
        line.told.append(copy)
        line.typed, line.is_new = str(max((line.copies or 0) + 1, len(line.told))), True
        return Answer(f"{line.lot.named}: {line.typed}.")

    def _added(self, lots: Sequence[ShelfLot], *, copies: str, whole: bool) -> Answer:
        """Add copies of a title, the oldest lot first; never more than stand there."""
        wanted = _SPACES.sub("", copies) or "1"
        if not whole and not (wanted.isdecimal() and 0 < len(wanted) < 9 and int(wanted)):
            return Answer(_("Write how many copies move, at least 1."), is_problem=True)
        free = {lot.lot_id: lot.there - self._taken(lot.lot_id) for lot in lots}
        left = all_free = sum(max(number, 0) for number in free.values())
        if not all_free:
            text = _("All copies of this title on these shelves are in the list already: %s.")
            return Answer(text % lots[0].named, is_problem=True)
        left = all_free if whole else min(int(wanted), all_free)
        added = left
        for lot in lots:
            taken = min(left, max(free[lot.lot_id], 0))
            if taken:
                self._take(lot, taken)
                left -= taken
        said = _("%(title)s: added %(copies)d.") % {"title": lots[0].named, "copies": added}
        if not whole and int(wanted) > added:
            return Answer(f"{said} {_('There are no more on these shelves.')}", is_problem=True)
        return Answer(said)

    def _take(self, lot: ShelfLot, copies: int) -> None:
        line = self._line(lot.lot_id)
        if line is None:
            line = EditorLine(lot, "0")
            self.lines.append(line)
        line.typed, line.is_new = str((line.copies or 0) + copies), True

    def _taken(self, lot_id: int) -> int:
        line = self._line(lot_id)
        return (line.copies or 0) if line is not None else 0

    def _line(self, lot_id: int) -> EditorLine | None:
        return next((line for line in self.lines if line.key == lot_id), None)

    # What is wrong ------------------------------------------------------------------------------------------

    def number(self) -> None:
        """Number the lines and forget what was wrong with them."""
        for number, line in enumerate(self.lines, start=1):
            line.number, line.errors = number, []

    def check(self) -> None:
        """Tell beside each line what can't be read."""
        for line in self.lines:
            if line.copies is None:
                line.errors.append(_("Write a whole number."))

    def check_shelves(self) -> None:
        """Tell beside each line when the shelves do not hold so many."""
        for line in self.lines:
            if line.copies is not None and line.is_short:
                line.errors.append(short_words(line.lot.there, line.copies))

    def tell(self, problems: Iterable[LineProblem]) -> None:
        """Put problems beside their lines: a row is a place from 1."""
        for one in problems:
            if one.row is not None and one.row <= len(self.lines):
                errors = self.lines[one.row - 1].errors
                if one.message not in errors:
                    errors.append(one.message)

    @property
    def sums(self) -> dict[str, int]:
        """Copies and kopecks of the lines that can be read, and how many can't."""
        read = [line for line in self.lines if line.copies is not None]
        return {
            "lines": len(self.lines),
            "copies": sum(line.copies or 0 for line in read),
            "kopecks": sum(line.kopecks or 0 for line in read),
            "unread": len(self.lines) - len(read),
        }

    @property
    def wrong(self) -> list[EditorLine]:
        """Lines with something wrong."""
        return [line for line in self.lines if line.errors]


def _by_title(lots: Iterable[ShelfLot]) -> list[Title]:
    titles: dict[UUID, Title] = {}
    for lot in lots:
        titles.setdefault(lot.edition_uid, Title(lot.edition_uid, [])).lots.append(lot)
    return list(titles.values())


def _looks_like_isbn(text: str) -> bool:
    digits = "".join(sign for sign in text if sign.isalnum())
    return len(digits) in _ISBN_LENGTHS and digits[:-1].isdigit() and "." not in text


def typed_shelves(data: QueryDict, school_id: int, building_id: int) -> Shelves:
    """The lines of a form in their order; lots of another school are left out (a forged form)."""
    keys = [int(key) for key in data.getlist("row")[:LINES_MAX] if key.isdecimal() and len(key) < 16]
    lots = {lot.lot_id: lot for lot in shelf_lots(school_id, building_id, lot_ids=keys)} if keys else {}
    uids = {key: _uids(data.get(f"told-{key}", "")) for key in keys}
    copies = told_copies(school_id, [uid for told in uids.values() for uid in told])
    lines = [
        EditorLine(
            lots[key],
            data.get(f"copies-{key}", "")[:20],
            [copies[uid] for uid in uids[key] if uid in copies and copies[uid].lot_id == key],
        )
        for key in dict.fromkeys(keys)
        if key in lots
    ]
    return Shelves(school_id, building_id, lines)


def _uids(text: str) -> list[UUID]:
    found = []
    for part in text.split():
        try:
            found.append(UUID(part))
        except ValueError:
            continue
    return list(dict.fromkeys(found))
