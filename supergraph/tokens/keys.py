"""Public keys of an issuer: read from a JWK set, kept, and read again when they are old or one is not among them.

    {"keys": [{"kty": "EC", "crv": "P-256", "kid": "2026-07", "use": "sig", "x": "…", "y": "…"}, …]}

Only what verifies signatures is taken: no shared secrets, no keys for encryption, no short ones. A set is read by one
request at a time, and whoever waits meanwhile shares what it read. At least `refetch_s` pass between two reads, so
that tokens with invented key ids cost the issuer nothing. Keys that were good stay in use for a bounded time while
the issuer is down.
"""

from __future__ import annotations

import asyncio
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import orjson
import structlog
from cryptography.exceptions import UnsupportedAlgorithm
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

__all__ = ["KeySet", "KeySource", "Keys", "KeysUnusable", "VerifyingKey", "key_set_of"]

log = structlog.get_logger(__name__)

VerifyingKey = RSAKey | ECKey | OKPKey

MAX_KEYS: Final = 100
"""Keys of a set; a larger one is refused."""
MAX_CANDIDATES: Final = 4
"""Keys that are tried for a token that does not name one."""
RSA_BITS: Final = range(2048, 8193)

_SECRET: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


class KeysUnusable(Exception):
    """A key set cannot be read or holds nothing of use; the text says why, for the log."""


class KeySource(Protocol):
    """Where an issuer's key set comes from."""

    async def read(self) -> bytes:
        """The set as JSON; raises KeysUnusable."""
        ...


@dataclass(frozen=True, slots=True)
class KeySet:
    """Keys that verify signatures, in the set's order."""

    keys: tuple[VerifyingKey, ...]

    def candidates(self, kid: str | None, algorithm: str) -> Sequence[VerifyingKey]:
        """The keys that may have signed: those of the id, or the first few where a token names none."""
        fitting = [key for key in self.keys if _fits(key, algorithm) and kid in (None, key.kid)]
        return fitting if kid is not None else fitting[:MAX_CANDIDATES]


class Keys:
    """The keys of one issuer, read when they are needed. `ticks` are seconds that only go forwards."""

    def __init__(
        self,
        source: KeySource,
        *,
        issuer: str,
        max_age_s: float,
        stale_s: float,
        refetch_s: float,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self._issuer = issuer
        self._max_age_s = max_age_s
        self._stale_s = stale_s
        self._refetch_s = refetch_s
        self._ticks = ticks
        self._set = KeySet(())
        self._read_at: float | None = None
        self._asked_at: float | None = None
        self._reads = 0
        self._turn = asyncio.Lock()

    async def find(self, kid: str | None, algorithm: str) -> Sequence[VerifyingKey] | None:
        """The keys that may have signed a token; None where no keys of the issuer can be had."""
        if not self._is_fresh and not (self._is_usable and self._turn.locked()):
            await self._read()
        found = self._set.candidates(kid, algorithm) if self._is_usable else ()
        if not found:
            await self._read()
            found = self._set.candidates(kid, algorithm) if self._is_usable else ()
        return found if self._is_usable else None

    @property
    def _is_fresh(self) -> bool:
        return self._read_at is not None and self._ticks() - self._read_at < self._max_age_s

    @property
    def _is_usable(self) -> bool:
        return self._read_at is not None and self._ticks() - self._read_at < self._max_age_s + self._stale_s

    async def _read(self) -> None:
        """Read the set, unless it was read just now; who comes while it is being read waits for that."""
        seen = self._reads
        async with self._turn:
            if self._reads != seen:
                return
            if self._asked_at is not None and self._ticks() - self._asked_at < self._refetch_s:
                return
            try:
                self._set = key_set_of(await self._source.read())
                self._read_at = self._ticks()
            except KeysUnusable as error:
                log.warning("issuer_keys_unusable", issuer=self._issuer, rule=str(error), still=len(self._set.keys))
            self._asked_at = self._ticks()
            self._reads += 1


def key_set_of(text: bytes) -> KeySet:
    """The keys of a JWK set, or of a single JWK; raises KeysUnusable. Keys of no use to us are left out."""
    try:
        stated = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise KeysUnusable("the key set is not JSON") from None
    listed = stated.get("keys", [stated]) if isinstance(stated, dict) else None
    if not isinstance(listed, list):
        raise KeysUnusable("the key set is no object with a list of keys")
    if len(listed) > MAX_KEYS:
        raise KeysUnusable(f"the key set holds {len(listed)} keys, at most {MAX_KEYS} are read")
    keys = tuple(key for each in listed if (key := _key_of(each)) is not None)
    if not keys:
        raise KeysUnusable("the key set holds no key that verifies signatures")
    return KeySet(keys)


def _key_of(stated: object) -> VerifyingKey | None:
    """The public key that a JWK states; None for one that is of no use here."""
    if not isinstance(stated, Mapping) or not isinstance(stated.get("kid"), str | None) or not _verifies(stated):
        return None
    public = {name: value for name, value in stated.items() if name not in _SECRET and name != "key_ops"}
    try:
        match stated.get("kty"):
            case "RSA" if 8 * len(_unpadded(public.get("n"))) in RSA_BITS:
                return RSAKey.import_key(public)
            case "EC":
                return ECKey.import_key(public)
            case "OKP":
                return OKPKey.import_key(public)
    except (JoseError, ValueError, TypeError, KeyError, UnsupportedAlgorithm):
        return None
    return None


def _verifies(stated: Mapping[str, object]) -> bool:
    """Whether the key is for signatures, as far as it says."""
    operations = stated.get("key_ops")
    is_for_it = operations is None or (
        isinstance(operations, list) and ("verify" in operations or "sign" in operations)
    )
    return stated.get("use", "sig") == "sig" and is_for_it


def _unpadded(text: object) -> bytes:
    written = str(text)
    return urlsafe_b64decode(written + "=" * (-len(written) % 4)).lstrip(b"\0")


def _fits(key: VerifyingKey, algorithm: str) -> bool:
    if key.alg not in (None, algorithm):
        return False
    try:
        JWSRegistry.algorithms[algorithm].check_key(key)
    except JoseError:
        return False
    return True
