"""Before books are thrown away the published shortages of the region are asked, as the librarian of a school."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import Cast
from tests.security.world import YEAR, share
from tomik.catalogue.public import FederalList, FederalListRow, SetStatus
from tomik.config.exchange import who_lacks
from tomik.kernel.scope import acting
from tomik.provision.models import ShortageNotice
from tomik.provision.public import pools_of
from tomik.territory.public import scope_of, system_scope
from tomik.writeoff.public import who_needs

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


def test_a_school_is_told_who_lacks_its_books(cast: Cast) -> None:
    shared = share(cast)
    edition = shared.edition
    with acting(system_scope([cast.region.pk])):
        (pool,) = set(pools_of(cast.region.pk, [edition.edition_set_id]).values())
        for seeker, sets in ((cast.school_a, 9), (cast.school_b, 4), (cast.school_c, 6)):
            ShortageNotice.objects.create(
                region=cast.region, seeker=seeker, school_year=YEAR, pool=pool, sets=sets, counted_on=DAY
            )
    with acting(scope_of(cast.librarian_a)):
        found = who_lacks(cast.school_a, [edition.pk], school_year=YEAR)[edition.pk]
        assert [(one.school, one.copies, one.km) for one in found] == [("Школа В", 6, 0), ("Школа Б", 4, 0)]
        # The program is wired so.
        assert who_needs(cast.school_a, [edition.pk], school_year=YEAR)[edition.pk] == found
        assert who_lacks(cast.school_a, [edition.pk], school_year=YEAR + 1) == {}


def test_expired_books_are_offered_to_nobody(cast: Cast) -> None:
    shared = share(cast)
    edition = shared.edition
    order = FederalList.objects.create(
        order_number="1", dated=date(2020, 1, 1), file_name="x", file_sha256="y"
    )
    row = FederalListRow.objects.create(federal_list=order, row_no=1, appendix="2", title="Математика")
    SetStatus.objects.update_or_create(
        edition_set_id=edition.edition_set_id,
        school_year=YEAR,
        defaults={"status": "expired", "row": row, "until": date(2026, 8, 31)},
    )
    with acting(system_scope([cast.region.pk])):
        (pool,) = set(pools_of(cast.region.pk, [edition.edition_set_id]).values())
        ShortageNotice.objects.create(
            region=cast.region, seeker=cast.school_b, school_year=YEAR, pool=pool, sets=4, counted_on=DAY
        )
    with acting(scope_of(cast.librarian_a)):
        assert who_lacks(cast.school_a, [edition.pk], school_year=YEAR) == {}
