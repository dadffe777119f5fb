"""Heavy paths of Tomik, each measured beside what the machine itself can do.

A benchmark is a function in `benchmarks/<name>.py` decorated with `@benchmark`;
`benchmarks/run.py` finds it, gives it a fresh copy of a database and prints the figures.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Data = Literal["demo", "empty", "none"]
Better = Literal["lower", "higher"]


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """One figure and, when the machine has a limit of its own, that limit in the same unit.

    `limit` is measured in the same run; `limit_name` says in words what was measured.
    `note` is printed under the table (sizes, counts, the spread).
    """

    value: float
    limit: float | None = None
    limit_name: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What the runner gives to a benchmark.

    Django is set up and connected to a database of this benchmark's own as role tomik_app;
    `owner_dsn` and `app_dsn` point to the same database for psycopg and for child processes.
    Both are empty strings for `data="none"`. `folder` is an empty folder to write into.
    """

    name: str
    owner_dsn: str
    app_dsn: str
    folder: Path


type_of_function = Callable[[Bench], Measurement]


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """A registered benchmark: what is measured, in which unit, against which target."""

    name: str
    unit: str
    target: float
    better: Better
    data: Data
    function: type_of_function

    def met(self, value: float) -> bool:
        """Return whether the value is at or beyond the target in the good direction."""
        return value <= self.target if self.better == "lower" else value >= self.target


REGISTRY: dict[str, Benchmark] = {}


def benchmark(
    *, name: str, unit: str, target: float, better: Better = "lower", data: Data = "demo"
) -> Callable[[type_of_function], type_of_function]:
    """Register the decorated function as the benchmark `name`.

    `data` says which database it gets: "demo" a copy of the demo region (300 schools),
    "empty" a migrated database without rows, "none" no database at all.
    Raises ValueError if the name is taken.
    """

    def register(function: type_of_function) -> type_of_function:
        if name in REGISTRY:
            message = f"benchmark {name} is registered twice"
            raise ValueError(message)
        REGISTRY[name] = Benchmark(
            name=name, unit=unit, target=target, better=better, data=data, function=function
        )
        return function

    return register


def sample_ms(function: Callable[[], object], *, times: int, warm_up: int = 3) -> list[float]:
    """Call the function `warm_up` times unmeasured, then `times` times; return milliseconds."""
    for _ in range(warm_up):
        function()
    samples = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        samples.append((time.perf_counter() - start) * 1000)
    return samples


def percentile(samples: Sequence[float], percent: float) -> float:
    """Return the nearest-rank percentile (0–100) of the samples. Raises ValueError if none."""
    if not samples:
        message = "no samples"
        raise ValueError(message)
    ordered = sorted(samples)
    rank = max(1, -(-len(ordered) * percent // 100))
    return ordered[int(rank) - 1]
