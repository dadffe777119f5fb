"""The committed contract of the API is the one that the code has."""

from __future__ import annotations

import json

from tomik.config.api import contract
from tomik.config.contract import TARGET
from tomik.ledger.models import Account


def test_openapi_json_is_fresh():
    assert TARGET.read_text(encoding="utf-8") == contract(), "run: python -m tomik.config.contract"


def test_every_refusal_has_one_shape():
    document = json.loads(contract())
    for path, operations in document["paths"].items():
        for verb, operation in operations.items():
            for status in ("400", "401", "403", "404", "409", "422"):
                content = operation["responses"][status]["content"]["application/json"]
                assert content["schema"]["$ref"].endswith("/ErrorOut"), (path, verb, status)


def test_kinds_of_accounts_are_the_ledgers():
    document = json.loads(contract())
    (kind,) = [p for p in document["paths"]["/api/v1/balances"]["get"]["parameters"] if p["name"] == "kind"]
    assert kind["schema"]["anyOf"][0]["enum"] == Account.Kind.values
