"""The list of classes."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tomik.people.models import ClassGroup
from tomik.ui.public import Column, LinkColumn, NumberColumn, Table


class ClassTable(Table):
    """Classes of a school in one year."""

    caption = _("Classes")
    name = LinkColumn(
        lambda record: reverse("people:class", args=[record.uid]),
        verbose_name=_("Class"),
        order_by=("grade", "letter"),
    )
    grade = NumberColumn(verbose_name=_("Parallel"), order_by=("grade", "letter"))
    building = Column(verbose_name=_("Building"), accessor="building__name", default="—")
    pupils = NumberColumn(verbose_name=_("Pupils"), total=True)
    pupils_forecast = NumberColumn(verbose_name=_("Expected"), total=True)
    state = Column(verbose_name=_("State"), accessor="pupils", orderable=False)

    class Meta(Table.Meta):
        order_by = ("grade",)

    def render_state(self, record: ClassGroup) -> str:
        """What is known of the class."""
        if getattr(record, "pupils", 0):
            return str(_("list entered"))
        return str(_("expected number only") if record.pupils_forecast else _("no list yet"))

    def value_state(self, record: ClassGroup) -> str:
        """The same words for Excel."""
        return self.render_state(record)
