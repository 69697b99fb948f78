"""The view over the graph of the engine's tests."""

from __future__ import annotations

import pytest

from tests.supergraph.view.wire import Client, application


@pytest.fixture
def client() -> Client:
    return Client(application())
