"""What other rooms may use of the catalogue."""

from tomik.catalogue.models import (
    CatalogueProposal,
    Edition,
    EditionSet,
    Equivalence,
    EquivalenceMember,
    FederalList,
    FederalListRow,
    SetStatus,
    Subject,
    Work,
)

__all__ = [
    "CatalogueProposal",
    "Edition",
    "EditionSet",
    "Equivalence",
    "EquivalenceMember",
    "FederalList",
    "FederalListRow",
    "SetStatus",
    "Subject",
    "Work",
]
