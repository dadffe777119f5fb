"""Lists of the catalogue."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tomik.catalogue.forms import GRADES
from tomik.catalogue.models import CatalogueProposal, EditionSet, FederalList, FederalListRow
from tomik.catalogue.queries.lists import RowFilter, rows_of, subjects_of
from tomik.catalogue.templatetags.catalogue import (
    grades,
    hyphenated,
    set_label,
    short_publisher,
    status_badge,
    status_words,
)
from tomik.ui.public import Column, DateColumn, LinkColumn, NumberColumn, Table

NO_WRAP = {"td": {"class": "text-nowrap"}}
LEVELS = [("primary", _("primary")), ("basic", _("basic general")), ("secondary", _("secondary"))]


class SetTable(Table):
    """Sets of the catalogue with the status of the chosen school year."""

    caption = _("Textbooks")
    title = LinkColumn(lambda record: reverse("catalogue:set", args=[record.uid]), verbose_name=_("Title"))
    grades = Column(verbose_name=_("Grade"), accessor="grade_from", order_by=("grade_from", "grade_to"))
    status = Column(verbose_name=_("Federal list"), accessor="year_status", empty_values=(), orderable=False)
    authors = Column(verbose_name=_("Authors"))
    publisher = Column(verbose_name=_("Publisher"))
    parts = NumberColumn(verbose_name=_("Parts"))
    isbn = Column(verbose_name=_("ISBN"), accessor="pk", orderable=False)

    def render_publisher(self, value: str) -> str:
        """With the legal form abbreviated."""
        return short_publisher(value)

    def render_grades(self, record: EditionSet) -> str:
        """«5», «7–9»."""
        return grades(record)

    def render_isbn(self, record: EditionSet) -> str:
        """ISBN of all parts."""
        return ", ".join(hyphenated(one.isbn) for one in record.editions.all() if one.isbn)

    def value_isbn(self, record: EditionSet) -> str:
        """The same for Excel."""
        return self.render_isbn(record)

    def value_grades(self, record: EditionSet) -> str:
        """The same for Excel."""
        return grades(record)

    def render_status(self, record: Any) -> SafeString:
        """The badge of the status."""
        return status_badge(record.year_status, record.year_until)

    def value_status(self, record: Any) -> str:
        """The words of the status, for Excel."""
        return status_words(record.year_status, record.year_until)


class RowTable(Table):
    """Rows of a snapshot."""

    caption = _("Rows of the federal list")
    row_no = NumberColumn(verbose_name=_("Row"))
    appendix = Column(verbose_name=_("App."))
    code = Column(
        accessor="code_printed", verbose_name=_("Code"), order_by="code_parts", empty_values=(), attrs=NO_WRAP
    )
    title = Column(verbose_name=_("Title"))
    authors = Column(verbose_name=_("Authors"))
    publisher = Column(verbose_name=_("Publisher"))
    grades = Column(verbose_name=_("Grade"), order_by=("grade_from", "grade_to"))
    term = Column(verbose_name=_("Term"), order_by=("expert_until", "use_until"))
    link = Column(verbose_name=_("In the catalogue"), accessor="pk", orderable=False)

    def render_publisher(self, value: str) -> str:
        """With the legal form abbreviated."""
        return short_publisher(value)

    def render_code(self, record: FederalListRow) -> SafeString:
        """Leads to the row with everything that it prints."""
        address = reverse("catalogue:row", args=[record.federal_list.uid, record.row_no])
        return format_html('<a href="{}">{}</a>', address, record.code_printed or "—")

    def value_code(self, record: FederalListRow) -> str:
        """The code, for Excel."""
        return record.code_printed

    def render_term(self, record: FederalListRow, value: str) -> str:
        """The day; the printed words where there is none."""
        until = record.expert_until or record.use_until
        return until.strftime("%d.%m.%Y") if until else value

    def value_term(self, record: FederalListRow) -> str:
        """As printed, for Excel."""
        return record.term

    def render_link(self, record: Any) -> SafeString | str:
        """The linked set, or how many are proposed."""
        confirmed = [link.edition_set for link in record.open_links if link.confirmed_at]
        if confirmed:
            return format_html_join(
                ", ",
                '<a href="{}">{}</a>',
                ((reverse("catalogue:set", args=[one.uid]), set_label(one)) for one in confirmed),
            )
        if record.open_links:
            return format_html(
                '<span class="text-secondary">{}: {}</span>', _("proposed"), len(record.open_links)
            )
        return "—"

    def value_link(self, record: Any) -> str:
        """The linked set for Excel."""
        return ", ".join(set_label(link.edition_set) for link in record.open_links if link.confirmed_at)


class RowFilterSet(django_filters.FilterSet):  # type: ignore[misc]
    """Filters of the rows of a snapshot."""

    words = django_filters.CharFilter(
        label=_("Title, author or code"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    appendix = django_filters.ChoiceFilter(label=_("Appendix"), empty_label=_("all"))
    level = django_filters.ChoiceFilter(label=_("Level"), choices=LEVELS, empty_label=_("all"))
    subject = django_filters.ChoiceFilter(label=_("Subject"), empty_label=_("all"))
    grade = django_filters.ChoiceFilter(label=_("Grade"), choices=GRADES[1:], empty_label=_("all"))
    link = django_filters.ChoiceFilter(
        label=_("In the catalogue"),
        choices=[("linked", _("linked")), ("proposed", _("proposed")), ("open", _("not linked"))],
        empty_label=_("all"),
    )

    def __init__(self, data: Any, queryset: FederalList, *, request: HttpRequest) -> None:
        super().__init__(data, queryset=FederalListRow.objects.all(), request=request)
        self.federal_list = queryset
        self.filters["subject"].extra["choices"] = [(name, name) for name in subjects_of(queryset)]
        appendices = queryset.rows.order_by("appendix").values_list("appendix", flat=True).distinct()
        self.filters["appendix"].extra["choices"] = [(one, one) for one in appendices]

    def filter_queryset(self, queryset: QuerySet[FederalListRow]) -> QuerySet[FederalListRow]:
        """The rows asked for."""
        given = {name: value for name, value in self.form.cleaned_data.items() if value}
        if "grade" in given:
            given["grade"] = int(given["grade"])
        return rows_of(self.federal_list, RowFilter(**given))


class ProposalTable(Table):
    """Titles that schools propose."""

    caption = _("Proposals of schools")
    title = LinkColumn(
        lambda record: reverse("catalogue:proposal", args=[record.uid]), verbose_name=_("Title")
    )
    authors = Column(verbose_name=_("Authors"))
    grade = Column(verbose_name=_("Grade"))
    year = Column(verbose_name=_("Year"))
    isbn = Column(verbose_name=_("ISBN"))
    school = Column(verbose_name=_("School"), accessor="school__short_name")
    created_at = DateColumn(verbose_name=_("Proposed"))
    state = Column(verbose_name=_("State"), accessor="get_state_display", order_by="state")

    def render_year(self, value: int) -> str:
        """A year is no quantity: no group of thousands."""
        return str(value)


class ProposalFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Filters of proposals; those that wait are shown first."""

    state = django_filters.ChoiceFilter(
        label=_("State"), choices=CatalogueProposal.State.choices, empty_label=_("all")
    )
    title = django_filters.CharFilter(
        label=_("Title"), lookup_expr="icontains",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip


class DifferenceTable(Table):
    """Differences of two snapshots."""

    caption = _("Differences of two lists")
    kind = Column(verbose_name=_("What changed"), orderable=False)
    code = Column(verbose_name=_("Code"), orderable=False)
    title = Column(verbose_name=_("Title"), orderable=False)
    authors = Column(verbose_name=_("Authors"), orderable=False)
    grades = Column(verbose_name=_("Grade"), orderable=False)
    before = Column(verbose_name=_("Before"), orderable=False)
    after = Column(verbose_name=_("After"), orderable=False)
