"""Chance that repeats itself: dice and identifiers derived from the seed, never from the clock."""

from __future__ import annotations

import random
from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


def dice(seed: int, *key: object) -> random.Random:
    """A generator of its own for every topic, so that a change in one place does not shake the others."""
    return random.Random(f"{seed}/{'/'.join(map(str, key))}")  # noqa: S311 - invented data, no secret


def uid(seed: int, *key: object) -> UUID:
    """The same identifier for the same seed and key (shaped as a name-based UUID)."""
    digest = blake2b(f"tomik-demo/{seed}/{'/'.join(map(str, key))}".encode(), digest_size=16).digest()
    return UUID(bytes=digest, version=5)


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Split `total` in proportion to the weights, by largest remainder; the parts add up to `total`."""
    whole = sum(weights)
    if not weights or whole <= 0:
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(share) for share in exact]
    order = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts


def pick(rng: random.Random, choices: Sequence[tuple[T, float]]) -> T:
    """One of the choices by their weights."""
    return rng.choices([value for value, _ in choices], [weight for _, weight in choices])[0]
