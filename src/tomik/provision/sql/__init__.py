"""The statements of provision: common steps (`demands.sql`) and what is read from them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
_MARK = re.compile(r"\{within:(\w+)\}")
_NAMED = "{}.school_id = ANY(%(schools)s)"
_REGION = "{}.school_id IN (SELECT id FROM territory_school WHERE region_id = %(region)s)"


@cache
def statement(tail: str, *, whole_region: bool) -> str:
    """Return the steps of `demands.sql` followed by `<tail>.sql`.

    A mark becomes a condition on school_id: the schools named, or every school of the region.
    """
    text = (FOLDER / "demands.sql").read_text("utf-8") + (FOLDER / f"{tail}.sql").read_text("utf-8")

    condition = _REGION if whole_region else _NAMED
    return "WITH " + _MARK.sub(lambda mark: condition.format(mark[1]), _strip_comments(text))


def _strip_comments(text: str) -> str:
    return re.sub(r"--[^\n]*", "", text)
