"""Lists of the fund: titles of a school, movements of one edition."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tomik.catalogue.public import Subject, short_publisher
from tomik.fund.queries import PLACES, span
from tomik.ledger.public import Entry, Transfer, account_label
from tomik.territory.public import School
from tomik.ui.public import ONLY_EXPORTED, Column, DateColumn, MoneyColumn, NumberColumn, Table, day_filter

PLACE_NAMES: dict[str, Any] = {
    "shelves": _("On the shelves"),
    "classes": _("With classes"),
    "readers": _("With readers"),
    "elsewhere": _("Outside"),
    "unfit": _("Unfit copies"),
}


class FundTable(Table):
    """Titles of a school: how many copies stand where."""

    caption = _("Fund of the library")
    title = Column(
        verbose_name=_("Title"), order_by=("title", "edition_uid"), attrs={"td": {"class": "fund-title"}}
    )
    # On the screen they stand under the title, so that the row is low and the numbers are seen; Excel has them apart.
    authors = Column(verbose_name=_("Authors"), attrs=ONLY_EXPORTED)
    publisher = Column(verbose_name=_("Publisher"), attrs=ONLY_EXPORTED)
    subject = Column(verbose_name=_("Subject"))
    grades = Column(
        verbose_name=_("Grade"),
        accessor="grade_from",
        order_by=("grade_from", "grade_to"),
        attrs={"th": {"class": "num"}, "td": {"class": "num"}},
    )
    total = NumberColumn(verbose_name=_("All"), total=True)
    shelves = NumberColumn(verbose_name=PLACE_NAMES["shelves"], total=True)
    classes = NumberColumn(verbose_name=PLACE_NAMES["classes"], total=True)
    readers = NumberColumn(verbose_name=PLACE_NAMES["readers"], total=True)
    unfit = NumberColumn(verbose_name=PLACE_NAMES["unfit"], total=True)
    elsewhere = NumberColumn(verbose_name=PLACE_NAMES["elsewhere"], total=True)
    kopecks = MoneyColumn(verbose_name=_("Sum"), total=True)

    class Meta(Table.Meta):
        order_by = "title"
        empty_text = _("No books yet: import the fund or enter the first title.")

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school

    def render_title(self, value: str, record: dict[str, Any]) -> Any:
        """The title leads to the card."""
        url = reverse("fund:edition", args=[self.school.uid, record["edition_uid"]])
        mark = (
            format_html(' <span class="badge">{}</span>', _("new title")) if record["is_provisional"] else ""
        )
        under = " · ".join(part for part in (record["authors"], short_publisher(record["publisher"])) if part)
        return format_html(
            '<a href="{}">{}</a>{}<div class="text-secondary small">{}</div>', url, value, mark, under
        )

    def value_title(self, value: str) -> str:
        """The title alone, for Excel."""
        return value

    def render_grades(self, record: dict[str, Any]) -> str:
        """«5», «10–11»."""
        return span(record["grade_from"], record["grade_to"])

    def value_grades(self, record: dict[str, Any]) -> str:
        """The same for Excel."""
        return span(record["grade_from"], record["grade_to"])


class FundFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Titles by words, subject, grade and place."""

    q = django_filters.CharFilter(
        label=_("Title, author or ISBN"),
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    subject = django_filters.ModelChoiceFilter(
        label=_("Subject"), method="by_subject", queryset=Subject.objects.none(), empty_label=_("all")
    )
    grade = django_filters.ChoiceFilter(
        label=_("Grade"),
        method="by_grade",
        choices=[(str(grade), str(grade)) for grade in range(1, 12)],
        empty_label=_("all"),
    )
    place = django_filters.ChoiceFilter(
        label=_("Where"), method="by_place", choices=list(PLACE_NAMES.items()), empty_label=_("anywhere")
    )

    def __init__(self, data: Any, queryset: QuerySet[Any], *, request: HttpRequest) -> None:
        super().__init__(data, queryset=queryset, request=request)
        held = queryset.order_by().values("lot__edition__edition_set__subject_id")
        self.filters["subject"].queryset = Subject.objects.filter(id__in=held)

    def by_text(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Every word in the title, the authors or the publisher, ё = е; or the beginning of an ISBN."""
        digits = value.replace("-", "").replace(" ", "")
        if digits.isdigit() and len(digits) > 5:
            return queryset.filter(isbn__startswith=digits)
        for word in value.split():
            plain = word.lower().replace("ё", "е")
            queryset = queryset.filter(lot__edition__search_text__icontains=plain)
        return queryset

    def by_subject(self, queryset: QuerySet[Any], name: str, value: Subject) -> QuerySet[Any]:
        """Titles of the subject."""
        return queryset.filter(lot__edition__edition_set__subject=value)

    def by_grade(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Titles that serve the grade."""
        return queryset.filter(grade_from__lte=int(value), grade_to__gte=int(value))

    def by_place(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Titles with copies there."""
        return queryset.filter(**{f"{value}__gt": 0}) if value in PLACES else queryset


class MovementTable(Table):
    """What happened to the copies of an edition."""

    caption = _("What happened to the copies")
    occurred_on = DateColumn(verbose_name=_("Date"), order_by=("occurred_on", "entry_id", "line_no"))
    document = Column(verbose_name=_("Document"), accessor="entry", order_by="entry__kind")
    from_account = Column(verbose_name=_("From where"), orderable=False)
    to_account = Column(verbose_name=_("Where to"), orderable=False)
    copies = NumberColumn(verbose_name=_("Number of copies"))
    lot = Column(verbose_name=_("Lot"), accessor="lot_id", order_by="lot_id")

    class Meta(Table.Meta):
        order_by = ("-occurred_on",)

    def __init__(
        self, *args: Any, school: School, lots: dict[int, str], has_links: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.school, self.lots, self.has_links = school, lots, has_links

    def render_document(self, record: Transfer) -> Any:
        """The document leads to its page when the person may open it."""
        if not self.has_links:
            return self.value_document(record)
        url = reverse("ledger:entry", args=[self.school.uid, record.entry.uid])
        return format_html('<a href="{}">{}</a>', url, self.value_document(record))

    def value_document(self, record: Transfer) -> str:
        """«receipt No. 5»."""
        entry = record.entry
        number = f" № {entry.document_number}" if entry.document_number else ""
        return f"{entry.get_kind_display()}{number}"

    def render_from_account(self, record: Transfer) -> str:
        """The account in words."""
        return account_label(record.from_account)

    def render_to_account(self, record: Transfer) -> str:
        """The account in words."""
        return account_label(record.to_account)

    def value_from_account(self, record: Transfer) -> str:
        """The same for Excel."""
        return account_label(record.from_account)

    def value_to_account(self, record: Transfer) -> str:
        """The same for Excel."""
        return account_label(record.to_account)

    def render_lot(self, record: Transfer) -> str:
        """The lot by its date and price."""
        return self.lots.get(record.lot_id, "")

    def value_lot(self, record: Transfer) -> str:
        """The same for Excel."""
        return self.lots.get(record.lot_id, "")


class MovementFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Movements by kind of document and time."""

    kind = django_filters.ChoiceFilter(
        label=_("Document"), field_name="entry__kind", choices=Entry.Kind.choices, empty_label=_("all")
    )
    since = day_filter(_("Dated since"), "occurred_on", "gte")
    until = day_filter(_("Dated until"), "occurred_on", "lte")
