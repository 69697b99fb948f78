"""Who asks: what the door learned from the token and the store, once per operation. A value; every check reads it."""

from dataclasses import dataclass
from typing import Final

__all__ = ["ANONYMOUS", "Viewer"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """`account_pk` is None for whoever has no account yet, and for API tokens, which are nobody's own.

    A person is `issuer` and `subject`; an API token has neither, but may have roles.
    """

    issuer: str | None = None
    subject: str | None = None
    account_pk: int | None = None
    token_pk: int | None = None
    "Of the API token, where one asks."
    edits: frozenset[int] = frozenset()
    "Organisations whose editor this is, by pk."
    stewards: tuple[str, ...] = ()
    "Areas whose steward this is, by official key; each covers everything below it."
    is_analyst: bool = False
    is_administrator: bool = False

    @property
    def is_signed_in(self) -> bool:
        """Whether a valid token came with the request."""
        return self.subject is not None or self.token_pk is not None

    @property
    def is_person(self) -> bool:
        """Whether it is someone who may have a profile of their own."""
        return self.subject is not None

    def may_edit(self, organization_pk: int | None) -> bool:
        """Whether this is an editor of the organisation."""
        return organization_pk is not None and organization_pk in self.edits

    def is_steward_of(self, ars: str | None) -> bool:
        """Whether this is a steward of the area or of one above it; administrators are stewards of every area."""
        return self.is_administrator or (ars is not None and ars.startswith(self.stewards))


ANONYMOUS: Final = Viewer()
"""Whoever comes without a token."""
