"""Reads of proposals: a school's own, the operator's region's."""

from __future__ import annotations

from django.db.models import Case, IntegerField, QuerySet, Value, When

from tomik.catalogue.line_rules import Line, read_line
from tomik.catalogue.models import CatalogueProposal, EditionSet
from tomik.catalogue.queries.search import search
from tomik.territory.public import Actor

NEAR_AT_MOST = 10


def proposals_of(actor: Actor) -> QuerySet[CatalogueProposal]:
    """Proposals of the schools that the person sees, those that wait first, then newest first."""
    waits_first = Case(
        When(state=CatalogueProposal.State.WAITING, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return (
        CatalogueProposal.objects.filter(school_id__in=actor.schools())
        .select_related("school", "edition__edition_set", "decided_by")
        .order_by(waits_first, "-created_at", "-pk")
    )


def near_sets(proposal: CatalogueProposal, query: str) -> list[EditionSet]:
    """Known sets that the proposal may be: what the operator asks for, otherwise by title and grade."""
    if not query:
        one = read_line(Line(key=0, title=proposal.title, authors=proposal.authors))
        query = " ".join(filter(None, (one.title, proposal.grade.split("–")[0])))
    return search(query, limit=NEAR_AT_MOST).sets
