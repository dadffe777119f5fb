"""Limits of size (docs/decisions): code lines of files and functions, nesting, parameters.

`tools/sizes.json` lists the permitted exceptions. It may only shrink: a new exception is never added by hand
without a reason in the commit, and an exception that is no longer needed must be removed (`--shrink` does it).
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RATCHET = Path(__file__).resolve().parent / "sizes.json"
FOLDERS = ("src", "tests", "benchmarks", "tools")
FILE_LINES, TEST_FILE_LINES, LEDGER_FILE_LINES = 400, 500, 300
FUNCTION_LINES, VIEW_LINES = 50, 40
NESTING = 3
PARAMETERS = 7
POSITIONAL = 4
_BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.Match)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Size:
    """One measured size against its limit; `key` names the place."""

    key: str
    value: int
    limit: int


def code_lines(source: str) -> set[int]:
    """Return the numbers of the lines that hold code: no blank lines, comments or docstrings."""
    skip = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in skip:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef, ast.Module)):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                lines -= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return lines


def depth(node: ast.AST, level: int = 0) -> int:
    """Return how deep control blocks are nested below the node; `elif` is not a level of its own."""
    deepest = level
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, (*_FUNCTIONS, ast.ClassDef, ast.Lambda)):
                continue
            is_elif = (
                isinstance(node, ast.If)
                and field == "orelse"
                and isinstance(child, ast.If)
                and len(value) == 1
            )
            step = 1 if isinstance(child, _BLOCKS) and not is_elif else 0
            deepest = max(deepest, depth(child, level + step))
    return deepest


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Yield every function with its dotted name inside the file."""
    stack: list[tuple[str, ast.AST]] = [("", tree)]
    while stack:
        prefix, node = stack.pop()
        for child in ast.iter_child_nodes(node):
            name = f"{prefix}{child.name}" if isinstance(child, (*_FUNCTIONS, ast.ClassDef)) else ""
            if isinstance(child, _FUNCTIONS):
                yield name, child
            stack.append((f"{name}." if name else prefix, child))


def sizes_of(path: Path) -> Iterator[Size]:
    """Yield every size of one file."""
    source = path.read_text()
    relative = path.relative_to(ROOT).as_posix()
    lines = code_lines(source)
    is_test = "/tests/" in relative or relative.startswith("tests/")
    limit = LEDGER_FILE_LINES if "/ledger/" in relative else FILE_LINES
    yield Size(relative, len(lines), TEST_FILE_LINES if is_test else limit)
    is_view = "/views/" in relative or relative.endswith("/views.py")
    for name, node in functions(ast.parse(source)):
        inside = len(lines & set(range(node.lineno, (node.end_lineno or node.lineno) + 1)))
        key = f"{relative}:{name}"
        yield Size(f"{key} lines", inside, VIEW_LINES if is_view else FUNCTION_LINES)
        yield Size(f"{key} nesting", depth(node), NESTING)
        if is_test:
            continue
        positional = [
            a.arg for a in (*node.args.posonlyargs, *node.args.args) if a.arg not in {"self", "cls"}
        ]
        yield Size(f"{key} positional", len(positional), POSITIONAL)
        yield Size(f"{key} parameters", len(positional) + len(node.args.kwonlyargs), PARAMETERS)


def all_sizes() -> list[Size]:
    """Return the sizes of all files; generated migrations are exempt."""
    found: list[Size] = []
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                found += sizes_of(path)
    return found


def main() -> int:
    """Check; return 1 if a limit is exceeded or an exception is no longer needed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--shrink", action="store_true", help="remove or lower the exceptions that are not needed"
    )
    parser.add_argument("--accept", action="store_true", help="record today's excesses as exceptions")
    arguments = parser.parse_args()
    allowed: dict[str, int] = json.loads(RATCHET.read_text()) if RATCHET.exists() else {}
    over = {size.key: size for size in all_sizes() if size.value > size.limit}
    if arguments.shrink or arguments.accept:
        kept = {key: size.value for key, size in over.items() if arguments.accept or key in allowed}
        if arguments.shrink:
            kept = {key: min(value, allowed.get(key, value)) for key, value in kept.items()}
        RATCHET.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
        allowed = kept
    problems = [
        f"{key}: {size.value}, the limit is {size.limit}"
        + (f" (an exception allows {allowed[key]})" if key in allowed else "")
        for key, size in sorted(over.items())
        if size.value > allowed.get(key, size.limit)
    ]
    loose = [
        f"{key}: the exception for {value} is not needed any more; run tools/check_sizes.py --shrink"
        for key, value in sorted(allowed.items())
        if key not in over or over[key].value < value
    ]
    print("\n".join([*problems, *loose]), end="\n" if problems or loose else "")
    return 1 if problems or loose else 0


if __name__ == "__main__":
    sys.exit(main())
