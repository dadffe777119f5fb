"""Where an act comes from: kept with every entry and every line of the history, shown to people in words.

«site 203.0.113.7», «api 203.0.113.7», «job», «console»; empty where it is not known (rows before this was kept).
"""

from __future__ import annotations

from django.utils.translation import gettext as _

LENGTH_MAX = 60
SITE, API, JOB, CONSOLE = "site", "api", "job", "console"
SETTING = f"left(coalesce(current_setting('tomik.origin', true), ''), {LENGTH_MAX})"
"""SQL of the value for a new row; the session is told by `scope.came_from`."""


def origin_of(kind: str, address: str) -> str:
    """The origin as it is stored: the kind and the network address."""
    return f"{kind} {address}".strip()[:LENGTH_MAX]


def in_words(origin: str) -> str:
    """«на сайте, с адреса 203.0.113.7»; empty for an unknown origin."""
    kind, _space, address = origin.partition(" ")
    words = {
        SITE: _("on the site"),
        API: _("by the API"),
        JOB: _("by a job of the program"),
        CONSOLE: _("from the console"),
    }.get(kind, "")
    if words and address:
        return _("%(how)s, address %(address)s") % {"how": words, "address": address}
    return words
