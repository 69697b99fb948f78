"""A bearer token in, who it speaks of out; or the reason why it is refused.

    (a) known: a token that was verified just now, by its hash
    (b) its form: three parts of base64url, a header and claims of JSON, an algorithm by private key, no crit
    (c) its issuer, of those that are trusted; the algorithm, of those that this issuer may use
    (d) the issuer's keys: that of the token's kid
    (e) the signature
    (f) what it says: sub, aud, exp, nbf, iat; then what its claims grant

Until (e) nothing that it says is believed, and only `iss`, `alg`, `typ` and `kid` are looked at.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, get_args

import orjson
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode

from supergraph.outbound import Outbound
from supergraph.tokens.issuers import Algorithm, Granted, Issuer, granted_by
from supergraph.tokens.keys import Keys, VerifyingKey
from supergraph.tokens.refusals import Reason, refusal
from supergraph.tokens.sources import source_of

__all__ = ["MAX_CHARACTERS", "Claims", "Verifier"]

MAX_CHARACTERS: Final = 8192
"""Of a token."""
MAX_SUBJECT_CHARACTERS: Final = 255
"""OpenID Connect Core 1.0, section 2."""
MAX_KNOWN: Final = 10_000
KNOWN_S: Final = 300.0
"""How long a verified token is known at most: a key that its issuer withdrew is believed no longer than this."""
FILE_REFETCH_S: Final = 1.0
"""A file is at hand, and may be written by whoever signs."""

_FORM: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_ALGORITHMS: Final = frozenset(get_args(Algorithm))
_TYPES: Final = frozenset({"jwt", "at+jwt", "application/at+jwt"})
"""RFC 8725, section 3.11: JWTs of other kinds, such as those of a logout, are no access tokens."""
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]")
_LATEST: Final = 253_402_300_800
"""The year 10000: later instants are mistakes."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Whom a token speaks of, and what it grants. Instants are UTC seconds, with the clocks' leeway."""

    issuer: str
    subject: str
    granted: tuple[Granted, ...] = ()
    valid_from: float = 0.0
    valid_until: float = field(default=0.0)


@dataclass(frozen=True, slots=True)
class _Trusted:
    issuer: Issuer
    keys: Keys


@dataclass(frozen=True, slots=True)
class _Parts:
    """A token taken apart; none of it is believed yet."""

    signed: bytes
    signature: bytes
    algorithm: str
    kid: str | None
    claims: Mapping[str, Any]


class Verifier:
    """Verifies tokens of the issuers it trusts. `clock` is in UTC seconds, `ticks` only go forwards."""

    def __init__(
        self,
        issuers: Sequence[Issuer],
        outbound: Outbound,
        *,
        folder: Path = Path(),
        clock: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._ticks = ticks
        self._known: OrderedDict[bytes, tuple[Claims, float]] = OrderedDict()
        self._trusted = {
            issuer.issuer: _Trusted(
                issuer,
                Keys(
                    source_of(issuer, outbound, folder),
                    issuer=issuer.issuer,
                    max_age_s=issuer.keys_max_age_s,
                    stale_s=issuer.keys_stale_s,
                    refetch_s=issuer.refetch_s if issuer.jwks_file is None else FILE_REFETCH_S,
                    ticks=ticks,
                ),
            )
            for issuer in issuers
        }

    async def verify(self, token: str) -> Claims:
        """Whom a token speaks of; raises GraphError with `extensions.reason` where it is refused."""
        if len(token) > MAX_CHARACTERS:
            raise refusal(Reason.TOKEN_TOO_LARGE)
        key = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        if (known := self._recall(key)) is not None:  # (a)
            return known
        parts = _taken_apart(token)  # (b)
        issuer = parts.claims.get("iss")
        trusted = self._trusted.get(issuer) if isinstance(issuer, str) else None
        if trusted is None:  # (c)
            raise refusal(Reason.ISSUER_UNKNOWN) if issuer is not None else refusal(Reason.CLAIM_MISSING, claim="iss")
        if parts.algorithm not in trusted.issuer.algorithms:
            raise refusal(Reason.ALGORITHM_NOT_ALLOWED, allowed=list(trusted.issuer.algorithms))
        keys = await trusted.keys.find(parts.kid, parts.algorithm)  # (d)
        if keys is None:
            raise refusal(Reason.KEYS_UNAVAILABLE)
        if not keys:
            raise refusal(Reason.KEY_UNKNOWN)
        if not any(_is_signed(parts, each) for each in keys):  # (e)
            raise refusal(Reason.SIGNATURE_INVALID)
        claims = _believed(parts.claims, trusted.issuer)  # (f)
        self._judge_times(claims)
        self._remember(key, claims)
        return claims

    def _recall(self, key: bytes) -> Claims | None:
        """A token that was verified just now; raises where it has expired since."""
        known = self._known.get(key)
        if known is None:
            return None
        claims, until = known
        if self._ticks() >= until:
            del self._known[key]
            return None
        self._judge_times(claims)
        self._known.move_to_end(key)
        return claims

    def _remember(self, key: bytes, claims: Claims) -> None:
        self._known[key] = claims, self._ticks() + KNOWN_S
        if len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)

    def _judge_times(self, claims: Claims) -> None:
        now = self._clock()
        if now >= claims.valid_until:
            raise refusal(Reason.TOKEN_EXPIRED)
        if now < claims.valid_from:
            raise refusal(Reason.TOKEN_NOT_YET_VALID)


def _taken_apart(token: str) -> _Parts:
    if _FORM.fullmatch(token) is None:
        raise refusal(Reason.TOKEN_MALFORMED)
    signed, _, signature = token.rpartition(".")
    head, _, payload = signed.partition(".")
    header, claims = _object(head), _object(payload)
    algorithm, kid, kind = header.get("alg"), header.get("kid"), header.get("typ", "JWT")
    if not isinstance(algorithm, str) or algorithm not in _ALGORITHMS:
        raise refusal(Reason.ALGORITHM_NOT_ALLOWED)
    if not isinstance(kid, str | None) or "crit" in header or "b64" in header:
        raise refusal(Reason.TOKEN_MALFORMED)
    if not isinstance(kind, str) or kind.lower() not in _TYPES:
        raise refusal(Reason.TYPE_NOT_ALLOWED)
    return _Parts(signed.encode(), _decoded(signature), algorithm, kid, claims)


def _object(part: str) -> Mapping[str, Any]:
    try:
        stated = orjson.loads(_decoded(part))
    except orjson.JSONDecodeError:
        stated = None
    if not isinstance(stated, dict):
        raise refusal(Reason.TOKEN_MALFORMED)
    return stated


def _decoded(part: str) -> bytes:
    try:
        return urlsafe_b64decode(part.encode())
    except ValueError:
        raise refusal(Reason.TOKEN_MALFORMED) from None


def _is_signed(parts: _Parts, key: VerifyingKey) -> bool:
    try:
        return JWSRegistry.algorithms[parts.algorithm].verify(parts.signed, parts.signature, key)
    except (JoseError, ValueError):
        return False


def _believed(stated: Mapping[str, Any], issuer: Issuer) -> Claims:
    """What a signed token says, as far as it is of use; raises where it says too little, or to someone else."""
    subject = stated.get("sub")
    if not isinstance(subject, str) or not 1 <= len(subject) <= MAX_SUBJECT_CHARACTERS or _CONTROLS.search(subject):
        raise refusal(Reason.CLAIM_MISSING, claim="sub")
    audience = stated.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if audience is None:
        raise refusal(Reason.CLAIM_MISSING, claim="aud")
    if not any(each in issuer.audience for each in named if isinstance(each, str)):
        raise refusal(Reason.AUDIENCE_WRONG)
    until = _instant(stated, "exp")
    if until is None:
        raise refusal(Reason.CLAIM_MISSING, claim="exp")
    begins = [begin for name in ("nbf", "iat") if (begin := _instant(stated, name)) is not None]
    return Claims(
        issuer.issuer,
        subject,
        granted_by(issuer.grants, stated),
        valid_from=max(begins, default=0) - issuer.leeway_s,
        valid_until=until + issuer.leeway_s,
    )


def _instant(stated: Mapping[str, Any], name: str) -> float | None:
    value = stated.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _LATEST:
        raise refusal(Reason.CLAIM_MISSING, claim=name)
    return value
