"""Consents: the texts that are consented to, by purpose and version, and the rule by which a consent covers a field."""

from datasources.people.consents.granting import recipient_problem, version_problem
from datasources.people.consents.rule import (
    TO_AN_ORGANIZATION,
    TO_THE_HUB,
    covers,
    covers_for_guardian,
    current,
    is_known,
)
from datasources.people.consents.wordings import WORDINGS, Wording, text_as_of, text_of

__all__ = [
    "TO_AN_ORGANIZATION",
    "TO_THE_HUB",
    "WORDINGS",
    "Wording",
    "covers",
    "covers_for_guardian",
    "current",
    "is_known",
    "recipient_problem",
    "text_as_of",
    "text_of",
    "version_problem",
]
