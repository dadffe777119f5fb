"""Texts of the program `tomik` in the language of its operators: also of commands that run without Django.

They come from this room's own compiled catalogue; before it is compiled (the very first start) they are English.
"""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

LANGUAGE = "ru"
LOCALE = Path(__file__).resolve().parent / "locale"


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("django", str(LOCALE), [LANGUAGE], fallback=True)


def word(text: str) -> str:
    """The text in Russian, otherwise as it is."""
    return _catalogue().gettext(text)
