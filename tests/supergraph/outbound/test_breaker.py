"""A host that keeps failing is left alone."""

from __future__ import annotations

from supergraph.outbound.breaker import MAX_HOSTS, Breaker

HOST = "https://amt.example"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def broken(clock: Clock) -> Breaker:
    breaker = Breaker(failures=3, cool_s=30, clock=clock)
    for _ in range(3):
        assert breaker.wait_s(HOST) == 0
        breaker.record(HOST, succeeded=False)
    return breaker


def test_circuit_opens_after_failures_in_a_row_only() -> None:
    breaker = Breaker(failures=3, cool_s=30, clock=Clock())
    for succeeded in (False, False, True, False, False):
        breaker.record(HOST, succeeded=succeeded)
    assert breaker.wait_s(HOST) == 0
    breaker.record(HOST, succeeded=False)
    assert breaker.wait_s(HOST) == 30


def test_open_circuit_spares_the_host_and_no_other() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now = 29
    assert breaker.wait_s(HOST) == 1
    assert breaker.wait_s("https://verein.example") == 0


def test_half_open_circuit_lets_one_request_through() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now = 30
    assert breaker.wait_s(HOST) == 0
    assert breaker.wait_s(HOST) > 0


def test_success_closes_the_circuit() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now = 30
    assert breaker.wait_s(HOST) == 0
    breaker.record(HOST, succeeded=True)
    assert breaker.wait_s(HOST) == 0
    assert breaker.wait_s(HOST) == 0


def test_failure_opens_it_again() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now = 30
    assert breaker.wait_s(HOST) == 0
    breaker.record(HOST, succeeded=False)
    assert breaker.wait_s(HOST) == 30


def test_cancelled_trial_lets_the_next_one_try() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now = 30
    assert breaker.wait_s(HOST) == 0
    breaker.release(HOST)
    assert breaker.wait_s(HOST) == 0


def test_hosts_are_forgotten_beyond_the_bound() -> None:
    breaker = Breaker(failures=1, cool_s=30, clock=Clock())
    for number in range(MAX_HOSTS):
        breaker.record(f"https://{number}.example", succeeded=False)
    assert breaker.wait_s("https://0.example") == 30
    breaker.record(HOST, succeeded=False)
    assert breaker.wait_s("https://0.example") == 0
    assert breaker.wait_s("https://1.example") == 30
