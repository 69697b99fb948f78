"""On whose account an operation goes: who pays for it by their allowance, and whom a repeated mutation belongs to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from supergraph.idempotency import Keeper
from supergraph.quota import Quota, Spent

__all__ = ["Accounting", "Payer"]


class Payer(NamedTuple):
    """Who pays: a key for counting, and whose data an answer may hold, as issuer and subject.

    `rights` says what they may do: what was answered to somebody who might is not told again to one who may no more.
    """

    key: str
    is_signed_in: bool = False
    owner: tuple[str, str] | None = None
    rights: str = ""


@dataclass(frozen=True, slots=True)
class Accounting:
    """`payer_of` reads who pays off an operation's context; without a keeper, mutations are executed as they come."""

    payer_of: Callable[[Any], Payer]
    quota: Quota | None = None
    keeper: Keeper | None = None

    def charge(self, context: object, cost: int, *, mutations: int) -> Spent | None:
        """What is left to the payer after an operation of this cost; None where nothing is bounded."""
        if self.quota is None:
            return None
        payer = self.payer_of(context)
        return self.quota.charge(payer.key, cost=cost, signed_in=payer.is_signed_in, mutations=mutations)
