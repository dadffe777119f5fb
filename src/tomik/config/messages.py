"""Message catalogues: every room's `django.po` compiled to `.mo` with Babel, so that no system gettext is needed."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOMS_DIR = Path(__file__).resolve().parent.parent


def catalogues(root: Path = ROOMS_DIR) -> list[Path]:
    """Return the catalogues of all rooms."""
    return sorted(root.glob("*/locale/*/LC_MESSAGES/*.po"))


def compile_catalogues(root: Path = ROOMS_DIR) -> int:
    """Compile the catalogues that are newer than their `.mo`; return how many were compiled.

    Each file is replaced in one step: processes that compile at the same time do not disturb each other.
    """
    done = 0
    for source in catalogues(root):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parts[-3])
        temporary = target.with_suffix(f".{os.getpid()}.tmp")
        with temporary.open("wb") as binary:
            write_mo(binary, catalogue)
        temporary.replace(target)
        done += 1
    return done
