"""The list screen on real rows: filter, sort, page, fragment, export."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.cast import Cast
from tomik.territory.public import School

URL = "/territory/schools/"


@pytest.fixture
def operator(cast: Cast, client_of: Callable[..., Client]) -> Client:
    return client_of(cast.operator)


def names(client: Client, **query: str) -> list[str]:
    table = client.get(URL, query).context["table"]
    return [row.record.short_name for row in table.page.object_list]


def test_all_sorted(operator: Client) -> None:
    assert names(operator) == ["Школа А", "Школа Б", "Школа В"]
    assert names(operator, sort="-short_name") == ["Школа В", "Школа Б", "Школа А"]
    assert names(operator, sort="no-such-column") == ["Школа А", "Школа Б", "Школа В"]


def test_filter(operator: Client, cast: Cast) -> None:
    assert names(operator, q="ШКОЛА б") == ["Школа Б"]
    assert names(operator, q="7000000003") == ["Школа В"]
    assert names(operator, municipality=str(cast.other_municipality.pk)) == ["Школа В"]
    assert names(operator, municipality="-1") == ["Школа А", "Школа Б", "Школа В"]


def test_page_out_of_range_is_the_last(operator: Client) -> None:
    assert names(operator, page="99") == ["Школа А", "Школа Б", "Школа В"]
    assert names(operator, page="x") == ["Школа А", "Школа Б", "Школа В"]


def test_fragment_for_htmx(operator: Client) -> None:
    response = operator.get(URL, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "<html" not in html
    assert 'id="list"' in html
    assert "HX-Request" in response["Vary"]
    assert "<html" in operator.get(URL).content.decode()


def test_export_is_the_same_query(operator: Client) -> None:
    response = operator.get(URL, {"export": "xlsx", "q": "школа", "sort": "-short_name"})
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert "schools-" in response["Content-Disposition"]
    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
    assert rows[2][:3] == ("Школа", "Муниципалитет", "Вид")
    assert [row[0] for row in rows[3:]] == ["Школа В", "Школа Б", "Школа А"]


def test_query_count_does_not_grow_with_rows(operator: Client, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            operator.get(URL)
        return len(captured)

    before = queries()
    for number in range(5):
        School.objects.create(
            region=cast.region,
            municipality=cast.municipality,
            short_name=f"Школа {number}",
            full_name="",
            name_key="",
        )
    assert queries() == before
