"""A circuit breaker per host: a host that keeps failing is left alone for a while, then tried with one request.

closed ── `failures` in a row ──▶ open ── `cool_s` later ──▶ half open ── success ──▶ closed
                                   ▲                             └────── failure ──▶ open
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MAX_HOSTS = 1024
"""Hosts remembered; the one unused longest is forgotten, which closes its circuit."""


@dataclass(slots=True)
class _Circuit:
    failures: int = 0
    open_until: float = 0.0
    trying: bool = False


class Breaker:
    """Remembers failures by host ("https://amt.example:443"). Call `wait_s` before, `record` after each request."""

    def __init__(self, *, failures: int = 5, cool_s: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._failures = failures
        self._cool_s = cool_s
        self._clock = clock
        self._circuits: OrderedDict[str, _Circuit] = OrderedDict()

    def wait_s(self, host: str) -> float:
        """0 when the host may be asked now, else the seconds until it may be tried.

        Of those who ask a half-open circuit, the first is let through and must `record` or `release` it.
        """
        circuit = self._circuits.get(host)
        if circuit is None or circuit.failures < self._failures:
            return 0.0
        left = circuit.open_until - self._clock()
        if left > 0:
            return left
        if circuit.trying:
            return self._cool_s
        circuit.trying = True
        return 0.0

    def record(self, host: str, *, succeeded: bool) -> None:
        """The outcome of a request that was let through."""
        if succeeded:
            self._circuits.pop(host, None)
            return
        circuit = self._circuits.setdefault(host, _Circuit())
        self._circuits.move_to_end(host)
        circuit.failures += 1
        circuit.trying = False
        if circuit.failures >= self._failures:
            circuit.open_until = self._clock() + self._cool_s
        if len(self._circuits) > MAX_HOSTS:
            self._circuits.popitem(last=False)

    def release(self, host: str) -> None:
        """A request that was let through ended without an outcome (cancelled): the next one may try."""
        if circuit := self._circuits.get(host):
            circuit.trying = False
