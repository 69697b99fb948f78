"""Rows of people, as `datasources.store.rows` describes rows: attributes are the columns, JSON stays text."""

from collections.abc import Mapping
from typing import NamedTuple


class ApiTokenRow(NamedTuple):
    """An opaque token of a partner or script."""

    pk: int
    id: str
    name: str
    hash: str
    scopes: str
    created_at: int
    expires_at: int | None
    last_used_at: int | None
    revoked_at: int | None


class VolunteerRow(NamedTuple):
    """A volunteer's profile."""

    pk: int
    id: str
    account_pk: int
    display_name: str | None
    email: str | None
    telephone: str | None
    birth_month: str | None
    home_ars: str | None
    radius_km: float | None
    availability: str
    commitment: str
    skills: str
    interests: str
    languages: str
    calendar_hash: str | None
    created_at: int
    updated_at: int

    @property
    def typename(self) -> str:
        return "VolunteerProfile"


class GuardianRequestRow(NamedTuple):
    """A letter to a guardian, with a code that confirms once and revokes once."""

    pk: int
    volunteer_pk: int
    email: str
    code_hash: str
    purposes: str
    text_version: str
    requested_at: int
    expires_at: int
    confirmed_at: int | None
    revoked_at: int | None


class ConsentRow(NamedTuple):
    """A consent to one purpose; without a recipient it is the hub's own, or a guardian's to every recipient."""

    pk: int
    volunteer_pk: int
    purpose: str
    recipient_pk: int | None
    text_version: str
    given_by: str
    granted_at: int
    revoked_at: int | None

    @property
    def typename(self) -> str:
        return "Consent"


class EngagementRow(NamedTuple):
    """A sign-up."""

    pk: int
    id: str
    opportunity_pk: int
    volunteer_pk: int | None
    state: str
    hours: float | None
    waiting_since: int | None
    held_until: int | None
    confirmed_at: int | None
    age_band: str | None
    created_at: int
    updated_at: int

    @property
    def typename(self) -> str:
        return "Engagement"


class MessageRow(NamedTuple):
    """A message between someone who signed up and the organisation."""

    pk: int
    engagement_pk: int
    at: int
    from_organization: bool
    text: str

    @property
    def typename(self) -> str:
        return "Message"


class CertificateRow(NamedTuple):
    """That a document was inspected, and when; never the document."""

    pk: int
    volunteer_pk: int
    kind: str
    inspected_on: str
    valid_until: str | None
    organization_pk: int | None
    created_at: int

    @property
    def typename(self) -> str:
        return "Certificate"


class AccessEventRow(NamedTuple):
    """A reading of someone's data: who, when, which fields, for what."""

    pk: int
    volunteer_pk: int
    at: int
    by: str
    organization_pk: int
    account_pk: int | None
    fields: str
    purpose: str

    @property
    def typename(self) -> str:
        return "AccessEvent"


class LetterRow(NamedTuple):
    """The outbox: a letter to be sent, once per key."""

    pk: int
    key: str
    volunteer_pk: int | None
    recipient: str | None
    subject: str | None
    body: str | None
    created_at: int
    due_at: int
    attempts: int
    claimed_by: str | None
    claimed_until: int | None
    sent_at: int | None
    failure: str | None


class ErasureRow(NamedTuple):
    """The receipt of an erasure, as it is answered once: `erased` counts rows by table."""

    id: str
    completed_at: int
    erased: Mapping[str, int]
