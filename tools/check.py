"""`make check`: every check that needs no test, one after another; all are run, the exit code tells whether all passed.

Names after the command choose some: `make check` runs all, `.venv/bin/python tools/check.py types imports` two.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# Neither the type checker nor the comparison of models with migrations needs a database.
NO_DATABASE = {"DATABASE_URL": "postgresql:///none?connect_timeout=1", "SECRET_KEY": "only-for-checks"}
PYTHON = str(BIN / "python")
CHECKS: dict[str, list[str]] = {
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "lint": [str(BIN / "ruff"), "check", "."],
    "types": [str(BIN / "mypy"), "src", "tools", "benchmarks", "conftest.py"],
    "test-types": [
        str(BIN / "mypy"),
        "--config-file=tools/mypy_tests.toml",
        "--cache-dir=.mypy_cache/tests",
        "tests",
        *(str(path) for path in sorted(ROOT.glob("src/tomik/*/tests"))),
    ],
    "imports": [str(BIN / "lint-imports"), "--no-cache"],
    "sizes": [PYTHON, "tools/check_sizes.py"],
    "templates": [str(BIN / "djlint"), "src", "--lint"],
    "migrations": [
        PYTHON,
        "-W",
        "ignore::RuntimeWarning",
        "manage.py",
        "makemigrations",
        "--check",
        "--dry-run",
    ],
    "requirements": [PYTHON, "tools/check_requirements.py"],
    "messages": [PYTHON, "tools/check_messages.py"],
    "docs": [PYTHON, "tools/check_docs.py"],
}


def main(names: list[str]) -> int:
    """Run the named checks, all by default; return 1 if one failed, 2 for an unknown name."""
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"There is no check {', '.join(unknown)}; there are {', '.join(CHECKS)}.", file=sys.stderr)
        return 2
    failed = []
    for name in names or CHECKS:
        started = time.monotonic()
        done = subprocess.run(
            CHECKS[name],
            cwd=ROOT,
            env=os.environ | NO_DATABASE,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        passed = done.returncode == 0
        print(
            f"{name:<14}{'passed' if passed else 'FAILED':<8}{time.monotonic() - started:6.1f} s", flush=True
        )
        if not passed:
            failed.append(name)
            print("\n".join(f"    {line}" for line in done.stdout.strip().splitlines()), flush=True)
    print(f"FAILED: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
