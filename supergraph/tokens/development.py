"""A signing key of one's own, for trying out: tokens without an issuer to run.

    key = DevelopmentKey.at(Path(".hub-development-key.json"))     # made at the first use, for its owner's eyes alone
    key.sign({"sub": "alice"}, now=…, lifetime_s=3600)             # a JWT; `development_issuer(path)` believes it

Whoever can read the file can be anyone. It belongs to a hub for trying out and to no other.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from supergraph.tokens.issuers import Grant, Issuer

__all__ = ["AUDIENCE", "ISSUER", "DevelopmentKey", "UnusableKey", "development_issuer"]

ISSUER: Final = "urn:engagement-hub:development"
AUDIENCE: Final = "engagement-hub"
ALGORITHM: Final = "ES256"
ROLES_CLAIM: Final = "hub.roles"


class UnusableKey(Exception):
    """The file of the key cannot be used; the text names it, and the way out."""


class DevelopmentKey:
    """The private key."""

    def __init__(self, key: ECKey) -> None:
        self._key = key

    @classmethod
    def at(cls, path: Path) -> Self:
        """The key in a file, which is made where there is none; raises UnusableKey."""
        try:
            if not path.exists():
                _make(path)
            stated = orjson.loads(path.read_bytes())
            key = ECKey.import_key(stated)
        except (orjson.JSONDecodeError, JoseError, ValueError, TypeError, KeyError):
            raise UnusableKey(f"{path} holds no key of {ALGORITHM}. Delete it: a new one is made.") from None
        except OSError as error:
            raise UnusableKey(f"{path}: {error.strerror or 'not readable'}. Name another file.") from None
        if not key.is_private or key.curve_name != "P-256":
            raise UnusableKey(f"{path} holds no private key of {ALGORITHM}. Delete it: a new one is made.")
        return cls(key)

    def sign(self, claims: Mapping[str, object], *, now: int, lifetime_s: int) -> str:
        """A JWT with these claims, from `now` (UTC seconds) on."""
        times = {"iat": now, "exp": now + lifetime_s}
        header = {"alg": ALGORITHM, "kid": self._key.kid or ""}
        return jwt.encode(header, {"iss": ISSUER, "aud": AUDIENCE, **claims, **times}, self._key, [ALGORITHM])


def development_issuer(path: Path) -> Issuer:
    """The issuer whose tokens that key signs; its roles stand in the claim hub.roles."""
    return Issuer(
        issuer=ISSUER,
        audience=(AUDIENCE,),
        jwks_file=path,
        algorithms=(ALGORITHM,),
        keys_max_age_s=60,
        keys_stale_s=0,
        grants=(Grant(claim=ROLES_CLAIM),),
    )


def _make(path: Path) -> None:
    """Write a new key whole or not at all, readable by its owner alone; one that someone else made meanwhile stays."""
    key = ECKey.generate_key("P-256", auto_kid=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(orjson.dumps(key.as_dict(private=True)) + b"\n")
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()
