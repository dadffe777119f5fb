"""Every import that the Import screen offers: rooms bring the kinds, this list shows them."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from tomik.intake.public import register_kind

KINDS = (
    ("tomik.people.public", "ClassLists"),
    ("tomik.fund.public", "FundImport"),
    ("tomik.provision.public", "PlanImport"),
    ("tomik.territory.public", "SchoolList"),
)


def register_all() -> None:
    """Make the kinds known to `intake`; called once when the program starts."""
    for module, name in KINDS:
        if find_spec(module) is None:  # while the rooms are being built
            continue
        kind = getattr(import_module(module), name, None)
        if kind is not None:
            register_kind(kind())
