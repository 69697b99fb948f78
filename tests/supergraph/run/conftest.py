"""The flag that rewrites goldens: `pytest tests/supergraph/run --update-goldens`."""

import contextlib

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    with contextlib.suppress(ValueError):  # another room's tests may have brought the same flag
        parser.addoption("--update-goldens", action="store_true", help="write golden files anew")
