"""What people ask to have changed, as the rooms hand it down: checked for its form by the graph, for its sense here."""

from collections.abc import Sequence
from dataclasses import dataclass

from datasources.people.vocabulary import Purpose

__all__ = ["ConsentGrant", "ContactDetails", "SignUp"]


@dataclass(frozen=True, slots=True)
class ConsentGrant:
    """A consent to one purpose, by the version of the text that was read."""

    purpose: Purpose
    text_version: str


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """How someone who has no profile yet may be reached. `birth_month` is YYYY-MM."""

    display_name: str
    birth_month: str
    email: str | None = None
    telephone: str | None = None


@dataclass(frozen=True, slots=True)
class SignUp:
    """One step for an hour's help; ids are those of the graph."""

    opportunity: str
    shifts: Sequence[str] | None = None
    message: str | None = None
    consents: Sequence[ConsentGrant] = ()
    contact: ContactDetails | None = None
