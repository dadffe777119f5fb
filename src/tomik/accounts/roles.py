"""Roles and what each may do. The table is the rule; the access matrix test reads it."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(StrEnum):
    """The kind of unit that a role is given in."""

    REGION = "region"
    MUNICIPALITY = "municipality"
    SCHOOL = "school"


class Role(models.TextChoices):
    """Roles of the product (a role is given per unit)."""

    LIBRARIAN = "librarian", _("School librarian")
    TEACHER = "teacher", _("Class teacher")
    HEAD = "head", _("Head of the school")
    DEPUTY = "deputy", _("Deputy head (reads)")
    ACCOUNTANT = "accountant", _("Accountant")
    COORDINATOR = "coordinator", _("Municipal coordinator")
    PROPERTY_OFFICER = "property_officer", _("Founder's property officer")
    OPERATOR = "operator", _("Regional operator")
    DEPARTMENT = "department", _("Department of education (reads)")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor (reads)")


class Permission(StrEnum):
    """What may be done in a unit (and in the units below it)."""

    SEE_FIGURES = "see_figures"
    """Counts, provision, titles of the fund: no names."""
    SEE_REGISTERS = "see_registers"
    """What accounting reads: receipts, acts, documents, summary books, cards, their papers. Not a teacher's business."""
    SEE_PUPILS = "see_pupils"
    """Names of pupils; only ever inside a school."""
    EDIT_CLASSES = "edit_classes"
    EDIT_PLANS = "edit_plans"
    APPROVE_PLANS = "approve_plans"
    POST_FUND = "post_fund"
    """Post to the ledger: opening balances, imports of the fund."""
    NOTE_ACCOUNTING = "note_accounting"
    """Write down what accounting says: numbers and dates of its papers, sums of the yearly reconciliation."""
    APPROVE_WRITEOFF = "approve_writeoff"
    REVERSE = "reverse"
    CLOSE_PERIOD = "close_period"
    EDIT_CATALOGUE = "edit_catalogue"
    """Federal lists, editions, equivalence."""
    EDIT_TERRITORY = "edit_territory"
    MANAGE_MEMBERS = "manage_members"
    SEE_JOURNAL = "see_journal"


P = Permission
UNIT_OF_ROLE: dict[Role, UnitKind] = {
    Role.LIBRARIAN: UnitKind.SCHOOL,
    Role.TEACHER: UnitKind.SCHOOL,
    Role.HEAD: UnitKind.SCHOOL,
    Role.DEPUTY: UnitKind.SCHOOL,
    Role.ACCOUNTANT: UnitKind.SCHOOL,
    Role.COORDINATOR: UnitKind.MUNICIPALITY,
    Role.PROPERTY_OFFICER: UnitKind.MUNICIPALITY,
    Role.OPERATOR: UnitKind.REGION,
    Role.DEPARTMENT: UnitKind.REGION,
    Role.ADMINISTRATOR: UnitKind.REGION,
    Role.AUDITOR: UnitKind.REGION,
}
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.LIBRARIAN: frozenset(
        {
            P.SEE_FIGURES,
            P.SEE_REGISTERS,
            P.SEE_PUPILS,
            P.EDIT_CLASSES,
            P.EDIT_PLANS,
            P.POST_FUND,
            P.NOTE_ACCOUNTING,
            P.REVERSE,
        }
    ),
    Role.TEACHER: frozenset({P.SEE_FIGURES}),
    Role.HEAD: frozenset(
        {
            P.SEE_FIGURES,
            P.SEE_REGISTERS,
            P.SEE_PUPILS,
            P.EDIT_CLASSES,
            P.EDIT_PLANS,
            P.APPROVE_PLANS,
            P.APPROVE_WRITEOFF,
            P.NOTE_ACCOUNTING,
            P.REVERSE,
            P.CLOSE_PERIOD,
            P.MANAGE_MEMBERS,
            P.SEE_JOURNAL,
        }
    ),
    Role.DEPUTY: frozenset({P.SEE_FIGURES, P.SEE_REGISTERS, P.SEE_PUPILS}),
    Role.ACCOUNTANT: frozenset({P.SEE_FIGURES, P.SEE_REGISTERS, P.NOTE_ACCOUNTING}),
    Role.COORDINATOR: frozenset({P.SEE_FIGURES, P.SEE_REGISTERS, P.MANAGE_MEMBERS}),
    Role.PROPERTY_OFFICER: frozenset({P.SEE_FIGURES, P.SEE_REGISTERS}),
    Role.OPERATOR: frozenset(
        {P.SEE_FIGURES, P.SEE_REGISTERS, P.EDIT_CATALOGUE, P.EDIT_TERRITORY, P.MANAGE_MEMBERS}
    ),
    Role.DEPARTMENT: frozenset({P.SEE_FIGURES, P.SEE_REGISTERS}),
    Role.ADMINISTRATOR: frozenset(
        {P.SEE_FIGURES, P.SEE_REGISTERS, P.EDIT_CATALOGUE, P.EDIT_TERRITORY, P.MANAGE_MEMBERS, P.SEE_JOURNAL}
    ),
    Role.AUDITOR: frozenset({P.SEE_FIGURES, P.SEE_REGISTERS, P.SEE_JOURNAL}),
}
PUPIL_ROLES = frozenset(role for role, granted in PERMISSIONS.items() if P.SEE_PUPILS in granted)
