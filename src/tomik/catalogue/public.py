"""What other rooms may use of the catalogue."""

from tomik.catalogue.federal_list.likeness import book_key
from tomik.catalogue.federal_list.status import (
    CURRENT,
    EXPIRED,
    EXPIRES,
    MAIN_APPENDIX,
    NOT_LISTED,
    USE_UNTIL,
)
from tomik.catalogue.isbn import read_isbn, shown
from tomik.catalogue.line_rules import Line
from tomik.catalogue.models import (
    CatalogueProposal,
    Edition,
    EditionSet,
    Equivalence,
    EquivalenceMember,
    FederalList,
    FederalListLink,
    FederalListRow,
    SetStatus,
    Subject,
    Work,
)
from tomik.catalogue.queries.matching import AMBIGUOUS, FOUND, UNKNOWN, LineMatch, find_editions
from tomik.catalogue.queries.search import Found, search
from tomik.catalogue.queries.sets import StatusOfSet, set_statuses, status_by_year, status_of_set, usable_sets
from tomik.catalogue.reference import subject_key
from tomik.catalogue.services.editions import NewPart, NewSet, create_sets, refresh_search
from tomik.catalogue.services.links import adopt, adopt_rows
from tomik.catalogue.services.lists import ListOrder, LoadedList, import_federal_list
from tomik.catalogue.services.proposals import Proposed, propose, withdraw
from tomik.catalogue.services.statuses import rebuild_statuses
from tomik.catalogue.services.subjects import ensure_subjects, subjects_by_name
from tomik.catalogue.templatetags.catalogue import short_publisher

edition_set_status = status_of_set

__all__ = [
    "AMBIGUOUS",
    "CURRENT",
    "EXPIRED",
    "EXPIRES",
    "FOUND",
    "MAIN_APPENDIX",
    "NOT_LISTED",
    "UNKNOWN",
    "USE_UNTIL",
    "CatalogueProposal",
    "Edition",
    "EditionSet",
    "Equivalence",
    "EquivalenceMember",
    "FederalList",
    "FederalListLink",
    "FederalListRow",
    "Found",
    "Line",
    "LineMatch",
    "ListOrder",
    "LoadedList",
    "NewPart",
    "NewSet",
    "Proposed",
    "SetStatus",
    "StatusOfSet",
    "Subject",
    "Work",
    "adopt",
    "adopt_rows",
    "book_key",
    "create_sets",
    "edition_set_status",
    "ensure_subjects",
    "find_editions",
    "import_federal_list",
    "propose",
    "read_isbn",
    "rebuild_statuses",
    "refresh_search",
    "search",
    "set_statuses",
    "short_publisher",
    "shown",
    "status_by_year",
    "status_of_set",
    "subject_key",
    "subjects_by_name",
    "usable_sets",
    "withdraw",
]
