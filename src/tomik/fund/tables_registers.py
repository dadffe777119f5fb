"""Lists of the registers: card journal, inventory book, consumables, titles as of a day, acts for accounting."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tomik.fund.accounting import Act
from tomik.fund.models import SummaryRecord
from tomik.fund.official.registers import author_title, grades_text, removal_text
from tomik.territory.public import School
from tomik.ui.public import Choice, Column, DateColumn, MoneyColumn, NumberColumn, RowFilter, Table


def _known(value: str) -> str:
    """A value of a filter; what is not known has words of its own."""
    return str(_("not known")) if value == "None" else value


class SchoolTable(Table):
    """A list whose rows lead to pages of a school."""

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school

    def link(self, name: str, uid: Any, words: Any) -> Any:
        """A link to a page of the school, or the words alone when there is nothing to lead to."""
        if not uid:
            return words
        return format_html('<a href="{}">{}</a>', reverse(name, args=[self.school.uid, uid]), words)


class GradesColumn(Column):
    """Grades of a textbook: «5», «10–11»."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("verbose_name", _("Grade"))
        super().__init__(accessor="grade_from", order_by=("grade_from", "grade_to"), **kwargs)

    def render(self, record: dict[str, Any]) -> str:
        """Both ends."""
        return grades_text(record["grade_from"], record["grade_to"])

    def value(self, **kwargs: Any) -> str:
        """The same for Excel."""
        return self.render(kwargs["record"])


class JournalTable(SchoolTable):
    """Журнал регистрации учётных карточек."""

    caption = _("Journal of cards")
    number = NumberColumn(verbose_name=_("Card"))
    opened_on = DateColumn(verbose_name=_("Date"))
    title = Column(verbose_name=_("Author, title"), order_by=("title", "number"))
    grades = GradesColumn()
    year = Column(verbose_name=_("Year"))
    publisher = Column(verbose_name=_("Publisher"))
    price_kopecks = MoneyColumn(verbose_name=_("Price"))
    first_copies = NumberColumn(verbose_name=_("First receipt, copies"), total=True)
    record_number = NumberColumn(verbose_name=_("Record of the summary book"))
    copies = NumberColumn(verbose_name=_("There now, copies"), total=True)

    class Meta(Table.Meta):
        order_by = "number"
        empty_text = _("No cards yet: they are made when textbooks are received.")

    def render_number(self, value: int, record: dict[str, Any]) -> Any:
        """The number leads to the card."""
        return self.link("fund:card", record["uid"], value)

    def render_title(self, record: dict[str, Any]) -> str:
        """Author and title."""
        return author_title(record)

    def value_title(self, record: dict[str, Any]) -> str:
        """The same for Excel."""
        return author_title(record)

    def render_record_number(self, value: int, record: dict[str, Any]) -> Any:
        """The record leads to its document."""
        return self.link("ledger:entry", record["entry_uid"], f"№ {value}")


class JournalFilter(RowFilter):
    """Cards by words, subject and grade."""

    label = _("Title, author or number")
    searched = ("title", "authors", "publisher", "number")
    choices = {
        "subject": Choice(_("Subject"), "subject"),
        "grade": Choice(_("Grade"), "grade_from", _known),
    }


class InventoryTable(SchoolTable):
    """Инвентарная книга."""

    caption = _("Inventory book")
    received_on = DateColumn(verbose_name=_("Date of the record"))
    record_number = NumberColumn(verbose_name=_("Record of the summary book"))
    inventory_number = NumberColumn(verbose_name=_("Inventory number"))
    title = Column(verbose_name=_("Author and title"), order_by=("title", "inventory_number"))
    year = Column(verbose_name=_("Year"), empty_values=())
    price_kopecks = MoneyColumn(verbose_name=_("Price"), total=True)
    bbk = Column(verbose_name=_("Section (ББК)"))
    act = Column(
        verbose_name=_("Act of removal"), accessor="removed_on", order_by="removed_on", empty_values=()
    )

    class Meta(Table.Meta):
        order_by = "inventory_number"
        empty_text = _("No inventory numbers yet: they are given when a receipt asks for them.")

    def render_title(self, record: Any) -> Any:
        """Author and title lead to the edition."""
        return self.link("fund:edition", record.edition_uid, self.value_title(record))

    def value_title(self, record: Any) -> str:
        """The same for Excel."""
        return author_title({"authors": record.authors, "title": record.title})

    def render_year(self, record: Any) -> str:
        """The year printed in the copy."""
        return str(record.year or record.edition_year or "—")

    def value_year(self, record: Any) -> str:
        """The same for Excel."""
        return str(record.year or record.edition_year or "")

    def render_act(self, record: Any) -> Any:
        """The act leads to its document."""
        return self.link("ledger:entry", record.act_uid, removal_text(record)) if record.removed_on else "—"

    def value_act(self, record: Any) -> str:
        """The same for Excel."""
        return removal_text(record)


class InventoryFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Copies by words or number, and whether they are there."""

    q = django_filters.CharFilter(
        label=_("Title, author or number"),
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    there = django_filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        choices=[("yes", _("in the fund")), ("no", _("removed"))],
        empty_label=_("all"),
    )

    def by_text(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """An inventory number, or every word in title and authors."""
        if value.strip().isdigit() and len(value.strip()) < 10:
            return queryset.filter(inventory_number=int(value))
        for word in value.split():
            plain = word.lower().replace("ё", "е")
            queryset = queryset.filter(lot__edition__search_text__icontains=plain)
        return queryset

    def by_state(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Copies that are there, or those that are not."""
        return queryset.filter(removed_on__isnull=value == "yes")


class GivenTable(SchoolTable):
    """Consumables that were given out for good."""

    caption = _("Consumables given out")
    occurred_on = DateColumn(verbose_name=_("Date"))
    title = Column(verbose_name=_("Author, title"))
    grades = GradesColumn()
    who = Column(verbose_name=_("To whom"), order_by=("class_name", "who"))
    copies = NumberColumn(verbose_name=_("Number of copies"), total=True)
    price_kopecks = MoneyColumn(verbose_name=_("Price"))
    kopecks = MoneyColumn(verbose_name=_("Sum"), total=True)

    class Meta(Table.Meta):
        order_by = "-occurred_on"
        empty_text = _("Nothing was given out in this period.")

    def render_occurred_on(self, value: Any, record: dict[str, Any]) -> Any:
        """The date leads to the document."""
        return self.link("ledger:entry", record["entry_uid"], f"{value:%d.%m.%Y}")

    def render_title(self, record: dict[str, Any]) -> str:
        """Author and title."""
        return author_title(record)

    def value_title(self, record: dict[str, Any]) -> str:
        """The same for Excel."""
        return author_title(record)

    def render_who(self, record: dict[str, Any]) -> str:
        """The class, or readers as a whole: nobody is named."""
        words = {"reader": _("pupils"), "staff": _("staff"), "class_group": _("a class")}
        return record["class_name"] or str(words[record["who"]])

    def value_who(self, record: dict[str, Any]) -> str:
        """The same for Excel."""
        return self.render_who(record)


class GivenFilter(RowFilter):
    """Consumables by words and class."""

    label = _("Title or author")
    searched = ("title", "authors")
    choices = {"group": Choice(_("Class"), "class_name")}


KINDS_OF_SETS = {
    "textbook": _("textbook"),
    "aid": _("study aid"),
    "workbook": _("workbook"),
    "fiction": _("fiction"),
    "reference": _("reference"),
    "method": _("methodical literature"),
    "ebook": _("electronic textbook"),
    "audiovisual": _("audiovisual document"),
    "other": _("of another kind"),
}


class HeldTable(SchoolTable):
    """The fund by titles as of a day."""

    caption = _("Fund as of a day")
    title = Column(verbose_name=_("Author, title"), order_by=("title", "edition_uid"))
    publisher = Column(verbose_name=_("Publisher"))
    year = Column(verbose_name=_("Year"))
    subject = Column(verbose_name=_("Subject"))
    grades = GradesColumn()
    kind = Column(verbose_name=_("Kind"))
    copies = NumberColumn(verbose_name=_("Number of copies"), total=True)
    kopecks = MoneyColumn(verbose_name=_("Sum"), total=True)
    balance_copies = NumberColumn(verbose_name=_("On balance, copies"), total=True)
    balance_kopecks = MoneyColumn(verbose_name=_("On balance, sum"), total=True)

    class Meta(Table.Meta):
        order_by = "title"
        empty_text = _("On that day the school had no books.")

    def render_title(self, record: dict[str, Any]) -> Any:
        """Author and title lead to the edition."""
        return self.link("fund:edition", record["edition_uid"], author_title(record))

    def value_title(self, record: dict[str, Any]) -> str:
        """The same for Excel."""
        return author_title(record)

    def render_year(self, value: int) -> str:
        """The year, nothing when it is not known."""
        return str(value or "—")

    def value_year(self, value: int) -> str:
        """The same for Excel."""
        return str(value or "")

    def render_kind(self, value: str) -> str:
        """The kind in words."""
        return str(KINDS_OF_SETS.get(value, value))

    def value_kind(self, value: str) -> str:
        """The same for Excel."""
        return str(KINDS_OF_SETS.get(value, value))


class HeldFilter(RowFilter):
    """Titles by words, subject, grade and kind."""

    label = _("Title or author")
    searched = ("title", "authors", "publisher")
    choices = {
        "subject": Choice(_("Subject"), "subject"),
        "grade": Choice(_("Grade"), "grade_from", _known),
        "kind": Choice(_("Kind"), "kind", lambda value: str(KINDS_OF_SETS.get(value, value))),
    }


class ActTable(SchoolTable):
    """Acts of a period as accounting gets them."""

    caption = _("Acts for accounting")
    acted_on = DateColumn(verbose_name=_("Date"))
    operation = Column(verbose_name=_("Operation"), accessor="sign", empty_values=())
    document_number = Column(verbose_name=_("No. of the document"))
    records = Column(verbose_name=_("Record of the summary book"), orderable=False)
    source = Column(verbose_name=_("From whom or why"), empty_values=())
    copies = NumberColumn(verbose_name=_("Number of copies"))
    kopecks = MoneyColumn(verbose_name=_("Sum"))
    balance_kopecks = MoneyColumn(verbose_name=_("On balance, sum"))
    number = Column(verbose_name=_("No. at the accountant"))
    noted_on = DateColumn(verbose_name=_("Date at the accountant"))

    class Meta(Table.Meta):
        order_by = "acted_on"
        empty_text = _("No acts in this period.")

    def render_acted_on(self, value: Any, record: Act) -> Any:
        """The date leads to the document."""
        return self.link("ledger:entry", record.entry_uid, f"{value:%d.%m.%Y}")

    def render_operation(self, record: Act) -> str:
        """Came or left, and whether it takes another act back."""
        words = str(_("received") if record.sign > 0 else _("left"))
        return str(_("%s, reversal")) % words if record.is_reversal else words

    def value_operation(self, record: Act) -> str:
        """The same for Excel."""
        return self.render_operation(record)

    def render_records(self, value: list[str]) -> str:
        """Numbers of the records."""
        return ", ".join(value)

    def value_records(self, value: list[str]) -> str:
        """The same for Excel."""
        return ", ".join(value)

    def render_source(self, record: Act) -> str:
        """Who gave what came, the reason for what left."""
        return self.value_source(record) or "—"

    def value_source(self, record: Act) -> str:
        """The same for Excel."""
        return str(SummaryRecord.Reason(record.reason).label) if record.reason else record.source


NOTED = {"yes": _("has a number"), "no": _("without a number")}


class ActFilter(RowFilter):
    """Acts by words."""

    label = _("No., supplier or papers")
    searched = ("document_number", "papers", "source", "number")
    choices = {"noted": Choice(_("In accounting"), "noted", lambda value: str(NOTED[value]))}
