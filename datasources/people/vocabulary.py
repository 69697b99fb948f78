"""The closed lists of taking part: one enum per word. The values are those of the graph's enums."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What someone may do, beyond what everybody may."""

    EDITOR = "EDITOR"
    STEWARD = "STEWARD"
    ANALYST = "ANALYST"
    ADMINISTRATOR = "ADMINISTRATOR"


class Purpose(StrEnum):
    """What personal data may be used for."""

    MATCHING = "MATCHING"
    CONTACT = "CONTACT"
    VETTING = "VETTING"
    STATISTICS = "STATISTICS"


class ConsentGiver(StrEnum):
    """Who consented."""

    SELF = "SELF"
    GUARDIAN = "GUARDIAN"


class GuardianConsentState(StrEnum):
    """Where the consent of a guardian stands."""

    NOT_NEEDED = "NOT_NEEDED"
    MISSING = "MISSING"
    REQUESTED = "REQUESTED"
    GIVEN = "GIVEN"
    REVOKED = "REVOKED"


class AgeBand(StrEnum):
    """Years of age, in bands wide enough not to single anyone out."""

    U14 = "U14"
    A14_15 = "A14_15"
    A16_17 = "A16_17"
    A18_26 = "A18_26"
    A27_59 = "A27_59"
    A60_PLUS = "A60_PLUS"


class EngagementState(StrEnum):
    """Where a sign-up stands."""

    AWAITING_GUARDIAN = "AWAITING_GUARDIAN"
    INTERESTED = "INTERESTED"
    WAITLISTED = "WAITLISTED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    DONE = "DONE"
    CONFIRMED = "CONFIRMED"
    WITHDRAWN = "WITHDRAWN"
    CANCELLED_BY_ORGANIZATION = "CANCELLED_BY_ORGANIZATION"
    NO_SHOW = "NO_SHOW"


class EngagementDimension(StrEnum):
    """What sign-ups are counted by."""

    MUNICIPALITY = "MUNICIPALITY"
    CATEGORY = "CATEGORY"
    COMMITMENT = "COMMITMENT"
    MONTH = "MONTH"
    STATE = "STATE"
    AGE_BAND = "AGE_BAND"


HOLDING: Final = frozenset(
    {
        EngagementState.AWAITING_GUARDIAN,
        EngagementState.INTERESTED,
        EngagementState.ACCEPTED,
        EngagementState.DONE,
        EngagementState.CONFIRMED,
        EngagementState.NO_SHOW,
    }
)
"""The states that hold a place; every other frees it."""

LIVE: Final = frozenset(
    {
        EngagementState.AWAITING_GUARDIAN,
        EngagementState.INTERESTED,
        EngagementState.WAITLISTED,
        EngagementState.ACCEPTED,
    }
)
"""The states in which something is still to come: one sign-up of a person and opportunity at a time is in them."""
