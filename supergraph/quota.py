"""What one caller may spend: points by the cost of operations, and mutations by their number, both in a minute.

    quota = Quota(Allowances())
    spent = quota.charge("address:203.0.113.7", cost=120, signed_in=False, mutations=0)
    spent.limit, spent.remaining, spent.reset_s, spent.is_refused

Each process counts for itself: behind a load balancer a caller has the allowance of each. Callers are counted in
windows of a minute that begin with their first request. A window is looked up once per request, 1 µs; the `limits`
package makes its key three times, 6 µs of the 70 that a club by its id takes, and its store has no bound.
"""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, NamedTuple

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
    mutations: int = Field(120, ge=0, description="Mutations of one caller, each field of an operation for itself.")
    callers: int = Field(50_000, gt=0, description="Callers that are counted at the same time.")


class Spent(NamedTuple):
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
        self._anonymous = _Allowance(allowances.anonymous_points, "points", allowances.callers, clock)
        self._signed_in = _Allowance(allowances.signed_in_points, "points", allowances.callers, clock)
        self._mutations = _Allowance(allowances.mutations, "mutations", allowances.callers, clock)

    def charge(self, caller: str, *, cost: int, signed_in: bool, mutations: int) -> Spent | None:
        """Books a request and the mutations in it; what is left of the allowance nearest to its end. None where nothing
        is bounded."""
        points = (self._signed_in if signed_in else self._anonymous).book(caller, max(1, cost))
        if not mutations or (points is not None and points.is_refused):
            return points
        made = self._mutations.book(caller, mutations)
        return made if made is not None and (made.is_refused or points is None) else points


def used_up(spent: Spent) -> GraphError:
    """What a caller is told whose allowance is used up."""
    cheaper = "smaller pages cost less" if spent.unit == "points" else "every mutation of an operation counts"
    return GraphError(
        ErrorCode.TOO_MANY_REQUESTS,
        f"{spent.limit:,} {spent.unit} a minute are allowed, and they are used up",
        hint=f"Try again in {spent.reset_s} s; {cheaper}.",
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


class _Allowance:
    """So much a minute for each caller; none where `limit` is 0.

    At most `callers` have a window at the same time: where there are more, those whose window began first lose it.
    """

    def __init__(self, limit: int, unit: str, callers: int, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._unit = unit
        self._callers = callers
        self._clock = clock
        self._windows: OrderedDict[str, tuple[float, int]] = OrderedDict()
        "Until when each counts, and what was booked in it."

    def book(self, caller: str, cost: int) -> Spent | None:
        """What is left after a cost, which counts where it is refused too."""
        if not self._limit:
            return None
        now = self._clock()
        until, booked = self._windows.get(caller, (0.0, 0))
        if until <= now:
            self._windows.pop(caller, None)
            until, booked = now + WINDOW_S, 0
            while len(self._windows) >= self._callers:
                self._windows.popitem(last=False)
        booked += cost
        self._windows[caller] = until, booked
        left = self._limit - booked
        return Spent(self._limit, max(0, left), max(1, round(until - now)), left < 0, self._unit)
