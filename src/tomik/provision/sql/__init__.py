"""The statements of provision: common steps (`demands.sql`) and what is read from them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
_MARK = re.compile(r"\{(within|within_scope|within_peer):(\w+)\}")
_REGION = "{}.school_id IN (SELECT id FROM territory_school WHERE region_id = %(region)s)"


@cache
def statement(tail: str, *, whole_region: bool) -> str:
    """Return the steps of `demands.sql` followed by `<tail>.sql`.

    For named schools every table is asked for them by index. For a whole region the two largest tables (accounts,
    balances) are read once in full, as far as row security lets, and the region is cut out at the lots: a
    sequential parallel scan is several times faster than 300 index scans.
    """
    text = (FOLDER / "demands.sql").read_text("utf-8") + (FOLDER / f"{tail}.sql").read_text("utf-8")

    def condition(mark: re.Match[str]) -> str:
        if whole_region:
            return _REGION.format(mark[2]) if mark[1] == "within" else "TRUE"
        column = "peer_school_id" if mark[1] == "within_peer" else "school_id"
        return f"{mark[2]}.{column} = ANY(%(schools)s)"

    return "WITH " + _MARK.sub(condition, _strip_comments(text))


def _strip_comments(text: str) -> str:
    return re.sub(r"--[^\n]*", "", text)
