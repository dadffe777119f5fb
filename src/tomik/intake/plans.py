"""Plans as JSON of a run, and back for screens."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tomik.kernel.errors import LineProblem
from tomik.kernel.importing import Change, Plan

PROBLEMS_KEPT = 20_000


def plan_as_json(plan: Plan) -> dict[str, Any]:
    """The plan that a person is shown. `fingerprint` changes when any of its numbers does."""
    body: dict[str, Any] = {
        "changes": [
            {"code": c.code, "title": str(c.title), "count": c.count, "examples": list(c.examples)}
            for c in plan.changes
        ],
        "problems": [problem.as_dict() for problem in plan.problems[:PROBLEMS_KEPT]],
        "problems_count": len(plan.problems),
        "rows_good": plan.rows_good,
        "rows_bad": plan.rows_bad,
        "empty": plan.is_empty,
    }
    body["fingerprint"] = fingerprint_of(plan)
    return body


def fingerprint_of(plan: Plan) -> str:
    """What was shown, in short: the numbers of the changes, the rows taken and left out."""
    numbers = [[c.code, c.count] for c in plan.changes]
    source = json.dumps([numbers, plan.rows_good, plan.rows_bad, len(plan.problems)])
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def problems_of(stored: dict[str, Any]) -> list[LineProblem]:
    """Problems of a stored plan."""
    return [
        LineProblem(p["row"], p["column"], p["message"], p["value"], p["code"], p["severity"])
        for p in stored.get("problems", ())
    ]


def changes_of(stored: dict[str, Any]) -> list[Change]:
    """Changes of a stored plan."""
    return [
        Change(c["code"], c["title"], c["count"], tuple(c["examples"])) for c in stored.get("changes", ())
    ]
