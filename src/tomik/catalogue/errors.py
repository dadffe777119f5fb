"""Refusals of the catalogue, each one clear message."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tomik.kernel.errors import TomikError


class NotAFederalList(TomikError):
    """The file can be read but holds no table of the federal list."""

    code = "not_a_federal_list"
    default_message = _(
        "The file holds no table of the federal list: no row with the headers «Порядковый номер…»,"
        " «Наименование учебника…», «Класс…» was found, or there are no textbooks under them."
    )


class ListInUse(TomikError):
    """A list whose rows are linked can't be deleted."""

    code = "list_in_use"
    default_message = _("Textbooks are linked to this list. Cancel the links first, then delete the list.")


class AlreadyEquivalent(TomikError):
    """A set is in one equivalence of a region at most."""

    code = "already_equivalent"
    default_message = _("One of these textbooks already replaces others. Cancel that group first.")


class NotEquivalent(TomikError):
    """Sets that differ in grades or parts can't replace one another."""

    code = "not_equivalent"


class AlreadyDecided(TomikError):
    """The proposal or link was decided by someone else meanwhile."""

    code = "already_decided"
    status = 409
    default_message = _("Someone has already decided this. Look at the present state.")


class PartsDiffer(TomikError):
    """A proposed part does not exist in the set that the operator named."""

    code = "parts_differ"
    default_message = _("The proposed textbook has more parts than the one you chose. Choose another one.")


class NotADuplicate(TomikError):
    """Two sets that can't be one."""

    code = "not_a_duplicate"


class EditionInUse(TomikError):
    """An edition with copies, or the last one of its part, can't be deleted."""

    code = "edition_in_use"
    default_message = _(
        "Copies are accounted under this edition, or the part has no other. It stays: editions of one part are counted"
        " together anyway."
    )
