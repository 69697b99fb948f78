"""Consents: the texts that are consented to, by purpose and version, and the rule by which a consent covers a field."""

from datasources.people.consents.rule import TO_AN_ORGANIZATION, TO_THE_HUB, covers, current, is_known
from datasources.people.consents.wordings import WORDINGS, Wording, text_of

__all__ = [
    "TO_AN_ORGANIZATION",
    "TO_THE_HUB",
    "WORDINGS",
    "Wording",
    "covers",
    "current",
    "is_known",
    "text_of",
]
