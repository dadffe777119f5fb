"""Schemathesis: requests made from `openapi.json`, good and bad, meet no fault and get what the contract says.

The requests are the same in every run (derandomised). Each is sent as the generator made it and, for the librarian,
again with the school, entry and lot that exist, so that it also comes past the first door.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.cast import Cast
from tests.security.world import furnish, share
from tomik.config.wsgi import application
from tomik.kernel.ids import uuid7
from tomik.kernel.scope import acting
from tomik.territory.public import scope_of

CONTRACT = Path(__file__).resolve().parents[2] / "openapi.json"
schema = schemathesis.openapi.from_dict(json.loads(CONTRACT.read_text("utf-8")))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
PLAIN = {"Accept-Encoding": "identity"}
EXAMPLES = 25
bounded = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The test's own transaction serves the requests: its connection is not closed between them."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@dataclass(frozen=True)
class Real:
    """Identifiers that exist in the librarian's school."""

    school: str
    entry: str
    lot: int
    account: int
    receipt: str
    edition: str


@pytest.fixture
def real(cast: Cast) -> Real:
    world = furnish(cast.school_a, cast.librarian_a, share(cast))
    with acting(scope_of(cast.librarian_a)):
        moved = world.opening.transfers.get()
        edition = moved.lot.edition
    return Real(
        school=str(world.school.uid),
        entry=str(world.issue.uid),
        lot=moved.lot_id,
        account=moved.to_account_id,
        receipt=str(world.registers.receipt.uid),
        edition=str(edition.uid),
    )


@pytest.fixture
def session(cast: Cast) -> dict[str, Any]:
    """Cookies and headers of the signed-in librarian."""
    client = Client()
    client.force_login(cast.librarian_a, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    token = "t" * 32
    return {
        "cookies": {"sessionid": client.cookies["sessionid"].value, "csrftoken": token},
        "headers": PLAIN | {"X-CSRFToken": token},
    }


def _send(case: schemathesis.Case, **who: Any) -> int:
    response = case.call(app=application, **who)
    case.validate_response(response, checks=CHECKS)
    return response.status_code


def _with_what_exists(case: schemathesis.Case, real: Real) -> None:
    """Put real identifiers in the place of the generated ones."""
    if case.path_parameters:
        case.path_parameters["uid"] = real.receipt if "/fund/" in case.path else real.entry
    if isinstance(case.query, dict) and "school" in case.query:
        case.query["school"] = real.school
    if isinstance(case.body, dict) and "school" in case.body:
        case.body["school"] = real.school
        lines = case.body.get("lines")
        for line in lines if isinstance(lines, list) else ():
            if isinstance(line, dict) and "edition" in line:
                line["edition"] = real.edition
            elif isinstance(line, dict):
                line |= {"lot": real.lot, "from_account": real.account}


@schema.parametrize()
@bounded
def test_the_librarian_meets_no_fault(case: schemathesis.Case, real: Real, session: dict[str, Any]) -> None:
    _send(case, **session)
    _with_what_exists(case, real)
    _send(case, **session)


@schema.parametrize()
@bounded
def test_an_anonymous_caller_meets_no_fault(case: schemathesis.Case, real: Real) -> None:
    assert _send(case, headers=PLAIN) in {401, 403, 405}


@pytest.mark.parametrize("name", ["note", "document_kind", "document_number"])
def test_a_zero_byte_in_a_text_is_refused(real: Real, session: dict[str, Any], name: str) -> None:
    case = schema["/api/v1/entries"]["POST"].Case(
        headers={"Idempotency-Key": str(uuid7())},
        body={
            "school": real.school,
            "kind": "writeoff",
            "occurred_on": "2026-09-02",
            name: "a\0b",
            "lines": [
                {"lot": real.lot, "from_account": real.account, "to_account": real.account, "copies": 1}
            ],
        },
        media_type="application/json",
    )
    response = case.call(app=application, **session)
    assert response.status_code == 422
    assert [one["field"].split(".")[-1] for one in response.json()["fields"]] == [name]
