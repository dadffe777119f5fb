"""Use cases of a receipt in place of lost books: read what was lost from its numbers, write it down for the act."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tomik.fund.models import Card, CardLot, Copy, Receipt, ReplacedLoss
from tomik.fund.official.moved import MovedLine, number_ranges
from tomik.fund.queries.copies import ScanKind, copies_numbered, recognise
from tomik.kernel.errors import Conflict, LineProblem, NotVisible, TomikError
from tomik.ledger.public import Lot

LINES_MAX, COPIES_MAX, WORDS_MAX = 200, 1000, 160
_CARD = re.compile(r"(?i)карт(?:очка|\.)?\s*№?\s*(\d{1,9})(?:\s*[xх×*]\s*(\d{1,9}))?")
Member = tuple[str, str]
"""Post and name."""
_commission: list[Callable[[int], list[Member]]] = []


def register_commission(members: Callable[[int], list[Member]]) -> None:
    """Who the commission of a school is: told once by the room that keeps it, when the program starts."""
    _commission[:] = [members]


def commission_in_force(school_id: int) -> list[Member]:
    """The members of the present commission, the chair first; none when no room keeps one or there is none."""
    return _commission[0](school_id) if _commission else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Lost copies of one lot."""

    named: str
    register: str
    copies: int
    price_kopecks: int
    typed: str = ""

    @property
    def line(self) -> MovedLine:
        """The same as the act lists it."""
        return MovedLine(
            named=self.named, register=self.register, copies=self.copies, price_kopecks=self.price_kopecks
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LossDraft:
    """What a person has written."""

    lost: str
    """A book in each line: an inventory number, a label, or «карт. 12 × 2»."""
    commission: str
    """A member in each line: «должность; фамилия и инициалы», the chair first."""
    notebook: str = ""
    record_out: str = ""
    version: int = 0


def write_loss(*, school_id: int, receipt_uid: UUID, draft: LossDraft) -> ReplacedLoss:
    """Write down what a receipt replaces; written again it is written over. Locks the receipt.

    Raises TomikError with every line that can't be read, `Conflict` when somebody has changed it meanwhile, `NotVisible`,
    TomikError for a receipt of another kind or one that is reversed.
    """
    problems: list[LineProblem] = []
    lost = read_lost(school_id, draft.lost, problems)
    commission = read_commission(draft.commission, problems)
    if problems:
        raise TomikError(_("Some lines could not be read."), problems=problems)
    with transaction.atomic(durable=True):
        receipt = Receipt.objects.select_for_update().filter(school_id=school_id, uid=receipt_uid).first()
        if receipt is None:
            raise NotVisible
        if receipt.kind != Receipt.Kind.REPLACEMENT or receipt.state == Receipt.State.REVERSED:
            raise TomikError(_("This receipt is not in place of lost books."))
        known = ReplacedLoss.objects.filter(receipt=receipt).first()
        if (known.version if known else 0) != draft.version:
            raise Conflict(_("Somebody else has changed this meanwhile. Look at it again."))
        written, _made = ReplacedLoss.objects.update_or_create(
            receipt=receipt,
            defaults={
                "school_id": school_id,
                "lost": [asdict(one) for one in lost],
                "commission": commission,
                "notebook": draft.notebook,
                "record_out": draft.record_out,
                "version": draft.version + 1,
            },
        )
        return written


def losses_of(known: ReplacedLoss | None) -> list[Loss]:
    """The lost copies that were written down."""
    return [Loss(**one) for one in known.lost] if known else []


def read_commission(text: str, problems: list[LineProblem]) -> list[Member]:
    """Members by lines; a line without a name is told in `problems`."""
    members: list[Member] = []
    for row, line in _lines(text):
        post, _comma, name = (part.strip() for part in line.partition(";"))
        if not name or len(post) > WORDS_MAX or len(name) > WORDS_MAX:
            words = _("Line %d: write the post, a semicolon, the name and initials.") % row
            problems.append(LineProblem(row, "commission", words))
        members.append((post, name))
    if len(members) > LINES_MAX:
        problems.append(LineProblem(None, "commission", _("Too many lines.")))
    return members


def read_lost(school_id: int, text: str, problems: list[LineProblem]) -> list[Loss]:
    """Lost copies by lots, in the order of the lines; a line that names no copy is told in `problems`."""
    rows = _lines(text)
    if len(rows) > LINES_MAX:
        problems.append(LineProblem(None, "lost", _("Too many lines.")))
        return []
    cards: list[Loss] = []
    copies: dict[int, dict[int, Copy]] = {}
    for row, line in rows:
        found = _CARD.fullmatch(line)
        if found:
            cards += _of_card(school_id, found, row, problems)
            continue
        copy = _copy(school_id, line)
        if copy is None:
            words = _("Line %(row)d: no copy of the school has the number or label “%(text)s”.")
            problems.append(LineProblem(row, "lost", words % {"row": row, "text": line[:40]}))
        elif copy.pk in copies.setdefault(copy.lot_id, {}):
            problems.append(LineProblem(row, "lost", _("Line %d: this copy stands above already.") % row))
        else:
            copies[copy.lot_id][copy.pk] = copy
    return [*(_of_copies(list(found.values())) for found in copies.values()), *cards]


def _lines(text: str) -> list[tuple[int, str]]:
    return [(row, line.strip()) for row, line in enumerate(text.splitlines(), start=1) if line.strip()]


def _copy(school_id: int, text: str) -> Copy | None:
    numbered = copies_numbered(school_id, text)
    if numbered:
        return numbered[0]
    scan = recognise(school_id, text)
    return scan.copy if scan.kind is ScanKind.COPY else None


def _of_copies(found: Sequence[Copy]) -> Loss:
    lot: Lot = found[0].lot
    numbers = [one.inventory_number for one in found if one.inventory_number is not None]
    register = number_ranges(numbers) if numbers else ", ".join(one.code or "" for one in found)
    typed = "\n".join(str(one.inventory_number or one.code or "") for one in found)
    return Loss(
        named=_named(lot), register=register, copies=len(found), price_kopecks=lot.price_kopecks, typed=typed
    )


def _of_card(school_id: int, found: re.Match[str], row: int, problems: list[LineProblem]) -> list[Loss]:
    number, copies = int(found[1]), int(found[2] or 1)
    card = Card.objects.filter(school_id=school_id, number=number).first()
    lots = Lot.objects.filter(pk__in=CardLot.objects.filter(card=card).values("lot_id"), school_id=school_id)
    lot = lots.select_related("edition__edition_set").order_by("-received_on", "-pk").first()
    if lot is None:
        words = _("Line %(row)d: the school has no card No. %(number)d.") % {"row": row, "number": number}
        problems.append(LineProblem(row, "lost", words))
        return []
    if not 1 <= copies <= COPIES_MAX:
        words = _("Line %(row)d: from 1 to %(most)d copies.") % {"row": row, "most": COPIES_MAX}
        problems.append(LineProblem(row, "lost", words))
        return []
    typed = f"карт. {number}" + (f" × {copies}" if copies > 1 else "")
    return [
        Loss(
            named=_named(lot),
            register=f"карт. {number}",
            copies=copies,
            price_kopecks=lot.price_kopecks,
            typed=typed,
        )
    ]


def _named(lot: Lot) -> str:
    edition, book = lot.edition, lot.edition.edition_set
    title = f"{book.title}, ч. {edition.part}" if book.parts > 1 else book.title
    named = ". ".join(word.rstrip(".") for word in (book.authors, title, book.publisher) if word)
    year = lot.year or edition.year
    return f"{named}, {year}" if year else named
