"""Forms in tests: their text in one line, and a picture of every page in var/test-forms/ to be looked at."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from tomik.fund.official import registers
from tomik.fund.official.parts import Form
from tomik.fund.official.printing import TEMPLATE, draft_pdf
from tomik.paper import forms as paper

PICTURES = paper.ROOT.parent.parent / "var" / "test-forms"


def text_of(pdf: bytes) -> str:
    """The text of a PDF, in one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, in one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def pictured(form: Form, name: str, *, is_draft: bool = True) -> str:
    """The text of a form; its pages are left as var/test-forms/<name>-<page>.png."""
    marked: dict[str, Any] = {"draft": True, "draft-word": "ЧЕРНОВИК"} if is_draft else {}
    leave_pictures(TEMPLATE, form.said | marked, name)
    return text_of(draft_pdf(form) if is_draft else paper.render_pdf(TEMPLATE, form.said))


def pictured_register(make: Callable[[], bytes], name: str) -> str:
    """The text of a register that `make` prints; its pages are left as var/test-forms/<name>-<page>.png."""

    def render(template: str, data: Mapping[str, Any], **options: Any) -> bytes:
        leave_pictures(template, data, name)
        return paper.render_pdf(template, data, **options)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(registers, "render_pdf", render)
        return text_of(make())


def leave_pictures(template: str, data: Mapping[str, Any], name: str) -> None:
    """A picture of every page of a paper in the tests' output; those of an earlier run go."""
    inputs = {
        "data": json.dumps(data, default=paper._plain, ensure_ascii=False),
        "labels": json.dumps(paper._labels()),
    }
    pages: Any = typst.compile(
        paper.ROOT / template,
        root=paper.ROOT,
        font_paths=paper._fonts(),
        format="png",
        ppi=80,
        sys_inputs=inputs,
    )
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob(f"{name}-*.png"):
        if old.stem.removeprefix(f"{name}-").isdecimal():
            old.unlink()
    for number, page in enumerate(pages if isinstance(pages, list) else [pages], start=1):
        (PICTURES / f"{name}-{number}.png").write_bytes(page)


def absent(said: str, expected: tuple[str, ...]) -> list[str]:
    """Which of the expected words the text lacks; where a line ends and a word is broken does not count."""
    whole = _joined(said)
    return [words for words in expected if _joined(words) not in whole]


def _joined(words: str) -> str:
    return re.sub(r"[\s\-\u00ad]+", "", words)
