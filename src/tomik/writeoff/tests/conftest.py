"""Fixtures of the write-off's tests."""

from tomik.fund.tests.conftest import world

__all__ = ["world"]
