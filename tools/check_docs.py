"""Documentation: every link between files of the project leads somewhere, every picture exists."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
HEADING = re.compile(r"^#+\s+(.+?)\s*#*$", re.MULTILINE)
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
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


def main() -> int:
    """Check; return 1 if a link is broken."""
    problems = [problem for path in documents() for problem in problems_of(path)]
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
