"""Whom the hub believes: the settings of [auth].

environment = "development"                     # only there is the development key believed

[auth]
development_key = ".hub-development-key.json"

[[auth.issuers]]
issuer = "https://login.kreis.example/realms/kreis"
audience = "engagement-hub"
grants = [{ claim = "realm_access.roles", value = "hub-analyst", role = "ANALYST" }]
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from datasources.people.entrance import scope_of
from datasources.people.vocabulary import Role
from supergraph.tokens import Grant, Issuer
from supergraph.tokens.development import ISSUER, development_issuer

__all__ = ["AuthSettings", "Environment"]

Environment = Literal["production", "development"]
_ROLES: Final = ", ".join(Role)


class AuthSettings(BaseModel):
    """Issuers whose tokens are believed, and the key of tokens for trying out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuers: tuple[Issuer, ...] = ()
    development_key: Path | None = None

    @model_validator(mode="after")
    def _issuers_once(self) -> Self:
        names = [each.issuer for each in self.issuers]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"the issuer {twice!r} is given twice; list all of its audiences in one place")
        if ISSUER in names:
            raise ValueError(f"{ISSUER!r} is the development key's own name; an issuer has its address as its name")
        return self

    @model_validator(mode="after")
    def _grants_known_roles(self) -> Self:
        for issuer in self.issuers:
            for grant in issuer.grants:
                if (wrong := _wrong_with(grant)) is not None:
                    raise ValueError(f"the grant by {grant.claim!r} of {issuer.issuer!r}: {wrong}")
        return self

    def believed(self, environment: Environment) -> Sequence[Issuer]:
        """The issuers that are believed; with the development key in development alone."""
        key = self.key_in(environment)
        return self.issuers if key is None else (*self.issuers, development_issuer(key))

    def key_in(self, environment: Environment) -> Path | None:
        """The file of the development key, as it is set; None in production, whatever is set."""
        return self.development_key if environment == "development" else None

    @property
    def hosts(self) -> Sequence[str]:
        """Where keys are fetched from: allowed because an operator wrote it."""
        return [host for each in self.issuers if (host := each.host) is not None]


def _wrong_with(grant: Grant) -> str | None:
    """What keeps a grant from ever granting anything."""
    if grant.role is None:
        return None
    if grant.role not in Role.__members__:
        return f"there is no role {grant.role}; the roles are {_ROLES}"
    if grant.value is not None and scope_of(f"{grant.role}:{grant.scope}" if grant.scope else grant.role) is None:
        return "a STEWARD has an official key as scope, an EDITOR the id of an organisation, the others have none"
    if grant.value is None and grant.role not in {Role.EDITOR, Role.STEWARD}:
        return f"every value of the claim would be a scope, and {grant.role} has none; name the value that grants it"
    return None
