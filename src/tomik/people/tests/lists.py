"""Class lists through the Import screen: what the tests of it share."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tomik.intake.models import ImportRun
from tomik.intake.packing import unpack
from tomik.kernel import clock
from tomik.kernel.school_year import school_year_of
from tomik.paper.tests import books
from tomik.people.models import Enrolment

URL = "/import/class-lists/"
HEAD = ["№", "Фамилия", "Имя", "Отчество", "Класс", "Дата рождения"]


def upload(client: Client, content: bytes, name: str = "Списки.xlsx") -> Any:
    return client.post(URL, {"file": SimpleUploadedFile(name, content), "complete": "1"})


def year() -> int:
    return school_year_of(clock.today())


def columns_form(**changes: str) -> dict[str, str]:
    chosen = {"column_2": "surname", "column_3": "given", "column_4": "patronymic", "column_5": "group"}
    answers = {"option-school_year": str(year()), "option-full": "classes", "option-on": f"{year()}-09-01"}
    return {**chosen, **answers, **changes}


def bring(client: Client, rows: list[list[Any]], **changes: str) -> ImportRun:
    """Upload and check a file; the run with its preview."""
    response = upload(client, books.xlsx(rows))
    assert response.status_code == 303, response.content.decode()
    run = ImportRun.objects.order_by("-id").first()
    assert run is not None
    if run.state == "uploaded" or changes:
        response = client.post(f"/import/run/{run.uid}/columns", columns_form(**changes))
        assert response.status_code == 303, response.content.decode()
    run.refresh_from_db()
    return run


def apply(client: Client, run: ImportRun) -> Any:
    return client.post(f"/import/run/{run.uid}/apply", {"shown": run.preview["fingerprint"]})


def numbers(run: ImportRun) -> dict[str, int]:
    plan = run.outcome or run.preview
    return {change["code"]: change["count"] for change in plan["changes"]}


def stored_text(run: ImportRun) -> str:
    """Everything that is kept of the file."""
    return repr([sheet.rows for sheet in unpack(bytes(run.content), run.file_name).sheets])


def picture() -> set[tuple[str, str]]:
    """Who is in which class now."""
    open_ones = Enrolment.objects.filter(until__isnull=True).select_related("pupil", "class_group")
    return {(one.pupil.full_name, one.class_group.name) for one in open_ones}
