"""What every screen of provision needs: the school, the year, the reply with a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from tomik.accounts.public import Permission
from tomik.kernel.school_year import label
from tomik.territory.public import Actor, School, require_school
from tomik.ui.public import chosen_school_year, current_school_year

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


def opened(
    request: HttpRequest, uid: UUID, permission: Permission = Permission.SEE_FIGURES
) -> tuple[Actor, School, int]:
    """Actor, school and school year of a school's screen. Http404 for other schools, 403 for a weaker role."""
    actor, school = require_school(request, permission, uid)
    return actor, school, chosen_school_year(request)


def school_context(actor: Actor, school: School, school_year: int, tab: str) -> dict[str, Any]:
    """What the school's tabs and year toggle need."""
    present = current_school_year()
    return {
        "school": school,
        "year": school_year,
        "tab": tab,
        "years_toggle": [(year, label(year), year == school_year) for year in (present, present + 1)],
        "may_edit": actor.may(Permission.EDIT_PLANS, school_id=school.pk),
        "may_approve": actor.may(Permission.APPROVE_PLANS, school_id=school.pk),
        "is_above": actor.school is None,
    }


def file_response(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to save."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
