"""The closed lists of taking part, each value described, as `schema.enums` describes those of the rest."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from datasources.people.vocabulary import (
    AgeBand,
    ConsentGiver,
    EngagementDimension,
    EngagementState,
    GuardianConsentState,
    Purpose,
)
from schema.enums import describe

__all__ = [
    "ENUMS",
    "AgeBand",
    "ConsentGiver",
    "EngagementDimension",
    "EngagementState",
    "GuardianConsentState",
    "Purpose",
]

ENUMS: Final[Mapping[type[StrEnum], tuple[str, Mapping[str, str]]]] = {
    Purpose: (
        "What personal data may be used for.",
        {
            "MATCHING": "To find opportunities that suit someone, and to tell an organisation whether they do.",
            "CONTACT": "So that an organisation can reach someone about what they signed up for.",
            "VETTING": "To tell an organisation which documents were inspected.",
            "STATISTICS": "To be counted by age band, never alone.",
        },
    ),
    ConsentGiver: (
        "Who consented.",
        {
            "SELF": "The person whose data it is.",
            "GUARDIAN": "A parent or guardian, for someone under 16.",
        },
    ),
    GuardianConsentState: (
        "Where the consent of a guardian stands.",
        {
            "NOT_NEEDED": "None is needed: the person is 16 or older.",
            "MISSING": "One is needed, and nobody was asked yet.",
            "REQUESTED": "A letter is under way to a guardian.",
            "GIVEN": "A guardian consented.",
            "REVOKED": "A guardian took the consent back.",
        },
    ),
    AgeBand: (
        "Years of age, in bands wide enough not to single anyone out.",
        {
            "U14": "Under 14.",
            "A14_15": "14 or 15.",
            "A16_17": "16 or 17.",
            "A18_26": "18 to 26.",
            "A27_59": "27 to 59.",
            "A60_PLUS": "60 or older.",
        },
    ),
    EngagementState: (
        "Where a sign-up stands.",
        {
            "AWAITING_GUARDIAN": "It waits for a guardian's consent, 48 hours at most, and holds a place until then.",
            "INTERESTED": "Signed up; it is for the organisation to decide. Holds a place.",
            "WAITLISTED": "On the waiting list: no place is free. Who waits longest moves up.",
            "ACCEPTED": "The organisation counts on them. Holds a place.",
            "DECLINED": "The organisation said no.",
            "DONE": "It has taken place. Holds its place.",
            "CONFIRMED": "The organisation confirmed the hours. Holds its place.",
            "WITHDRAWN": "The person, or a guardian, took it back.",
            "CANCELLED_BY_ORGANIZATION": "The organisation called it off.",
            "NO_SHOW": "They did not come. Holds its place.",
        },
    ),
    EngagementDimension: (
        "What sign-ups can be counted by.",
        {
            "MUNICIPALITY": "By the municipality of the opportunity.",
            "CATEGORY": "By what the opportunity is about; one with several topics counts in each.",
            "COMMITMENT": "By how much the opportunity binds.",
            "MONTH": "By the month of signing up.",
            "STATE": "By where they stand.",
            "AGE_BAND": "By age, of those who consented to statistics.",
        },
    ),
}
"""Each enum: its description, and that of every value by name."""

describe(ENUMS)
