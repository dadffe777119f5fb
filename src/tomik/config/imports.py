"""Every import that the Import screen offers: rooms bring the kinds, this list shows them."""

from __future__ import annotations

from importlib import import_module

from tomik.intake.public import register_kind

KINDS = (
    ("tomik.people.public", "ClassLists"),
    ("tomik.fund.public", "FundImport"),
    ("tomik.fund.public", "ReceiptImport"),
    ("tomik.provision.public", "PlanImport"),
    ("tomik.territory.public", "MunicipalityList"),
    ("tomik.territory.public", "SchoolList"),
)


def register_all() -> None:
    """Make the kinds known to `intake`; called once when the program starts."""
    for module, name in KINDS:
        register_kind(getattr(import_module(module), name)())
