"""Days of reports: added, changed from a date, ended; what was in force stays."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tomik.fund.models import ReportDay
from tomik.fund.services.report_days import end_report_day, set_report_day
from tomik.fund.views.registers_lists import report_days
from tomik.kernel.errors import TomikError

pytestmark = pytest.mark.django_db
OO1 = "День формы ОО-1"


def terms(name: str) -> list[tuple[int, int, date | None]]:
    """Day, month, last date of a day by its terms."""
    rows = ReportDay.objects.filter(name=name).order_by("valid_from")
    return [(one.day, one.month, one.valid_to) for one in rows]


def offered(today: date) -> list[date]:
    """What the screen of a school offers."""
    return [day for day, _one in report_days(today)]


def test_a_change_ends_the_former_the_day_before_and_is_offered_at_once(db: None) -> None:
    set_report_day(name=OO1, month=9, day=25, basis="приказ", valid_from=date(2027, 1, 1))
    assert terms(OO1) == [(20, 9, date(2026, 12, 31)), (25, 9, None)]
    assert date(2026, 9, 20) in offered(date(2026, 11, 24))
    assert date(2027, 9, 25) in offered(date(2027, 11, 24))
    assert date(2027, 9, 20) not in offered(date(2027, 11, 24))


def test_a_day_ends_and_may_begin_again(db: None) -> None:
    end_report_day(name=OO1, valid_to=date(2026, 12, 31))
    assert offered(date(2027, 11, 24)) == [date(2026, 12, 31), date(2027, 9, 1)]
    with pytest.raises(TomikError):
        end_report_day(name=OO1, valid_to=date(2027, 12, 31))
    set_report_day(name=OO1, month=9, day=20, basis="", valid_from=date(2028, 1, 1))
    assert terms(OO1) == [(20, 9, date(2026, 12, 31)), (20, 9, None)]


@pytest.mark.parametrize(
    ("month", "day", "since"),
    [(2, 30, date(2027, 1, 1)), (13, 1, date(2027, 1, 1)), (9, 0, date(2027, 1, 1)), (9, 21, date(2013, 6, 3)), (9, 21, date(2001, 1, 1))],
)  # fmt: skip
def test_what_is_no_day_or_comes_too_early_changes_nothing(
    db: None, month: int, day: int, since: date
) -> None:
    before = list(ReportDay.objects.order_by("pk").values_list())
    with pytest.raises(TomikError):
        set_report_day(name=OO1, month=month, day=day, basis="", valid_from=since)
    with pytest.raises(TomikError):
        end_report_day(name=OO1, valid_to=date(2013, 6, 2))
    assert list(ReportDay.objects.order_by("pk").values_list()) == before


def test_the_operator_keeps_the_days(cast: Cast, client: Client) -> None:
    client.force_login(cast.operator)
    where, end = reverse("fund:report-days"), reverse("fund:report-days-end")
    new = {"changes": "", "name": "День мониторинга", "month": "3", "day": "1", "basis": "письмо", "valid_from": "2027-01-01"}  # fmt: skip
    assert client.post(where, new).status_code == 303
    assert client.post(where, new).status_code == 422
    page = client.get(where).content.decode()
    assert "1 марта" in page
    assert "День мониторинга" in page
    changed = new | {"changes": "День мониторинга", "name": "", "day": "15", "valid_from": "2028-01-01"}
    assert client.post(where, changed).status_code == 303
    assert client.post(end, {"name": "День мониторинга", "valid_to": "2029-12-31"}).status_code == 303
    assert terms("День мониторинга") == [(1, 3, date(2027, 12, 31)), (15, 3, date(2029, 12, 31))]
    page = client.get(where, {"used": "no"}).content.decode()
    assert "День мониторинга" not in page
    assert client.get(where, {"export": "xlsx"}).content[:2] == b"PK"


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""}, {"month": "13"}, {"day": "0"}, {"day": "31", "month": "2"}, {"day": "1,5"}, {"valid_from": "1899-01-01"},
        {"valid_from": "9999-01-01"}, {"valid_from": ""}, {"changes": "нет такого"}, {"name": OO1.upper()},
    ],
)  # fmt: skip
def test_wrong_input(cast: Cast, client: Client, values: dict[str, str]) -> None:
    client.force_login(cast.operator)
    good = {"changes": "", "name": "День", "month": "3", "day": "1", "basis": "", "valid_from": "2027-01-01"}
    assert client.post(reverse("fund:report-days"), good | values).status_code == 422
    assert ReportDay.objects.count() == 3
    assert client.post(reverse("fund:report-days-end"), {"name": OO1, "valid_to": "1899-01-01"}).status_code == 422  # fmt: skip
    assert client.post(reverse("fund:report-days-end"), {"name": OO1, "valid_to": "2013-06-02"}).status_code == 422  # fmt: skip
