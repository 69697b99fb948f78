"""Allowances: points by cost, mutations by number, in windows of a minute."""

import pytest

from supergraph.errors import ErrorCode
from supergraph.quota import Allowances, Quota, Spent, address_key, used_up


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def charge(quota: Quota, caller: str = "a", cost: int = 1, *, signed_in: bool = False, mutations: int = 0) -> Spent:
    spent = quota.charge(caller, cost=cost, signed_in=signed_in, mutations=mutations)
    assert spent is not None
    return spent


def test_points_are_spent_by_cost_up_to_the_allowance(clock: Clock) -> None:
    quota = Quota(Allowances(anonymous_points=100), clock)
    assert charge(quota, cost=60).remaining == 40
    assert not charge(quota, cost=40).is_refused
    assert charge(quota, cost=1).is_refused


def test_the_allowance_is_whole_again_after_its_minute(clock: Clock) -> None:
    quota = Quota(Allowances(anonymous_points=10), clock)
    assert charge(quota, cost=11).is_refused
    clock.now += 59
    assert charge(quota).reset_s == 1
    clock.now += 1.5
    assert charge(quota).remaining == 9


def test_callers_do_not_share(clock: Clock) -> None:
    quota = Quota(Allowances(anonymous_points=10), clock)
    assert charge(quota, "a", cost=11).is_refused
    assert not charge(quota, "b", cost=10).is_refused


def test_who_signed_in_has_an_allowance_of_their_own(clock: Clock) -> None:
    quota = Quota(Allowances(anonymous_points=10, signed_in_points=20), clock)
    assert charge(quota, signed_in=True, cost=15).remaining == 5


def test_mutations_are_counted_beside_their_points(clock: Clock) -> None:
    quota = Quota(Allowances(mutations=2), clock)
    assert not charge(quota, mutations=1).is_refused
    assert not charge(quota, mutations=1).is_refused
    third = charge(quota, mutations=1)
    assert third.is_refused
    assert third.unit == "mutations"
    assert "every mutation of an operation counts" in str((used_up(third).extensions or {})["hint"])
    assert not charge(quota).is_refused


def test_nothing_is_counted_where_nothing_is_bounded(clock: Clock) -> None:
    quota = Quota(Allowances(anonymous_points=0, signed_in_points=0, mutations=0), clock)
    assert quota.charge("a", cost=5, signed_in=False, mutations=1) is None


def test_more_callers_than_are_counted_push_the_first_out(clock: Clock) -> None:
    quota = Quota(Allowances(anonymous_points=10, callers=2), clock)
    charge(quota, "a", cost=10)
    charge(quota, "b", cost=10)
    assert charge(quota, "a").is_refused
    charge(quota, "c", cost=10)
    assert charge(quota, "b").is_refused
    assert not charge(quota, "a").is_refused


def test_what_is_left_is_told_in_headers_and_extensions() -> None:
    spent = Spent(limit=100, remaining=40, reset_s=12)
    assert spent.headers() == [
        (b"ratelimit-limit", b"100"),
        (b"ratelimit-remaining", b"40"),
        (b"ratelimit-reset", b"12"),
    ]
    assert spent.extension() == {"limit": 100, "remaining": 40, "resetSeconds": 12, "unit": "points"}


def test_a_refusal_says_when_to_try_again() -> None:
    error = used_up(Spent(limit=100, remaining=0, reset_s=12, is_refused=True))
    assert error.extensions is not None
    assert error.extensions["code"] == ErrorCode.TOO_MANY_REQUESTS
    assert error.extensions["retryAfter"] == 12
    assert (b"retry-after", b"12") in Spent(100, 0, 12, is_refused=True).headers()


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("203.0.113.7", "address:203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "address:2001:db8:1:2::/64"),
        ("fe80::1%eth0", "address:fe80::/64"),
        ("no:address", "address:unknown"),
        (None, "address:unknown"),
    ],
)
def test_an_address_stands_for_a_caller(host: str | None, key: str) -> None:
    assert address_key(host) == key
