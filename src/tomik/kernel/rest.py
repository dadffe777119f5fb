"""What every part of the REST API shares: the shape of a refusal, texts that the database can keep."""

from __future__ import annotations

from typing import Any

from ninja import Schema

# The database keeps no zero byte in a text.
NO_NUL = r"^[^\x00]*$"


class ErrorOut(Schema):
    """The shape of every refusal; `fields` names row and column of each problem."""

    code: str
    message: str
    fields: list[dict[str, Any]]
    request_id: str


ERRORS = {(400, 401, 403, 404, 409, 422): ErrorOut}
"""For `response={200: …, **ERRORS}` of an endpoint."""
