"""Codes of official forms: a new one from a day closes the former the day before."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tomik.fund.models import FormCode
from tomik.kernel.errors import TomikError


def change_form_code(*, operation: str, code: str, title: str, order: str, valid_from: date) -> FormCode:
    """The form of an operation from a day on; papers dated earlier keep the former one, printing uses it at once.

    Locks the forms of the operation. Raises TomikError for an operation that no paper is drawn up by and for a day that is
    not after the first day of the form in force. A code that came into force is never changed.
    """
    with transaction.atomic(durable=True):
        forms = FormCode.objects.select_for_update().filter(operation=operation).order_by("-valid_from")
        last = forms.first()
        if last is None:
            raise TomikError(_("No paper is drawn up by this operation."))
        if valid_from <= last.valid_from:
            text = _("The form in force is valid from %s: the new one must begin later.")
            raise TomikError(text % f"{last.valid_from:%d.%m.%Y}")
        last.valid_to = valid_from - timedelta(days=1)
        last.save(update_fields=["valid_to"])
        return FormCode.objects.create(
            operation=operation, code=code, title=title, order=order, valid_from=valid_from
        )
