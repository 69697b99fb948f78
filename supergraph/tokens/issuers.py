"""Whose tokens are believed, and what their claims grant: settings of one issuer of an OpenID Connect provider.

    [[auth.issuers]]
    issuer = "https://login.kreis.example/realms/kreis"      # as in iss, letter by letter
    audience = "engagement-hub"
    grants = [
      { claim = "realm_access.roles", value = "hub-analyst", role = "ANALYST" },
      { claim = "groups", value = "steward-mayen", role = "STEWARD", scope = "07137" },
      { claim = "hub.editor_of", role = "EDITOR" },           # each of its values is a scope
      { claim = "hub.roles" },                                # each of its values is ROLE or ROLE:scope
    ]

A claim is looked up by its whole name first, then as a path through objects.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

__all__ = ["Algorithm", "Grant", "Granted", "Issuer", "granted_by"]

Algorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
"""Signatures by a private key alone: what is verified by a shared secret, or not at all, can be no setting."""

MAX_VALUES: Final = 200
"""Values of one claim that are looked at."""
MAX_SCOPE_CHARACTERS: Final = 100
MAX_PATH: Final = 8

_ROLE: Final = r"^[A-Z][A-Z_]{0,39}$"


class Granted(NamedTuple):
    """A role that a token grants; `scope` is empty where it has none."""

    role: str
    scope: str


class Grant(BaseModel):
    """What values of a claim grant.

    With `value`, having that value grants `role` with `scope`; without one, each value is the scope of `role`; without
    a role either, each value is itself a role, or a role and its scope: "ANALYST", "STEWARD:07137".
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    claim: str = Field(min_length=1, max_length=200)
    value: str | None = None
    role: str | None = Field(default=None, pattern=_ROLE)
    scope: str = ""

    @model_validator(mode="after")
    def _is_one_of_three(self) -> Self:
        if self.role is None and (self.value is not None or self.scope):
            raise ValueError("a grant of a value names the role that the value grants")
        if self.scope and self.value is None:
            raise ValueError("without a value, each value of the claim is a scope: leave scope out, or name the value")
        return self


def _as_list(stated: object) -> object:
    return (stated,) if isinstance(stated, str) else stated


class Issuer(BaseModel):
    """An issuer whose tokens are believed.

    Its keys are at `jwks_url`, in `jwks_file`, or where its /.well-known/openid-configuration says.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: str = Field(min_length=1, max_length=500)
    audience: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = Field(min_length=1)
    jwks_url: str | None = None
    jwks_file: Path | None = None
    algorithms: tuple[Algorithm, ...] = Field(default=("RS256", "PS256", "ES256", "EdDSA", "Ed25519"), min_length=1)
    leeway_s: float = Field(60.0, ge=0, le=600, description="by how much clocks may differ")
    keys_max_age_s: float = Field(3600.0, ge=1, description="how long keys are used before they are fetched again")
    keys_stale_s: float = Field(86_400.0, ge=0, description="how much longer, while the issuer is down")
    refetch_s: float = Field(30.0, ge=1, description="the least time between two fetches, whoever asks for them")
    plain_http: bool = Field(False, description="whether its keys may be fetched without TLS, within a private network")
    grants: tuple[Grant, ...] = ()

    @model_validator(mode="after")
    def _has_one_place_of_keys(self) -> Self:
        if self.jwks_url is not None and self.jwks_file is not None:
            raise ValueError("jwks_url and jwks_file are both given: name one of them, or neither")
        if (address := self.keys_address) is not None:
            scheme = urlsplit(address).scheme
            if scheme not in ({"https", "http"} if self.plain_http else {"https"}):
                raise ValueError(
                    "keys are fetched by https: name a jwks_url with https://, or a jwks_file; "
                    "plain_http = true allows http:// within a private network"
                )
        return self

    @property
    def keys_address(self) -> str | None:
        """Where the way to its keys begins; None for a file."""
        if self.jwks_file is not None:
            return None
        return self.jwks_url or f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"

    @property
    def host(self) -> str | None:
        """The host that its keys are fetched of, with its port where one is named: allowed because it is configured."""
        return None if self.keys_address is None else urlsplit(self.keys_address).netloc.rpartition("@")[2] or None


def granted_by(grants: Sequence[Grant], claims: Mapping[str, object]) -> tuple[Granted, ...]:
    """What a token's claims grant, each once, in the order of the grants."""
    granted = [each for grant in grants for each in _granted_by(grant, _values(claims, grant.claim))]
    return tuple(dict.fromkeys(granted))


def _granted_by(grant: Grant, values: Sequence[str]) -> Sequence[Granted]:
    if grant.value is not None and grant.role is not None:
        return [Granted(grant.role, grant.scope)] if grant.value in values else []
    if grant.role is not None:
        return [Granted(grant.role, value) for value in values if value]
    return [Granted(role, scope) for role, _, scope in (value.partition(":") for value in values) if role]


def _values(claims: Mapping[str, object], name: str) -> Sequence[str]:
    """The texts of a claim: of a list its texts, of a text itself; none where it is something else."""
    found = claims.get(name)
    if found is None:
        found = claims
        for step in name.split(".")[:MAX_PATH]:
            found = found.get(step) if isinstance(found, Mapping) else None
    listed = found if isinstance(found, list) else [found]
    return [each for each in listed[:MAX_VALUES] if isinstance(each, str) and len(each) <= MAX_SCOPE_CHARACTERS]
