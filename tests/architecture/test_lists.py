"""Every list screen filters, sorts by each column that offers it, pages, and exports the rows it shows."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.cast import Cast
from tests.security.world import YEAR, furnish, share
from tomik.provision.public import refresh

pytestmark = pytest.mark.django_db

# The catalogue asks for words and grades in a form of its own, two lists are compared by kinds of difference.
OWN_FORM = {"/catalogue/", "/catalogue/lists/compare/"}


@pytest.fixture
def lists(cast: Cast, client_of: Callable[..., Client]) -> Iterator[tuple[Client, str]]:
    """Every list with the client of someone who sees it."""
    shared = share(cast)
    one = furnish(cast.school_a, cast.librarian_a, shared)
    refresh(cast.region, YEAR)
    school = one.school.uid
    librarian, operator = client_of(cast.librarian_a), client_of(cast.operator)
    provision = f"/provision/schools/{school}"
    of_the_school = [
        "/classes/",
        "/fund/",
        f"/fund/schools/{school}/editions/{shared.edition.uid}/",
        "/ledger/",
        "/import/",
        f"/ledger/schools/{school}/documents/{one.opening.uid}/",
        f"{provision}/lacks/",
        f"{provision}/surplus/",
        f"{provision}/plan/list/",
        "/catalogue/",
        f"/catalogue/lists/{shared.federal_list.uid}/",
        "/catalogue/proposals/",
    ]
    above = ["/territory/schools/", "/provision/region/worst/", "/provision/region/silent/"]
    return iter(
        [*((librarian, address) for address in of_the_school), *((operator, address) for address in above)]
    )


def test_every_list(lists: Iterator[tuple[Client, str]]) -> None:
    for client, address in lists:
        context = client.get(address).context
        assert context["filters"] is not None or address in OWN_FORM, address
        sorts = [column.name for column in context["table"].columns if column.orderable]
        for sort in [*sorts, *(f"-{name}" for name in sorts)]:
            assert client.get(address, {"sort": sort}).status_code == 200, (address, sort)
        for name, field in (context["filters"].form.fields if context["filters"] else {}).items():
            options = [str(value) for value, _words in getattr(field, "choices", []) if value]
            asked = (options or ["2026-01-01" if name in {"since", "until"} else "а"])[0]
            assert client.get(address, {name: asked}).context["count"] <= context["count"], (address, name)
        file = client.get(address, {"export": "xlsx"})
        assert file["Content-Type"].endswith("spreadsheetml.sheet"), address
        cells = [
            cell for row in load_workbook(io.BytesIO(file.content)).active.values for cell in row if cell
        ]
        assert cells or not context["count"], address
