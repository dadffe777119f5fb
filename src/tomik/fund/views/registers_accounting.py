"""Exchange with accounting: acts of a period out, numbers and dates of accounting back from the same file."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tomik.accounts.public import Permission
from tomik.fund.accounting import acts, note_numbers
from tomik.fund.accounting_files import ENCODINGS, acts_csv, acts_workbook, read_numbers
from tomik.fund.official.parts import institution_of
from tomik.fund.register_forms import FileForm
from tomik.fund.tables_registers import ActFilter, ActTable
from tomik.fund.views.registers_common import XLSX, YEAR_MIN, asked_period, file_response, uploaded
from tomik.kernel import clock
from tomik.kernel.errors import LineProblem, TomikError
from tomik.territory.public import Actor, School, require_school
from tomik.ui.public import List, SeeOther, list_response


@login_required
@require_GET
def accounting(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """Acts of a period with their sums and what accounting has numbered."""
    actor, school = require_school(request, Permission.SEE_REGISTERS, school_uid)
    return _page(request, actor, school, [])


def _page(
    request: HttpRequest, actor: Actor, school: School, problems: list[LineProblem], *, status: int = 200
) -> HttpResponse:
    asked = asked_period(request, school)
    screen = List(
        table=ActTable,
        filters=ActFilter,
        title=_("Acts for accounting: %(period)s") % {"period": asked.words},
        file_name="acts",
        page="fund/accounting.html",
        table_options={"school": school},
        context={
            "school": school,
            "asked": asked,
            "problems": problems,
            "file_form": FileForm(),
            "may_note": actor.may(Permission.NOTE_ACCOUNTING, school_id=school.pk),
        },
    )
    response = list_response(request, acts(school.pk, first=asked.first, last=asked.last), screen)
    response.status_code = status
    return response


@login_required
@require_GET
def accounting_file(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """The acts as a workbook, or with `?format=csv` as CSV (`&encoding=cp1251` for old programs)."""
    _actor, school = require_school(request, Permission.SEE_REGISTERS, school_uid)
    asked = asked_period(request, school)
    rows = acts(school.pk, first=asked.first, last=asked.last)
    name = f"acts-{asked.words}"
    if request.GET.get("format") == "csv":
        encoding = request.GET.get("encoding", "")
        encoding = encoding if encoding in ENCODINGS else "utf-8"
        charset = "windows-1251" if encoding == "cp1251" else "utf-8"
        return file_response(acts_csv(rows, encoding=encoding), f"text/csv; charset={charset}", f"{name}.csv")
    titles = [institution_of(school).name, f"Акты за период {asked.first:%d.%m.%Y} – {asked.last:%d.%m.%Y}"]
    return file_response(acts_workbook(titles, rows), XLSX, f"{name}.xlsx")


@login_required
@require_POST
def accounting_back(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """Numbers and dates of accounting from the file; a file with a mistake changes nothing."""
    actor, school = require_school(request, Permission.NOTE_ACCOUNTING, school_uid)
    today = clock.today(school.timezone)
    first = today.replace(year=YEAR_MIN, month=1, day=1)
    try:
        rows, unread = read_numbers(*uploaded(request))
        changed = note_numbers(
            school_id=school.pk, rows=rows, first=first, last=today + timedelta(days=1), unread=unread
        )
    except TomikError as error:
        messages.error(request, str(error))
        return _page(request, actor, school, error.problems, status=422)
    words = ngettext("%(count)s act has got its number.", "%(count)s acts have got their numbers.", changed)
    messages.success(request, words % {"count": changed})
    asked = asked_period(request, school)
    return SeeOther(f"{reverse('fund:accounting', args=[school.uid])}?{asked.query}")
