"""The district's database, and the flag that rewrites goldens: `pytest tests/schema --update-goldens`."""

import contextlib

import pytest

from tests.resolvers.conftest import db, filled

__all__ = ["db", "filled"]


def pytest_addoption(parser: pytest.Parser) -> None:
    with contextlib.suppress(ValueError):  # another room's tests may have brought the same flag
        parser.addoption("--update-goldens", action="store_true", help="write golden files anew")
