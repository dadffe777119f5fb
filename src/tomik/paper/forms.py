"""Forms and lists to PDF by Typst, with the product's own fonts and nothing of the system's."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tomik.paper.errors import PaperFailed

ROOT = Path(__file__).resolve().parent.parent
FONTS = Path(__file__).resolve().parent / "fonts"
logger = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def render_pdf(template: str, data: Mapping[str, Any], *, created: datetime | None = None) -> bytes:
    """The PDF of a form. `template` is a path inside the package, such as «provision/typst/checklist.typ».

    `data` (JSON values, dates, Decimals, lazy texts) is `data` in the template; it is never read as code.
    The same data and `created` give the same bytes. Raises PaperFailed when the template does not compile.
    """
    path = (ROOT / template).resolve()
    if not path.is_relative_to(ROOT) or path.suffix != ".typ":
        raise PaperFailed(template=template)
    inputs = {"data": json.dumps(data, default=_plain, ensure_ascii=False), "labels": json.dumps(_labels())}
    moment = created.replace(microsecond=0) if created is not None else None
    try:
        result = typst.compile(
            path, root=ROOT, font_paths=_fonts(), format="pdf", sys_inputs=inputs, timestamp=moment
        )
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        # A fault of the template (RuntimeError), a lack of memory or files, a panic of the renderer (no Exception).
        logger.exception("typst: %s: %s", template, getattr(error, "diagnostic", error))
        raise PaperFailed(template=template) from error
    return bytes(result)


def _labels() -> dict[str, str]:
    return {
        "page": pgettext("before the page number", "Page"),
        "of": pgettext("between page number and page count", "of"),
        "signature": _("signature"),
        "lang": (get_language() or "ru")[:2],
    }


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, Promise | Decimal):
        return str(value)
    raise TypeError(f"not for a form: {type(value).__name__}")
