"""Official forms: which code was in force when, and every paper as it was printed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tomik.kernel.ids import uuid7
from tomik.territory.public import School


class FormCode(models.Model):
    """The code and name of the form that an operation is drawn up by, from one day to another (orders change them).

    `valid_to` is null for the form in force; `code` is empty for a form of the library that no order names.
    """

    operation = models.CharField(_("operation"), max_length=24)
    code = models.CharField(_("form code"), max_length=10, blank=True)
    title = models.CharField(_("name of the form"), max_length=300)
    order = models.CharField(_("order that prescribes it"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operation", "valid_from"], name="fund_formcode_from"),
            models.UniqueConstraint(
                fields=["operation"], condition=Q(valid_to__isnull=True), name="fund_formcode_present"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="fund_formcode_term",
            ),
        ]


class PrintedForm(models.Model):
    """A paper as it was printed: printing it again gives these bytes, whatever has changed since.

    A draft's paper is not kept. `number` counts the printings of one document by one form: 2 is printed after a change
    of what the form says (another head, another code).
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    operation = models.CharField(max_length=24)
    document_uid = models.UUIDField()
    number = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=300)
    said = models.JSONField()
    """What the form was filled with."""
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    printed_at = models.DateTimeField(auto_now_add=True)
    printed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "document_uid", "operation", "number"], name="fund_printedform_number"
            ),
        ]
