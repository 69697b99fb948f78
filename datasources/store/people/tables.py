"""The tables of people, in the habits of `datasources.store.tables`: instants in seconds, JSON as text.

Secrets (codes, API tokens, calendar addresses, idempotency keys) are kept as SHA-256 in hex, never as they are.
"""

from sqlalchemy import Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from datasources.store.tables import compare_by_bytes, instant

_LIVE = text("volunteer_pk IS NOT NULL AND state IN ('AWAITING_GUARDIAN', 'INTERESTED', 'WAITLISTED', 'ACCEPTED')")


class AccountTable(SQLModel, table=True):
    """Someone whom an issuer vouches for. Nothing is known of them but the issuer's own words for them."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("issuer", "subject", name="account_of_subject"),)

    pk: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    issuer: str
    subject: str
    created_at: int = Field(sa_column=instant())


class RoleTable(SQLModel, table=True):
    """A role someone has: an editor of an organisation, a steward of an area, an analyst, an administrator."""

    __tablename__ = "role"
    __table_args__ = (UniqueConstraint("account_pk", "role", "scope", name="role_once"),)

    pk: int | None = Field(default=None, primary_key=True)
    account_pk: int = Field(foreign_key="account.pk", ondelete="CASCADE")
    role: str = Field(description="Role")
    scope: str = Field(default="", index=True, description="an editor's: the organisation's id; a steward's: the ARS")
    granted_at: int = Field(sa_column=instant())


class ApiTokenTable(SQLModel, table=True):
    """An opaque token of a partner or script."""

    __tablename__ = "api_token"

    pk: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    name: str
    hash: str = Field(unique=True)
    scopes: str = Field(description='JSON: ["analyst", "steward:07137", "editor:org_…"]')
    created_at: int = Field(sa_column=instant())
    expires_at: int | None = Field(default=None, sa_column=instant(nullable=True))
    last_used_at: int | None = Field(default=None, sa_column=instant(nullable=True))
    revoked_at: int | None = Field(default=None, sa_column=instant(nullable=True))


class VolunteerTable(SQLModel, table=True):
    """A volunteer's profile."""

    __tablename__ = "volunteer"

    pk: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    account_pk: int = Field(foreign_key="account.pk", unique=True)
    display_name: str | None = None
    email: str | None = None
    telephone: str | None = None
    birth_month: str | None = Field(default=None, description="YYYY-MM; never answered")
    home_ars: str | None = None
    radius_km: float | None = None
    availability: str = Field(default="[]", description='JSON: [{"weekday": "MONDAY", "from": "16:00", "to": "20:00"}]')
    commitment: str = Field(default="[]", description="JSON: members of Commitment")
    skills: str = Field(default="[]", description="JSON: notations of concepts")
    interests: str = Field(default="[]", description="JSON: notations of concepts")
    languages: str = Field(default="[]", description="JSON: BCP 47")
    calendar_hash: str | None = Field(default=None, unique=True, description="of the secret calendar address")
    created_at: int = Field(sa_column=instant())
    updated_at: int = Field(sa_column=instant())


class GuardianRequestTable(SQLModel, table=True):
    """A letter to a guardian, with a code that confirms once and revokes once. The latest one counts."""

    __tablename__ = "guardian_request"

    pk: int | None = Field(default=None, primary_key=True)
    volunteer_pk: int = Field(foreign_key="volunteer.pk", index=True, ondelete="CASCADE")
    email: str
    code_hash: str = Field(unique=True)
    purposes: str = Field(description="JSON: members of Purpose")
    text_version: str
    requested_at: int = Field(sa_column=instant())
    expires_at: int = Field(sa_column=instant())
    confirmed_at: int | None = Field(default=None, sa_column=instant(nullable=True))
    revoked_at: int | None = Field(default=None, sa_column=instant(nullable=True))


class ConsentTable(SQLModel, table=True):
    """A consent to one purpose; without a recipient it is the hub's own, or a guardian's to every recipient."""

    __tablename__ = "consent"
    __table_args__ = (Index("consent_by_volunteer", "volunteer_pk", "purpose", "recipient_pk"),)

    pk: int | None = Field(default=None, primary_key=True)
    volunteer_pk: int = Field(foreign_key="volunteer.pk", ondelete="CASCADE")
    purpose: str
    recipient_pk: int | None = Field(default=None, description="an organisation")
    text_version: str
    given_by: str = Field(description="ConsentGiver")
    granted_at: int = Field(sa_column=instant())
    revoked_at: int | None = Field(default=None, sa_column=instant(nullable=True))


class EngagementTable(SQLModel, table=True):
    """A sign-up. It outlives its person as an anonymous count: then without volunteer, message and exact times."""

    __tablename__ = "engagement"
    __table_args__ = (
        Index("engagement_by_opportunity", "opportunity_pk", "state", "pk"),
        Index("engagement_by_volunteer", "volunteer_pk", "pk"),
        Index(
            "engagement_live",
            "opportunity_pk",
            "volunteer_pk",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index("engagement_awaiting", "state", "held_until"),
    )

    pk: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    opportunity_pk: int = Field(foreign_key="opportunity.pk")
    volunteer_pk: int | None = Field(default=None, foreign_key="volunteer.pk")
    state: str = Field(description="EngagementState")
    hours: float | None = None
    waiting_since: int | None = Field(default=None, sa_column=instant(nullable=True))
    held_until: int | None = Field(
        default=None, sa_column=instant(nullable=True), description="how long AWAITING_GUARDIAN holds a place"
    )
    confirmed_at: int | None = Field(default=None, sa_column=instant(nullable=True))
    age_band: str | None = Field(default=None, description="kept at erasure, under a consent to STATISTICS")
    created_at: int = Field(sa_column=instant())
    updated_at: int = Field(sa_column=instant())


class EngagementShiftTable(SQLModel, table=True):
    """A shift someone signed up for."""

    __tablename__ = "engagement_shift"

    engagement_pk: int = Field(foreign_key="engagement.pk", primary_key=True, ondelete="CASCADE")
    shift_pk: int = Field(foreign_key="shift.pk", primary_key=True, index=True)


class MessageTable(SQLModel, table=True):
    """A message between someone who signed up and the organisation."""

    __tablename__ = "message"

    pk: int | None = Field(default=None, primary_key=True)
    engagement_pk: int = Field(foreign_key="engagement.pk", index=True, ondelete="CASCADE")
    at: int = Field(sa_column=instant())
    from_organization: bool
    text: str = Field(sa_column=Column(Text, nullable=False))


class CertificateTable(SQLModel, table=True):
    """That a document was inspected, and when; never the document."""

    __tablename__ = "certificate"

    pk: int | None = Field(default=None, primary_key=True)
    volunteer_pk: int = Field(foreign_key="volunteer.pk", index=True, ondelete="CASCADE")
    kind: str = Field(description="RequirementKind")
    inspected_on: str
    valid_until: str | None = None
    organization_pk: int | None = None
    created_at: int = Field(sa_column=instant())


class AccessEventTable(SQLModel, table=True):
    """A reading of someone's data: who, when, which fields, for what."""

    __tablename__ = "access_event"
    __table_args__ = (Index("access_event_by_volunteer", "volunteer_pk", "at", "pk"),)

    pk: int | None = Field(default=None, primary_key=True)
    volunteer_pk: int = Field(foreign_key="volunteer.pk", ondelete="CASCADE")
    at: int = Field(sa_column=instant())
    by: str = Field(description="the organisation's name as it was then")
    organization_pk: int
    account_pk: int | None = Field(default=None, description="which editor; null once that account is gone")
    fields: str = Field(description="JSON: names of fields")
    purpose: str


class LetterTable(SQLModel, table=True):
    """The outbox: a letter to be sent, once per key. Its content is dropped when it has been sent."""

    __tablename__ = "letter"
    __table_args__ = (Index("letter_due", "sent_at", "due_at"),)

    pk: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, description="its cause: the same cause is one letter")
    volunteer_pk: int | None = Field(default=None, index=True, description="whose data it holds")
    recipient: str | None = None
    subject: str | None = None
    body: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    created_at: int = Field(sa_column=instant())
    due_at: int = Field(sa_column=instant())
    attempts: int = 0
    claimed_by: str | None = None
    claimed_until: int | None = Field(default=None, sa_column=instant(nullable=True))
    sent_at: int | None = Field(default=None, sa_column=instant(nullable=True))
    failure: str | None = Field(default=None, description="the kind of the last failure, without addresses")


class KeptAnswerTable(SQLModel, table=True):
    """What a mutation with an Idempotency-Key answered, for as long as it may be repeated."""

    __tablename__ = "kept_answer"

    key_hash: str = Field(primary_key=True, description="of the caller and the key")
    account_pk: int | None = Field(default=None, index=True)
    fingerprint: str = Field(description="of the operation and its variables")
    begun_at: int = Field(sa_column=instant())
    expires_at: int = Field(sa_column=instant(index=True))
    answer: str | None = Field(
        default=None, sa_column=Column(Text, nullable=True), description="JSON; null while it runs"
    )


class ErasureTable(SQLModel, table=True):
    """The receipt of an erasure: all that stays."""

    __tablename__ = "erasure"

    id: str = Field(primary_key=True)
    completed_at: int = Field(sa_column=instant())
    erased: str = Field(description="JSON: how many of what")


compare_by_bytes()
