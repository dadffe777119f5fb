"""Lists of the write-off: acts, proposals, lines of an act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tomik.fund.public import SummaryRecord
from tomik.ledger.public import Account
from tomik.territory.public import School
from tomik.ui.public import (
    ONLY_EXPORTED,
    Choice,
    Column,
    DateColumn,
    MoneyColumn,
    NumberColumn,
    RowFilter,
    Table,
)
from tomik.writeoff.exchange import Wanted
from tomik.writeoff.forms import REASONS
from tomik.writeoff.models import WriteoffAct
from tomik.writeoff.queries.acts import ListedLine
from tomik.writeoff.queries.proposals import Proposal
from tomik.writeoff.services.projects import fact_in_words

WIDE = {"td": {"class": "wide-text"}}
REGISTER_SHOWN = 60
ROOMY = {name: {"class": "d-none d-md-table-cell"} for name in ("th", "td", "tf")}
"""Columns that a phone has no room for: what they say stands under the title there."""
ROOMY_NUMBER = {name: {"class": "num d-none d-md-table-cell"} for name in ("th", "td", "tf")}


def reason_words(value: str) -> str:
    """A reason of exclusion in words."""
    return str(SummaryRecord.Reason(value).label)


def place_words(kind: str, building: str) -> str:
    """Where copies stand."""
    label = str(Account.Kind(kind).label)
    return f"{label}: {building}" if building else label


def under(text: Any, *notes: Any) -> SafeString:
    """A cell with a quieter second line of what is not empty."""
    note = " · ".join(str(one) for one in notes if one)
    return (
        format_html('{}<div class="text-secondary small">{}</div>', text, note)
        if note
        else format_html("{}", text)
    )


def narrow(cell: Any, *notes: Any) -> SafeString:
    """A cell with what columns of their own say where there is room for them."""
    note = " · ".join(str(one) for one in notes if one)
    return format_html('{}<div class="text-secondary small d-md-none">{}</div>', cell, note)


def cut(text: str) -> str:
    """Many numbers, cut for the screen."""
    return text if len(text) <= REGISTER_SHOWN else f"{text[: REGISTER_SHOWN - 3]}…"


def needed_by(wanted: Mapping[int, Sequence[Wanted]], row: Proposal | ListedLine) -> Sequence[Wanted]:
    """Who needs the copies of a row; unfit ones help nobody."""
    return () if row.place == Account.Kind.UNFIT else wanted.get(row.edition_id, ())


def wanted_words(wanted: Sequence[Wanted]) -> str:
    """«Школа Б (Асиновский район), 12 км: 5 экз.» of the nearest, and how many more."""
    if not wanted:
        return ""
    first = wanted[0]
    far = gettext(", %d km") % first.km if first.km is not None else ""
    text = gettext("%(school)s (%(municipality)s)%(far)s: %(copies)d copies") % {
        "school": first.school, "municipality": first.municipality, "far": far, "copies": first.copies,
    }  # fmt: skip
    more = len(wanted) - 1
    return text + (gettext("; schools beside it: %d") % more if more else "")


class ActTable(Table):
    """Acts of a school."""

    caption = _("Acts of write-off")
    number = Column(verbose_name=_("Act of write-off"), empty_values=(), order_by=("number", "id"))
    acted_on = DateColumn(verbose_name=_("Date"))
    reason = Column(verbose_name=_("Reason of exclusion"))
    state = Column(verbose_name=_("State"))
    copies = NumberColumn(verbose_name=_("Copies"), total=True)
    kopecks = MoneyColumn(verbose_name=_("Sum"), total=True)
    direction = Column(verbose_name=_("Where the copies go"))
    accountant_number = Column(verbose_name=_("Number at the accountant"))

    class Meta(Table.Meta):
        order_by = ("-acted_on",)
        empty_text = _("No acts yet. Begin with the proposals.")

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school

    def render_number(self, record: WriteoffAct) -> Any:
        """The number leads to the act; a project has none."""
        url = reverse("writeoff:act", args=[self.school.uid, record.uid])
        return format_html('<a href="{}">{}</a>', url, self.value_number(record))

    def value_number(self, record: WriteoffAct) -> str:
        """«No. 5»."""
        return f"№ {record.number}" if record.number else gettext("project")


class ActFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Acts by state, reason and time."""

    state = django_filters.ChoiceFilter(
        label=_("State"), choices=WriteoffAct.State.choices, empty_label=_("all")
    )
    reason = django_filters.ChoiceFilter(
        label=_("Reason of exclusion"), choices=REASONS, empty_label=_("all")
    )
    since = django_filters.DateFilter(
        label=_("Dated since"), field_name="acted_on", lookup_expr="gte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    until = django_filters.DateFilter(
        label=_("Dated until"), field_name="acted_on", lookup_expr="lte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip


class ProposalTable(Table):
    """What facts propose for write-off; the fields of the rows belong to the form `proposals`."""

    caption = _("Proposals for write-off")
    pick = Column(verbose_name=_("Take"), empty_values=(), orderable=False, exclude_from_export=True)
    title = Column(verbose_name=_("Title"), attrs=WIDE)
    reason = Column(verbose_name=_("Reason of exclusion"), attrs=ROOMY)
    fact = Column(verbose_name=_("Fact"), attrs=ONLY_EXPORTED)
    wanted = Column(verbose_name=_("Another school needs it"), empty_values=(), orderable=False, attrs=ROOMY)
    place = Column(verbose_name=_("Where"), attrs=ROOMY)
    copies = NumberColumn(verbose_name=_("Copies"), total=True)
    price_kopecks = MoneyColumn(verbose_name=_("Price"), attrs=ROOMY_NUMBER)
    kopecks = MoneyColumn(verbose_name=_("Sum"), total=True, attrs=ROOMY_NUMBER)

    class Meta(Table.Meta):
        empty_text = _("Nothing to propose: no unfit, expired or worn-out books.")

    def __init__(
        self,
        *args: Any,
        wanted: Mapping[int, Sequence[Wanted]],
        is_needed: bool,
        may_write: bool,
        picked: Mapping[str, str] | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.needs, self.may_write, self.picked = wanted, may_write, picked
        if not may_write:
            self.columns.hide("pick")
        if not is_needed:
            self.columns.hide("wanted")

    def render_pick(self, record: Proposal) -> Any:
        """A box to tick; what another school needs is not ticked at first."""
        is_on = record.key in self.picked if self.picked is not None else not needed_by(self.needs, record)
        return format_html(
            '<input class="form-check-input" type="checkbox" form="proposals" name="pick" value="{}" aria-label="{}" {}>'
            '<input type="hidden" form="proposals" name="shown" value="{}">',
            record.key,
            gettext("Take: %s") % record.title,
            "checked" if is_on else "",
            record.key,
        )

    def render_title(self, value: str, record: Proposal) -> Any:
        """Title, under it authors and year; on a phone also why, where and who needs it."""
        fact = fact_in_words(record.fact, record.until)
        aside = [reason_words(record.reason), fact, place_words(record.place, record.building)]
        return narrow(under(value, record.authors, record.year), *aside, self.value_wanted(record))

    def value_title(self, value: str, record: Proposal) -> str:
        """The same for Excel."""
        return f"{record.authors} {value}".strip()

    def render_reason(self, value: str, record: Proposal) -> Any:
        """The reason, under it the fact."""
        return under(reason_words(value), fact_in_words(record.fact, record.until))

    def value_reason(self, value: str) -> str:
        """The reason alone."""
        return reason_words(value)

    def value_fact(self, record: Proposal) -> str:
        """The fact in words."""
        return fact_in_words(record.fact, record.until)

    render_fact = value_fact

    def render_wanted(self, record: Proposal) -> Any:
        """The school that needs it."""
        words = self.value_wanted(record)
        return format_html("<strong>{}</strong>", words) if words else "—"

    def value_wanted(self, record: Proposal) -> str:
        """The same for Excel."""
        return wanted_words(needed_by(self.needs, record))

    def value_place(self, value: str, record: Proposal) -> str:
        """Where the copies stand."""
        return place_words(value, record.building)

    render_place = value_place

    def render_copies(self, value: int, record: Proposal) -> Any:
        """How many of them are taken."""
        if not self.may_write:
            return value
        shown = (self.picked or {}).get(record.key) or value
        return format_html(
            '<input class="form-control form-control-sm num" type="number" min="1" max="{}" form="proposals" name="n-{}" value="{}"'
            ' aria-label="{}">',
            value,
            record.key,
            shown,
            gettext("Copies of “%s”") % record.title,
        )


class ProposalFilter(RowFilter):
    """Proposals by words, reason and place."""

    searched = ("title", "authors")
    choices: Mapping[str, Choice] = {
        "reason": Choice(_("Reason of exclusion"), "reason", reason_words),
        "place": Choice(_("Where"), "place", lambda kind: str(Account.Kind(kind).label)),
    }


class LineTable(Table):
    """Lines of an act; quantities may be changed while it is a project (form `lines`)."""

    caption = _("Lines of the act")
    line_no = NumberColumn(verbose_name=_("No."), attrs=ROOMY_NUMBER)
    title = Column(verbose_name=_("Title"), attrs=WIDE)
    register = Column(verbose_name=_("Card or numbers"), orderable=False, attrs=ROOMY)
    place = Column(verbose_name=_("Where"), attrs=ROOMY)
    copies = NumberColumn(verbose_name=_("Copies"), total=True)
    price_kopecks = MoneyColumn(verbose_name=_("Price"), attrs=ROOMY_NUMBER)
    kopecks = MoneyColumn(verbose_name=_("Sum"), total=True, attrs=ROOMY_NUMBER)
    why = Column(verbose_name=_("Fact"), attrs=ONLY_EXPORTED)

    class Meta(Table.Meta):
        empty_text = _("No lines yet: add copies by search or by scanning.")

    def __init__(
        self, *args: Any, may_edit: bool, is_open: bool, wanted: Mapping[int, Sequence[Wanted]],
        notes: Mapping[int, str], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.may_edit, self.is_open, self.wanted, self.notes = may_edit, is_open, wanted, notes

    def render_title(self, record: ListedLine) -> Any:
        """What it is; under it the fact, the school that needs it, and what is wrong with the line."""
        cell = under(record.named, record.why, wanted_words(needed_by(self.wanted, record)))
        cell = narrow(cell, cut(record.register), place_words(record.place, record.building))
        note = self.notes.get(record.line_no, "")
        if not note and self.is_open and record.is_short:
            note = gettext("Only %d copies are there.") % record.held
        return format_html('{}<div class="text-danger">{}</div>', cell, note) if note else cell

    def value_title(self, record: ListedLine) -> str:
        """What it is."""
        return record.named

    def value_place(self, value: str, record: ListedLine) -> str:
        """Where the copies stand."""
        return place_words(value, record.building)

    render_place = value_place

    def render_register(self, value: str) -> Any:
        """Many numbers are cut on the screen."""
        return cut(value)

    def value_register(self, value: str) -> str:
        """All of them for Excel."""
        return value

    def render_copies(self, value: int, record: ListedLine) -> Any:
        """The quantity, to be changed in a project; the one shown goes along, so that only changes are written."""
        if not self.may_edit:
            return value
        return format_html(
            '<input class="form-control form-control-sm num" type="number" min="0" form="lines" name="n-{0}" value="{1}"'
            ' aria-label="{2}"><input type="hidden" form="lines" name="was-{0}" value="{1}">',
            record.line_no,
            value,
            gettext("Copies of “%s”") % record.title,
        )


class LineFilter(RowFilter):
    """Lines by words and by whether their copies are there."""

    searched = ("named", "register")
    choices: Mapping[str, Choice] = {
        "place": Choice(_("Where"), "place", lambda kind: str(Account.Kind(kind).label)),
        "is_short": Choice(
            _("Copies are there"),
            "is_short",
            lambda value: str(gettext("no")) if value == "True" else str(gettext("yes")),
        ),
    }
