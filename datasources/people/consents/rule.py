"""When a consent covers a field: the one rule by which personal data is answered, or not.

    covers(consents, Purpose.CONTACT, organization.pk, guarded=False)

A recipient is an organisation; None is the hub itself, which matches and counts. What is consented to the hub reaches
no organisation, and what is consented to one reaches no other.
"""

from collections.abc import Iterable
from typing import Final

from datasources.people.consents.wordings import WORDINGS
from datasources.people.vocabulary import ConsentGiver, Purpose
from datasources.store.people.rows import ConsentRow

__all__ = ["TO_AN_ORGANIZATION", "TO_THE_HUB", "covers", "covers_for_guardian", "current", "is_known"]

TO_AN_ORGANIZATION: Final = frozenset({Purpose.MATCHING, Purpose.CONTACT, Purpose.VETTING})
"""Purposes that an organisation may be the recipient of."""
TO_THE_HUB: Final = frozenset({Purpose.MATCHING, Purpose.STATISTICS})
"""Purposes of the hub itself, without a recipient."""


def covers(consents: Iterable[ConsentRow], purpose: Purpose, recipient_pk: int | None, *, guarded: bool) -> bool:
    """Whether the consents of one volunteer allow this purpose and recipient.

    `consents` may hold revoked ones, and are all of the same volunteer; `guarded` says that they are under 16: then a
    guardian must have consented to the purpose too, to every recipient.
    """
    if recipient_pk is None and purpose not in TO_THE_HUB:
        return False
    given = tuple(consents)
    own = any(
        each.given_by == ConsentGiver.SELF and each.recipient_pk == recipient_pk
        for each in given
        if each.purpose == purpose and _stands(each)
    )
    return own and (not guarded or covers_for_guardian(given, purpose))


def covers_for_guardian(consents: Iterable[ConsentRow], purpose: Purpose) -> bool:
    """Whether a guardian consented to the purpose, which is to every recipient."""
    return any(
        each.given_by == ConsentGiver.GUARDIAN and each.recipient_pk is None
        for each in consents
        if each.purpose == purpose and _stands(each)
    )


def current(purpose: Purpose) -> str:
    """The version of the text that is consented to now."""
    return WORDINGS[purpose][0].version


def is_known(purpose: Purpose, version: str) -> bool:
    """Whether there is, or was, a text of this version: only then does anybody know what was consented to."""
    return any(wording.version == version for wording in WORDINGS[purpose])


def _stands(consent: ConsentRow) -> bool:
    return consent.revoked_at is None and is_known(Purpose(consent.purpose), consent.text_version)
