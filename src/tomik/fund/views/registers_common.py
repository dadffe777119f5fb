"""What the screens of the registers share: the period of the address, files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _

from tomik.fund.models import SummaryRecord
from tomik.kernel import clock
from tomik.kernel.errors import TomikError
from tomik.territory.public import School

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
FILE_MAX = 20 << 20
YEAR_MIN = 1990


@dataclass(frozen=True, slots=True)
class Asked:
    """The period that the address names: a calendar year, or any days."""

    first: date
    last: date
    year: int | None

    @property
    def query(self) -> str:
        """The same period for another address."""
        if self.year is not None:
            return urlencode({"year": self.year})
        return urlencode({"since": self.first.isoformat(), "until": self.last.isoformat()})

    @property
    def words(self) -> str:
        """«2026» or «01.09.2026–20.09.2026»."""
        return str(self.year) if self.year is not None else f"{self.first:%d.%m.%Y}–{self.last:%d.%m.%Y}"


def asked_period(request: HttpRequest, school: School | None = None) -> Asked:
    """The period of `?year=` or `?since=&until=`; the present calendar year when nothing sensible is asked.

    Without `since` the period begins with the year of `until`: «as of a day».
    """
    today = clock.today(school.timezone) if school else clock.today()
    until = asked_date(request, "until")
    since = asked_date(request, "since")
    if since or until:
        last = min(until or max(today, since or today), date(today.year + 1, 12, 31))
        first = since or date(last.year, 1, 1)
        if first <= last:
            return Asked(first, last, None)
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else today.year
    year = year if YEAR_MIN <= year <= today.year + 1 else today.year
    return Asked(date(year, 1, 1), date(year, 12, 31), year)


def asked_date(request: HttpRequest, name: str) -> date | None:
    """A day of the address; None for what is no day."""
    try:
        day = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    return day if YEAR_MIN <= day.year <= 2200 else None


def asked_book(request: HttpRequest) -> SummaryRecord.Book:
    """The book of `?book=`, textbooks when none is named."""
    try:
        return SummaryRecord.Book(request.GET.get("book", ""))
    except ValueError:
        return SummaryRecord.Book.TEXTBOOKS


def file_response(content: bytes, content_type: str, name: str, *, is_shown: bool = False) -> HttpResponse:
    """A file to save, or (`is_shown`) to look at in the browser."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=not is_shown, filename=name) or ""
    )
    return response


def uploaded(request: HttpRequest) -> tuple[bytes, str]:
    """The bytes and the name of the file of a form. Raises TomikError without a file or for a huge one."""
    file = request.FILES.get("file")
    if file is None:
        raise TomikError(_("Choose a file."))
    if (file.size or 0) > FILE_MAX:
        raise TomikError(_("The file is too large."))
    return file.read(), file.name or ""
