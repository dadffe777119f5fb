"""Accounts in words: «shelves: Main building», «class: 5А», «reader: …»."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tomik.ledger.models import Account


def kind_label(account: Account) -> str:
    """The kind of the account."""
    return str(Account.Kind(account.kind).label)


def account_label(account: Account) -> str:
    """The kind of the account and its holder. A reader's name appears only where row security shows the pupil."""
    if account.holder is None:
        return kind_label(account)
    return _("%(kind)s: %(holder)s") % {"kind": kind_label(account), "holder": account.holder}
