"""Plans as JSON of a run, and back for screens."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tomik.intake.sheets import RowNumber
from tomik.kernel.errors import LineProblem
from tomik.kernel.importing import Change, Plan, Question

PROBLEMS_KEPT = 20_000


def plan_as_json(plan: Plan) -> dict[str, Any]:
    """The plan that a person is shown. `fingerprint` changes when any of its numbers does."""
    body: dict[str, Any] = {
        "changes": [
            {"code": c.code, "title": str(c.title), "count": c.count, "examples": list(c.examples)}
            for c in plan.changes
        ],
        "problems": [_stored(problem) for problem in plan.problems[:PROBLEMS_KEPT]],
        "problems_count": len(plan.problems),
        "rows_good": plan.rows_good,
        "rows_bad": plan.rows_bad,
        "empty": plan.is_empty,
        "questions": [
            {
                "key": q.key,
                "row": str(q.row or ""),
                "text": str(q.text),
                "choices": [[value, str(title)] for value, title in q.choices],
                "answer": q.answer,
            }
            for q in plan.questions
        ],
    }
    body["fingerprint"] = fingerprint_of(plan)
    return body


def fingerprint_of(plan: Plan) -> str:
    """What was shown, in short: the numbers of the changes, the rows taken and left out, what was asked."""
    numbers = [[c.code, c.count] for c in plan.changes]
    asked = [[question.key, question.answer] for question in plan.questions]
    source = json.dumps([numbers, plan.rows_good, plan.rows_bad, len(plan.problems), asked])
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def _stored(problem: LineProblem) -> dict[str, Any]:
    place = {"sheet": problem.row.sheet} if isinstance(problem.row, RowNumber) else {}
    return problem.as_dict() | place


def problems_of(stored: dict[str, Any]) -> list[LineProblem]:
    """Problems of a stored plan; of several sheets, their rows tell the sheet."""
    return [
        LineProblem(_row(p), p["column"], p["message"], p["value"], p["code"], p["severity"])
        for p in stored.get("problems", ())
    ]


def _row(problem: dict[str, Any]) -> int | None:
    return RowNumber.placed(problem["row"], problem["sheet"]) if "sheet" in problem else problem["row"]


def questions_of(stored: dict[str, Any]) -> list[Question]:
    """Questions of a stored plan, with the answers that were given."""
    return [
        Question(
            q["key"], None, q["text"], tuple((value, title) for value, title in q["choices"]), q["answer"]
        )
        for q in stored.get("questions", ())
    ]


def without_people(stored: dict[str, Any]) -> dict[str, Any]:
    """A stored plan without values of cells: numbers, places and reasons stay."""
    return stored | {
        "changes": [change | {"examples": []} for change in stored.get("changes", ())],
        "problems": [problem | {"value": ""} for problem in stored.get("problems", ())],
        "questions": [],
    }


def changes_of(stored: dict[str, Any]) -> list[Change]:
    """Changes of a stored plan."""
    return [
        Change(c["code"], c["title"], c["count"], tuple(c["examples"])) for c in stored.get("changes", ())
    ]
