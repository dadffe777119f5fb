"""Pinned requirements: every package has hashes, none of the files names a package index, both lists agree."""

from __future__ import annotations

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "requirements"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)( ;.*)? \\$")
ADDRESS = re.compile(r"://|--(extra-)?index-url|--find-links|--trusted-host")


def pins(name: str) -> tuple[dict[str, str], list[str]]:
    """Return the pinned versions of a list and what is wrong with it."""
    found: dict[str, str] = {}
    problems: list[str] = []
    lines = (FOLDER / f"{name}.txt").read_text().splitlines()
    for number, line in enumerate(lines, 1):
        if ADDRESS.search(line):
            problems.append(f"{name}.txt:{number}: an address of a package index")
        if line[:1] in {"", " ", "#"}:
            continue
        match = PIN.match(line)
        if match is None or "--hash=sha256:" not in lines[number]:
            problems.append(f"{name}.txt:{number}: not pinned with a hash: {line}")
        else:
            found[_normal(match[1])] = match[2]
    return found, problems


def wanted(name: str) -> set[str]:
    """Return the names of packages in an `.in` file."""
    lines = (FOLDER / f"{name}.in").read_text().splitlines()
    return {_normal(re.split(r"[\[<>=!~;\s]", line)[0]) for line in lines if line and line[0] not in "#-"}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    """Check; return 1 if something is wrong."""
    base, problems = pins("base")
    dev, more = pins("dev")
    problems += more
    for name, have in (("base", base), ("dev", dev)):
        problems += [
            f"{name}.in: {one} is not in {name}.txt; run make lock"
            for one in sorted(wanted(name) - set(have))
        ]
    problems += [
        f"dev.txt: {one} is {dev.get(one, 'missing')}, base.txt has {version}; run make lock"
        for one, version in base.items()
        if dev.get(one) != version
    ]
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
