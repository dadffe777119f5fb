"""Message catalogues: every string of the interface has a Russian translation, none is empty or fuzzy.

Strings are found as Django finds them (its `templatize` for templates, Babel for Python), so no system gettext is
needed. A string may stand in the catalogue of any room: at run time they are one.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import django.conf
from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "tomik"
LANGUAGE = "ru"
_SINGULAR = ("_", "gettext", "gettext_lazy", "gettext_noop")
_PLURAL = ("ngettext", "ngettext_lazy")
KEYWORDS = {
    **dict.fromkeys(_SINGULAR),
    **dict.fromkeys(_PLURAL, (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
SKIPPED = {"tests", "migrations", "vendor"}

Key = tuple[str | None, str]


def strings_of(path: Path) -> Iterator[tuple[Key, int]]:
    """Yield the strings of one file, with context and line."""
    text = path.read_text()
    if path.suffix != ".py":
        # What templatize leaves of the page is read as Python: indentation has no meaning there.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).split("\n"))
    for line, message, _, context in extract(
        "python", io.BytesIO(text.encode()), KEYWORDS, options={"encoding": "utf-8"}
    ):
        first = message[0] if isinstance(message, tuple) else message
        if first:
            yield (context, first), line


def sources() -> Iterator[Path]:
    """Yield the files that may hold strings of the interface."""
    for pattern in ("**/*.py", "**/templates/**/*.html", "**/templates/**/*.txt"):
        for path in sorted(SOURCE.glob(pattern)):
            if not SKIPPED & set(path.relative_to(SOURCE).parts):
                yield path


def catalogues() -> tuple[dict[Key, Message], list[str]]:
    """Return all entries of all rooms, and what is wrong inside the catalogues themselves."""
    known: dict[Key, Message] = {}
    homes: dict[Key, Path] = {}
    problems: list[str] = []
    for path in sorted(SOURCE.glob(f"*/locale/{LANGUAGE}/LC_MESSAGES/*.po")):
        name = path.relative_to(ROOT)
        with path.open("rb") as text:
            catalogue = read_po(text, locale=LANGUAGE)
        for message in catalogue:
            if not message.id:
                continue
            first = message.id[0] if isinstance(message.id, tuple) else message.id
            key = (message.context, str(first))
            if (
                key in known
                and known[key].string != message.string
                and _parts(known[key])[0] != _parts(message)[0]
            ):
                other = homes[key]
                problems.append(
                    f"{name}:{message.lineno}: {first!r} is {_parts(message)[0]!r} here and"
                    f" {_parts(known[key])[0]!r} in {other}; give one of them a context"
                )
            homes.setdefault(key, name)
            known.setdefault(key, message)
            problems += [
                f"{name}:{message.lineno}: {text}" for text in _problems(message, catalogue.num_plurals)
            ]
    return known, problems


def _parts(message: Message) -> tuple[str, ...]:
    parts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return tuple(str(part or "") for part in parts)


def _problems(message: Message, plurals: int) -> list[str]:
    """Return what is wrong with one entry."""
    parts = _parts(message)
    found = []
    if "fuzzy" in message.flags:
        found.append("fuzzy")
    if not all(parts):
        found.append(f"not translated: {message.id!r}")
    if isinstance(message.id, tuple) and len(parts) < plurals:
        found.append(f"{len(parts)} plural forms of {plurals}: {message.id!r}")
    return found


def main() -> int:
    """Check; return 1 if a string has no translation or a catalogue is not in order."""
    if not django.conf.settings.configured:
        django.conf.settings.configure()
    known, problems = catalogues()
    for path in sources():
        for key, line in strings_of(path):
            if key not in known:
                problems.append(f"{path.relative_to(ROOT)}:{line}: no {LANGUAGE} translation: {key[1]!r}")
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
