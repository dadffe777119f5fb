"""Lists of provision."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tomik.provision.queries.lists import LackRow
from tomik.territory.public import School
from tomik.ui.public import Column, DateColumn, LinkColumn, NumberColumn, ShareColumn, StateColumn, Table


class LackTable(Table):
    """What classes lack."""

    caption = _("What lacks")
    class_name = Column(verbose_name=_("Class"), order_by=("grade", "letter"))
    subject = Column(verbose_name=_("Subject"))
    group = Column(verbose_name=_("Group"))
    title = Column(verbose_name=_("Textbook"))
    need = NumberColumn(verbose_name=_("Needed"))
    covered = NumberColumn(verbose_name=_("There are"))
    lacks = NumberColumn(verbose_name=_("Lacks"), total=True)
    learners_without = NumberColumn(verbose_name=_("Learners without it"))
    state = StateColumn(verbose_name=_("State"))
    reason = Column(verbose_name=_("Reason"), empty_values=())
    plan = Column(verbose_name=_("What is planned"))
    closes_on = DateColumn(verbose_name=_("By"))

    class Meta(Table.Meta):
        sequence = ("class_name", "subject", "group", "title")

    def __init__(self, *args: Any, school: School, may_edit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school, self.may_edit = school, may_edit

    def render_title(self, value: str, record: LackRow) -> Any:
        """Title, under it the authors."""
        return format_html('{}<br><small class="text-secondary">{}</small>', value, record.authors)

    def value_title(self, value: str, record: LackRow) -> str:
        """Both in one text, for Excel."""
        return f"{record.authors} {value}".strip()

    def render_reason(self, value: str | None, record: LackRow) -> Any:
        """The reason, or the invitation to write it."""
        if not self.may_edit:
            return value or "—"
        url = reverse("provision:reason", args=[self.school.uid, record.line_uid])
        return format_html('<a href="{}">{}</a>', url, value or _("write the reason"))

    def value_reason(self, value: str | None) -> str:
        """The words alone, for Excel."""
        return value or ""


class SurplusTable(Table):
    """What the school holds beyond its need."""

    caption = _("Surplus")
    title = Column(verbose_name=_("Textbook"))
    authors = Column(verbose_name=_("Authors"))
    publisher = Column(verbose_name=_("Publisher"))
    subject = Column(verbose_name=_("Subject"))
    grades = Column(verbose_name=_("Grades"))
    available = NumberColumn(verbose_name=_("Usable sets"))
    need = NumberColumn(verbose_name=_("Needed"))
    surplus = NumberColumn(verbose_name=_("Surplus, sets"), total=True)


class SchoolsTable(Table):
    """Schools of a territory, the worst first."""

    caption = _("Schools")
    name = LinkColumn(lambda record: record.url, verbose_name=_("School"), order_by="order")
    municipality = Column(verbose_name=_("Municipality"))
    pupils = NumberColumn(verbose_name=_("Pupils"), total=True)
    full = NumberColumn(verbose_name=_("With a full set"), total=True)
    full_share = ShareColumn(verbose_name=_("Share with a full set"))
    need = NumberColumn(verbose_name=_("Needed, sets"), total=True)
    covered = NumberColumn(verbose_name=_("Covered"), total=True)
    share = ShareColumn(verbose_name=_("Provision"))
    lacks = NumberColumn(verbose_name=_("Lacks"), total=True)
    surplus = NumberColumn(verbose_name=_("Surplus"), total=True)
    positions_full = ShareColumn(verbose_name=_("Positions at 100 %"))
    state = StateColumn(verbose_name=_("State"))


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
    group = Column(verbose_name=_("Group"))
    learners = NumberColumn(verbose_name=_("Learners"))
    per = Column(verbose_name=_("Norm"))
    medium = Column(verbose_name=_("Medium"))
    licences = NumberColumn(verbose_name=_("Licences"))
    title = Column(verbose_name=_("Textbook"))
    authors = Column(verbose_name=_("Authors"))
    publisher = Column(verbose_name=_("Publisher"))
    list_code = Column(verbose_name=_("Federal list code"))
    term = Column(verbose_name=_("Term of use"))
