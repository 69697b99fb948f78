"""What one caller may spend: points by the cost of operations, and mutations by their number, both in a minute.

    quota = Quota(Allowances())
    spent = quota.charge("address:203.0.113.7", cost=120, signed_in=False, mutation=False)
    spent.limit, spent.remaining, spent.reset_s, spent.is_refused

Each process counts for itself: behind a load balancer a caller has the allowance of each. Callers are counted in
windows of a minute that begin with their first request, by the `limits` package over a store of ours: the package's own
starts a thread every ten milliseconds that walks all keys, and has no bound.
"""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from pydantic import BaseModel, ConfigDict, Field

from supergraph.errors import ErrorCode, GraphError

__all__ = ["Allowances", "Quota", "Spent", "address_key", "used_up"]

WINDOW_S: Final = 60
_IPV6_NETWORK_BITS: Final = 64
"""What one subscriber has of IPv6: addresses within it are one caller."""


class Allowances(BaseModel):
    """What a caller may spend in a minute; 0 leaves a bound out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    anonymous_points: int = Field(1_000_000, ge=0, description="Points of everybody at one address, without a token.")
    signed_in_points: int = Field(2_000_000, ge=0, description="Points of someone with a token.")
    mutations: int = Field(120, ge=0, description="Mutations of one caller.")
    callers: int = Field(50_000, gt=0, description="Callers that are counted at the same time.")


@dataclass(frozen=True, slots=True)
class Spent:
    """What is left after a request; `reset_s` are the seconds until the whole allowance is there again."""

    limit: int
    remaining: int
    reset_s: int
    is_refused: bool = False
    unit: str = "points"

    def headers(self) -> list[tuple[bytes, bytes]]:
        """As the IETF's RateLimit fields name them, and Retry-After where the request was refused; as ASGI has them."""
        told = [
            (b"ratelimit-limit", b"%d" % self.limit),
            (b"ratelimit-remaining", b"%d" % self.remaining),
            (b"ratelimit-reset", b"%d" % self.reset_s),
        ]
        return [*told, (b"retry-after", b"%d" % self.reset_s)] if self.is_refused else told

    def extension(self) -> dict[str, object]:
        """The same, for `extensions.rateLimit`."""
        return {"limit": self.limit, "remaining": self.remaining, "resetSeconds": self.reset_s, "unit": self.unit}


class Quota:
    """Counts what callers spend. `clock` answers seconds."""

    def __init__(self, allowances: Allowances, clock: Callable[[], float] = time.time) -> None:
        self._store = _Windows(allowances.callers, clock)
        self._limiter = FixedWindowRateLimiter(self._store)
        self._clock = clock
        self._anonymous = _per_minute(allowances.anonymous_points, "points")
        self._signed_in = _per_minute(allowances.signed_in_points, "points")
        self._mutations = _per_minute(allowances.mutations, "mutations")

    def charge(self, caller: str, *, cost: int, signed_in: bool, mutation: bool) -> Spent | None:
        """Books a request; what is left of the allowance that is nearest to its end. None where nothing is bounded."""
        points = self._book(self._signed_in if signed_in else self._anonymous, caller, max(1, cost), "points")
        if not mutation or (points is not None and points.is_refused):
            return points
        made = self._book(self._mutations, caller, 1, "mutations")
        return made if made is not None and (made.is_refused or points is None) else points

    def _book(self, item: RateLimitItem | None, caller: str, cost: int, unit: str) -> Spent | None:
        if item is None:
            return None
        is_allowed = self._limiter.hit(item, caller, cost=cost)
        reset_at, remaining = self._limiter.get_window_stats(item, caller)
        reset_s = max(1, round(reset_at - self._clock()))
        return Spent(item.amount, remaining, reset_s, not is_allowed, unit)


def used_up(spent: Spent) -> GraphError:
    """What a caller is told whose allowance is used up."""
    return GraphError(
        ErrorCode.TOO_MANY_REQUESTS,
        f"{spent.limit:,} {spent.unit} a minute are allowed, and they are used up",
        hint=f"Try again in {spent.reset_s} s; smaller pages cost less.",
        details={"retryAfter": spent.reset_s, "rateLimit": spent.extension()},
    )


def address_key(host: str | None) -> str:
    """The caller that an address stands for: itself, or its network where it is of IPv6.

    >>> address_key("2001:db8:1:2:3:4:5:6")
    'address:2001:db8:1:2::/64'
    """
    if host is None:
        return "address:unknown"
    if ":" in host:
        try:
            network = ipaddress.ip_network((host.partition("%")[0], _IPV6_NETWORK_BITS), strict=False)
        except ValueError:
            return "address:unknown"
        return f"address:{network}"
    return f"address:{host}"


def _per_minute(amount: int, unit: str) -> RateLimitItem | None:
    return RateLimitItemPerMinute(amount, 1, namespace=unit) if amount else None


class _Windows(Storage):
    """Counters with an end, at most so many: where there are more callers, those that came first are forgotten."""

    STORAGE_SCHEME = None

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        super().__init__()
        self._most = most
        self._clock = clock
        self._windows: OrderedDict[str, tuple[float, int]] = OrderedDict()

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        until, count = self._windows.get(key, (0.0, 0))
        now = self._clock()
        if until <= now:
            self._windows.pop(key, None)
            until, count = now + expiry, 0
            while len(self._windows) >= self._most:
                self._windows.popitem(last=False)
        self._windows[key] = until, count + amount
        return count + amount

    def get(self, key: str) -> int:
        until, count = self._windows.get(key, (0.0, 0))
        return count if until > self._clock() else 0

    def get_expiry(self, key: str) -> float:
        return self._windows.get(key, (self._clock(), 0))[0]

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        count = len(self._windows)
        self._windows.clear()
        return count

    def clear(self, key: str) -> None:
        self._windows.pop(key, None)
