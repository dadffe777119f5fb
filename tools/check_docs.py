"""Documentation: links lead somewhere, pictures exist, and buttons are named as the screens name them.

In the Russian guides a button or a link to press is written **«so»**: the words are those of a message catalogue
(ours or of the sign-in pages), placeholders filled with anything.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import allauth
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
HEADING = re.compile(r"^#+\s+(.+?)\s*#*$", re.MULTILINE)
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
BUTTON = re.compile(r"\*\*«([^*]+)»\*\*")
PLACEHOLDER = re.compile(r"%\\\(\w+\\\)[sd]|%[sd]|\\\{\w*\\\}")
SOURCE = ROOT / "src" / "tomik"
GUIDES = ROOT / "docs"
# Words that stand in templates untranslated.
SAME_IN_ALL_LANGUAGES = {"Excel", "PDF"}
SKIPPED = {".venv", ".git", "var", "node_modules", "vendor"}


def documents() -> list[Path]:
    """Return the Markdown files of the project."""
    found = []
    for path in sorted(ROOT.rglob("*.md")):
        if not SKIPPED & set(path.relative_to(ROOT).parts):
            found.append(path)
    return found


def anchors(path: Path) -> set[str]:
    """Return the anchors of the headings as code hosts make them."""
    text = CODE.sub(
        lambda match: match[0] if match[0].startswith("`") and "\n" not in match[0] else "", path.read_text()
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(text)}


def problems_of(path: Path) -> list[str]:
    """Return the links of one document that lead nowhere."""
    found = []
    for target in LINK.findall(CODE.sub("", path.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        place = (path.parent / name).resolve() if name else path
        where = path.relative_to(ROOT)
        if not place.exists():
            found.append(f"{where}: {target} does not exist")
        elif not place.is_relative_to(ROOT):
            found.append(f"{where}: {target} is outside the project")
        elif anchor and place.suffix == ".md" and anchor not in anchors(place):
            found.append(f"{where}: {target}: no such heading")
    return found


def translations() -> Iterator[str]:
    """Yield every Russian text that a screen can show, all plural forms."""
    ours = sorted(SOURCE.glob("*/locale/ru/LC_MESSAGES/django.po"))
    theirs = Path(allauth.__file__).parent / "locale" / "ru" / "LC_MESSAGES" / "django.mo"
    for path in [*ours, theirs]:
        with path.open("rb") as file:
            catalogue = read_mo(file) if path.suffix == ".mo" else read_po(file, locale="ru")
        for message in catalogue:
            parts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            yield from (part for part in parts if part)


@lru_cache(maxsize=1)
def on_screen() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Return the texts of the screens: those without placeholders, and patterns of those with them."""
    texts = {" ".join(text.split()) for text in translations()}
    patterns = {text: PLACEHOLDER.sub(".+", re.escape(text)) for text in texts}
    filled = tuple(
        re.compile(pattern)
        for text, pattern in sorted(patterns.items())
        # A pattern of placeholders alone would fit anything.
        if pattern != re.escape(text) and re.search(r"[а-яё]{3}", pattern.lower())
    )
    return frozenset(texts), filled


def strange_buttons(path: Path) -> list[str]:
    """Return the buttons of one guide that no screen has."""
    if not path.is_relative_to(GUIDES):
        return []
    texts, patterns = on_screen()
    named = {" ".join(name.split()) for name in BUTTON.findall(CODE.sub("", path.read_text()))}
    return [
        f"{path.relative_to(ROOT)}: no screen says «{name}»"
        for name in sorted(named - texts - SAME_IN_ALL_LANGUAGES)
        if not any(pattern.fullmatch(name) for pattern in patterns)
    ]


def main() -> int:
    """Check; return 1 if a link is broken or a button has another name."""
    problems = [problem for path in documents() for problem in [*problems_of(path), *strange_buttons(path)]]
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
