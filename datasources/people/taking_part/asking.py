"""What someone asks for when they sign up, as far as it can be judged without knowing them or the opportunity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from datasources.people.consents import version_problem
from datasources.people.outcome import problem
from datasources.people.profiles import checked_contact
from datasources.people.requests import ConsentGrant, ContactDetails, SignUp
from datasources.people.texts import checked
from datasources.people.vocabulary import Purpose
from datasources.problems import Problem

__all__ = ["MAX_MESSAGE_CHARS", "MAX_SHIFTS", "Asked", "asked", "checked_message"]

MAX_SHIFTS: Final = 20
"""So many shifts can be taken by one sign-up."""
MAX_MESSAGE_CHARS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A sign-up whose texts are clean and whose consents are to texts of ours. `shifts` is None where none is named."""

    shifts: tuple[str, ...] | None
    message: str | None
    consents: tuple[ConsentGrant, ...]
    contact: ContactDetails | None


def asked(sign_up: SignUp, today: date) -> Asked | tuple[Problem, ...]:
    """The sign-up as it may be kept, or all that is wrong with it."""
    problems: list[Problem] = []
    message = checked_message(sign_up.message)
    if isinstance(message, Problem):
        problems.append(message)
    contact = None if sign_up.contact is None else checked_contact(sign_up.contact, "contact", today)
    if isinstance(contact, tuple):
        problems += contact
    shifts = None if sign_up.shifts is None else tuple(dict.fromkeys(sign_up.shifts))
    if shifts is not None and len(shifts) > MAX_SHIFTS:
        problems.append(problem("TOO_MANY_SHIFTS", "shifts", most=str(MAX_SHIFTS)))
    problems += _consent_problems(sign_up.consents)
    if isinstance(message, Problem) or isinstance(contact, tuple) or problems:
        return tuple(problems)
    return Asked(shifts or None, message, tuple(sign_up.consents), contact)


def checked_message(message: str | None) -> str | Problem | None:
    """A message as it is kept; one without a word is none."""
    if message is None or not message.strip():
        return None
    return checked(message, "message", most=MAX_MESSAGE_CHARS, lines=True)


def _consent_problems(consents: Sequence[ConsentGrant]) -> list[Problem]:
    """Each purpose once, so that there are no more than there are purposes."""
    seen: set[Purpose] = set()
    problems: list[Problem] = []
    for grant in consents:
        if grant.purpose in seen:
            return [problem("CONSENT_TWICE", "consents", purpose=grant.purpose.value)]
        seen.add(grant.purpose)
        unknown = version_problem(grant.purpose, grant.text_version, "consents")
        if unknown is not None:
            problems.append(unknown)
    return problems
