"""Fixtures of the fund's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cast import Cast
from tomik.fund.tests.world import World, build
from tomik.kernel.scope import acting
from tomik.territory.public import system_scope


@pytest.fixture
def world(cast: Cast) -> Iterator[World]:
    """School A with a small catalogue, everything of the region in scope."""
    with acting(system_scope()):
        yield build(cast)
