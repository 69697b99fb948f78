"""An issuer for tests: keys made once, tokens signed as told, however wrong, and its key set as text."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from supergraph.errors import GraphError
from supergraph.outbound import Outbound
from supergraph.tokens import Issuer, Verifier
from supergraph.tokens.keys import VerifyingKey

NOW: Final = 1_790_000_000
ISSUER: Final = "https://login.kreis.example/realms/kreis"
AUDIENCE: Final = "hub"
SUBJECT: Final = "f4b1c0de-katharina"
RSA: Final = RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "sig"})
EC: Final = ECKey.generate_key("P-256", {"kid": "ec-1"})
OTHER_EC: Final = ECKey.generate_key("P-256", {"kid": "ec-2"})
ED: Final = OKPKey.generate_key("Ed25519", {"kid": "ed-1"})


class Clock:
    """Stands still unless it is moved."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def claims(**changes: object) -> dict[str, Any]:
    """Claims of a good token, changed; what is None is left out."""
    good = {"iss": ISSUER, "sub": SUBJECT, "aud": AUDIENCE, "iat": NOW - 10, "exp": NOW + 300}
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def token(
    stated: object = None,
    *,
    key: VerifyingKey = EC,
    algorithm: str = "ES256",
    header: Mapping[str, object] | None = None,
) -> str:
    """A token signed by a key; `header` changes its header, and what is None there is left out."""
    full = {"alg": algorithm, "kid": key.kid, "typ": "JWT", **(header or {})}
    head = {name: value for name, value in full.items() if value is not None}
    signed = ".".join(encoded(json.dumps(each).encode()) for each in (head, claims() if stated is None else stated))
    return f"{signed}.{encoded(JWSRegistry.algorithms[algorithm].sign(signed.encode(), key))}"


def key_set(*keys: VerifyingKey) -> str:
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]})


def write_keys(folder: Path, *keys: VerifyingKey, name: str = "keys.json") -> Path:
    path = folder / name
    path.write_text(key_set(*keys), "utf-8")
    return path


def issuer(**changes: Any) -> Issuer:
    """The issuer, its keys in keys.json unless told otherwise."""
    stated = {"issuer": ISSUER, "audience": AUDIENCE, "jwks_file": "keys.json", **changes}
    return Issuer.model_validate(stated)


def verifier(folder: Path, *issuers: Issuer, clock: Clock | None = None, ticks: Clock | None = None) -> Verifier:
    """A verifier of issuers whose keys are files in the folder."""
    return Verifier(
        issuers or (issuer(),), Outbound(), folder=folder, clock=clock or Clock(), ticks=ticks or Clock(0.0)
    )


async def reason(verifier: Verifier, given: str) -> str:
    """Why a token is refused; it must be, and nothing of it may be in what is said."""
    with pytest.raises(GraphError) as caught:
        await verifier.verify(given)
    told = json.dumps(caught.value.formatted)
    assert SUBJECT not in told
    assert given[:200] not in told or len(given) < 12
    assert caught.value.hint
    return str((caught.value.extensions or {})["reason"])
