"""What may be consented to: the newest text of a purpose, towards a recipient of the right kind.

recipient_problem(Purpose.CONTACT, recipient=None)              RECIPIENT_NEEDED
version_problem(Purpose.CONTACT, "2024-01", "textVersion")      CONSENT_TEXT_UNKNOWN
"""

from datasources.people.consents.rule import TO_AN_ORGANIZATION, TO_THE_HUB, current, is_known
from datasources.people.outcome import problem
from datasources.people.vocabulary import Purpose
from datasources.problems import Problem

__all__ = ["recipient_problem", "version_problem"]


def recipient_problem(purpose: Purpose, *, has_recipient: bool, path: str = "recipient") -> Problem | None:
    """CONTACT and VETTING are for an organisation, STATISTICS is for none, MATCHING for either."""
    if has_recipient and purpose not in TO_AN_ORGANIZATION:
        return problem("RECIPIENT_NOT_POSSIBLE", path, purpose=purpose.value)
    if not has_recipient and purpose not in TO_THE_HUB:
        return problem("RECIPIENT_NEEDED", path, purpose=purpose.value)
    return None


def version_problem(purpose: Purpose, version: str, path: str) -> Problem | None:
    """Only to the newest text can be consented: an older one is not what holds today."""
    newest = current(purpose)
    if version == newest:
        return None
    code = "CONSENT_TEXT_OUTDATED" if is_known(purpose, version) else "CONSENT_TEXT_UNKNOWN"
    return problem(code, path, purpose=purpose.value, version=newest)
