"""Lists of provision."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tomik.catalogue.public import short_publisher
from tomik.provision.queries.lists import LackRow, SurplusRow
from tomik.provision.queries.territory import SchoolRow
from tomik.territory.public import School
from tomik.ui.public import (
    ONLY_EXPORTED,
    Choice,
    Column,
    DateColumn,
    LinkColumn,
    NumberColumn,
    RowFilter,
    ShareColumn,
    StateColumn,
    Table,
    state_words,
)

WIDE = {"td": {"class": "wide-text"}}


def _with_note(text: Any, *notes: Any) -> SafeString:
    """A cell with a second, quieter line of whatever is not empty."""
    note = " · ".join(str(one) for one in notes if one)
    return (
        format_html('{}<div class="text-secondary small">{}</div>', text, note)
        if note
        else format_html("{}", text)
    )


class LackTable(Table):
    """What classes lack."""

    caption = _("What lacks")
    class_name = Column(verbose_name=_("Class"), order_by=("grade", "letter"))
    subject = Column(verbose_name=_("Subject"))
    # On the screen group, plan and day stand under the title and the reason, so that the table fits; Excel has them apart.
    group = Column(verbose_name=_("Group"), attrs=ONLY_EXPORTED)
    title = Column(verbose_name=_("Textbook"), attrs=WIDE)
    need = NumberColumn(verbose_name=_("Needed"))
    covered = NumberColumn(verbose_name=_("There are"))
    lacks = NumberColumn(verbose_name=_("Lacks"), total=True)
    learners_without = NumberColumn(verbose_name=_("Learners without it"))
    state = StateColumn(verbose_name=_("State"))
    reason = Column(verbose_name=_("Reason"), empty_values=())
    plan = Column(verbose_name=_("What is planned"), attrs=ONLY_EXPORTED)
    closes_on = DateColumn(verbose_name=_("By"), attrs=ONLY_EXPORTED)

    class Meta(Table.Meta):
        sequence = ("class_name", "subject", "group", "title")

    def __init__(self, *args: Any, school: School, may_edit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school, self.may_edit = school, may_edit

    def render_title(self, value: str, record: LackRow) -> Any:
        """Title, under it the authors and the group."""
        return _with_note(value, record.authors, record.group)

    def value_title(self, value: str, record: LackRow) -> str:
        """Both in one text, for Excel."""
        return f"{record.authors} {value}".strip()

    def render_reason(self, value: str | None, record: LackRow) -> Any:
        """The reason, or the invitation to write it; under it what is planned and by which day."""
        until = f"{_('By').lower()} {record.closes_on:%d.%m.%Y}" if record.closes_on else ""
        if not self.may_edit:
            return _with_note(value or "—", record.plan, until)
        url = reverse("provision:reason", args=[self.school.uid, record.line_uid])
        words = format_html('<a href="{}">{}</a>', url, value or _("write the reason"))
        return _with_note(words, record.plan, until)

    def value_reason(self, value: str | None) -> str:
        """The words alone, for Excel."""
        return value or ""


class SurplusTable(Table):
    """What the school holds beyond its need."""

    caption = _("Surplus")
    title = Column(verbose_name=_("Textbook"), attrs=WIDE)
    authors = Column(verbose_name=_("Authors"), attrs=ONLY_EXPORTED)
    publisher = Column(verbose_name=_("Publisher"), attrs=ONLY_EXPORTED)
    subject = Column(verbose_name=_("Subject"))
    grades = Column(verbose_name=_("Grades"))
    available = NumberColumn(verbose_name=_("Usable sets"))
    need = NumberColumn(verbose_name=_("Needed"))
    surplus = NumberColumn(verbose_name=_("Surplus, sets"), total=True)

    def render_title(self, value: str, record: SurplusRow) -> SafeString:
        """Title, under it authors and publisher."""
        return _with_note(value, record.authors, short_publisher(record.publisher))

    def value_title(self, value: str) -> str:
        """The title alone, for Excel."""
        return value


class SchoolsTable(Table):
    """Schools of a territory, the worst first."""

    caption = _("Schools")
    name = Column(verbose_name=_("School"), order_by="order")
    municipality = Column(verbose_name=_("Municipality"), attrs=ONLY_EXPORTED)
    pupils = NumberColumn(verbose_name=_("Pupils"), total=True)
    full = NumberColumn(verbose_name=_("With a full set"), total=True, attrs=ONLY_EXPORTED)
    full_share = ShareColumn(verbose_name=_("Share with a full set"))
    need = NumberColumn(verbose_name=_("Needed, sets"), total=True)
    covered = NumberColumn(verbose_name=_("Covered"), total=True)
    share = ShareColumn(verbose_name=_("Provision"))
    lacks = NumberColumn(verbose_name=_("Lacks"), total=True)
    surplus = NumberColumn(verbose_name=_("Surplus"), total=True)
    positions_full = ShareColumn(verbose_name=_("Positions at 100 %"))
    state = StateColumn(verbose_name=_("State"))

    def render_name(self, value: str, record: SchoolRow) -> SafeString:
        """The school, under it its municipality."""
        link = format_html('<a href="{}">{}</a>', record.url, value)
        return _with_note(link, record.municipality)

    def value_name(self, value: str) -> str:
        """The name alone, for Excel."""
        return value


class SilentTable(Table):
    """Schools that have entered nothing, or only a part."""

    caption = _("Who has entered nothing")
    name = LinkColumn(lambda record: record.url, verbose_name=_("School"), order_by="order")
    municipality = Column(verbose_name=_("Municipality"))
    classes = NumberColumn(verbose_name=_("Classes"), total=True)
    classes_planned = NumberColumn(verbose_name=_("Classes with a plan"), total=True)
    pupils_unplanned = NumberColumn(verbose_name=_("Pupils without a plan"), total=True)
    available = NumberColumn(verbose_name=_("Textbooks entered, sets"), total=True)
    what = Column(verbose_name=_("What is missing"))


class PlanTable(Table):
    """Lines of a textbook plan, for the export."""

    caption = _("Textbook plan")
    class_name = Column(verbose_name=_("Class"), order_by=("grade", "letter"))
    subject = Column(verbose_name=_("Subject"))
    group = Column(verbose_name=_("Group"), attrs=ONLY_EXPORTED)
    learners = NumberColumn(verbose_name=_("Learners"))
    per = Column(verbose_name=_("Norm"))
    medium = Column(verbose_name=_("Medium"))
    licences = NumberColumn(verbose_name=_("Licences"), attrs=ONLY_EXPORTED)
    title = Column(verbose_name=_("Textbook"), attrs=WIDE)
    authors = Column(verbose_name=_("Authors"), attrs=ONLY_EXPORTED)
    publisher = Column(verbose_name=_("Publisher"), attrs=ONLY_EXPORTED)
    list_code = Column(verbose_name=_("Federal list code"))
    term = Column(verbose_name=_("Term of use"))
    warning = Column(verbose_name=_("What to look at"))

    def render_title(self, value: str, record: dict[str, Any]) -> SafeString:
        """Title, under it authors, publisher and the group."""
        return _with_note(
            value, record["authors"], short_publisher(record["publisher"] or ""), record["group"]
        )

    def value_title(self, value: str) -> str:
        """The title alone, for Excel."""
        return value


class LackFilter(RowFilter):
    """What lacks, by words, class, subject and state."""

    label = _("Title or author")
    searched = ("title", "authors", "group")
    choices = {
        "class": Choice(_("Class"), "class_name"),
        "subject": Choice(_("Subject"), "subject"),
        "state": Choice(_("State"), "state", state_words),
        "reason": Choice(_("Reason"), "reason"),
    }


class SurplusFilter(RowFilter):
    """What is over, by words and subject."""

    label = _("Title or author")
    searched = ("title", "authors", "publisher")
    choices = {"subject": Choice(_("Subject"), "subject"), "grades": Choice(_("Grades"), "grades")}


class PlanFilter(RowFilter):
    """Lines of a plan, by words, class and subject."""

    label = _("Title or author")
    searched = ("title", "authors", "group", "list_code")
    choices = {"class": Choice(_("Class"), "class_name"), "subject": Choice(_("Subject"), "subject")}


class SchoolsFilter(RowFilter):
    """Schools of a territory, by name, municipality and state."""

    label = _("School")
    searched = ("name",)
    choices = {
        "place": Choice(_("Municipality"), "municipality"),
        "state": Choice(_("State"), "state", state_words),
    }


class SilentFilter(RowFilter):
    """Schools that have not entered everything, by name, municipality and what is missing."""

    label = _("School")
    searched = ("name",)
    choices = {
        "place": Choice(_("Municipality"), "municipality"),
        "what": Choice(_("What is missing"), "what"),
    }
