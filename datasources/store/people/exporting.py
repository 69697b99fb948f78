"""Everything the hub holds of a person, read section by section for a copy of their own.

A section is one statement over one account or profile, bounded; its columns are named as the document names them.
Instants come as seconds and lists as JSON text: `datasources.people.exporting` says them in words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, case, null, select

from datasources.store.database import Database
from datasources.store.people.core import (
    ACCESS_EVENT,
    ACCOUNT,
    CERTIFICATE,
    CONSENT,
    ENGAGEMENT,
    ENGAGEMENT_SHIFT,
    GUARDIAN_REQUEST,
    KEPT_ANSWER,
    LETTER,
    MESSAGE,
    ROLE,
    VOLUNTEER,
)
from datasources.store.statements import AREA, OPPORTUNITY, ORGANIZATION, SHIFT, Statement

__all__ = ["MAX_ROWS", "OF_ACCOUNT", "OF_VOLUNTEER", "Form", "Section", "account_of", "read"]

MAX_ROWS: Final = 10_000
"""A section holds no more rows than these; the document says so where there are more."""


class Form(Enum):
    """How a column is said in the document."""

    PLAIN = auto()
    INSTANT = auto()
    JSON = auto()


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the document: its statement, and the names of its columns. `tables` are those it holds whole."""

    name: str
    tables: tuple[str, ...]
    columns: Mapping[str, Form]
    statement: Statement


async def account_of(db: Database, issuer: str, subject: str) -> tuple[int, int | None] | None:
    """The pks of someone's account and profile."""
    rows = await db.fetch(_WHO, issuer=issuer, subject=subject)
    return (rows[0][0], rows[0][1]) if rows else None


async def read(db: Database, section: Section, owner: int) -> tuple[Sequence[Sequence[Any]], bool]:
    """The rows of a section, and whether there are more than it holds."""
    rows = await db.fetch(section.statement, owner=owner)
    return rows[:MAX_ROWS], len(rows) > MAX_ROWS


_PLAIN, _INSTANT, _JSON = Form.PLAIN, Form.INSTANT, Form.JSON
_OWNER: Final = bindparam("owner", type_=Integer())
_Columns = Mapping[str, tuple[ColumnElement[Any], Form]]


def _section(name: str, tables: Sequence[str], columns: _Columns, core: Select[Any]) -> Section:
    chosen = core.with_only_columns(*(column.label(f"c{place}") for place, (column, _) in enumerate(columns.values())))
    forms = {each: form for each, (_, form) in columns.items()}
    return Section(name, tuple(tables), forms, Statement(chosen.limit(MAX_ROWS + 1)))


_A, _V, _R = ACCOUNT.c, VOLUNTEER.c, ROLE.c
_C, _G, _E = CONSENT.c, GUARDIAN_REQUEST.c, ENGAGEMENT.c
_M, _T, _X, _L, _K = MESSAGE.c, CERTIFICATE.c, ACCESS_EVENT.c, LETTER.c, KEPT_ANSWER.c
_O: Final = ORGANIZATION.c
_WHO: Final = Statement(
    select(_A.pk, _V.pk)
    .select_from(ACCOUNT.outerjoin(VOLUNTEER, _V.account_pk == _A.pk))
    .where(_A.issuer == bindparam("issuer", type_=String()), _A.subject == bindparam("subject", type_=String()))
)

OF_ACCOUNT: Final = (
    _section(
        "account",
        ["account"],
        {
            "id": (_A.id, _PLAIN),
            "issuer": (_A.issuer, _PLAIN),
            "subject": (_A.subject, _PLAIN),
            "createdAt": (_A.created_at, _INSTANT),
        },
        select(_A.pk).where(_A.pk == _OWNER),
    ),
    _section(
        "roles",
        ["role"],
        {"role": (_R.role, _PLAIN), "scope": (_R.scope, _PLAIN), "grantedAt": (_R.granted_at, _INSTANT)},
        select(_R.pk).where(_R.account_pk == _OWNER).order_by(_R.pk),
    ),
    _section(
        "readings",
        [],
        {
            "at": (_X.at, _INSTANT),
            "organization": (_X.by, _PLAIN),
            "fields": (_X.fields, _JSON),
            "purpose": (_X.purpose, _PLAIN),
        },
        select(_X.pk).where(_X.account_pk == _OWNER).order_by(_X.at, _X.pk),
    ),
    _section(
        "keptAnswers",
        ["kept_answer"],
        {"begunAt": (_K.begun_at, _INSTANT), "expiresAt": (_K.expires_at, _INSTANT)},
        select(_K.begun_at).where(_K.account_pk == _OWNER).order_by(_K.begun_at, _K.key_hash),
    ),
)
"""What hangs on an account. `readings` are those that this person made of others' data, as an editor."""

OF_VOLUNTEER: Final = (
    _section(
        "profile",
        ["volunteer"],
        {
            "id": (_V.id, _PLAIN),
            "displayName": (_V.display_name, _PLAIN),
            "email": (_V.email, _PLAIN),
            "telephone": (_V.telephone, _PLAIN),
            "birthMonth": (_V.birth_month, _PLAIN),
            "home": (_V.home_ars, _PLAIN),
            "homeName": (AREA.c.name, _PLAIN),
            "radiusKm": (_V.radius_km, _PLAIN),
            "availability": (_V.availability, _JSON),
            "commitment": (_V.commitment, _JSON),
            "skills": (_V.skills, _JSON),
            "interests": (_V.interests, _JSON),
            "languages": (_V.languages, _JSON),
            "sharesCalendar": (_V.calendar_hash.is_not(None), _PLAIN),
            "createdAt": (_V.created_at, _INSTANT),
            "updatedAt": (_V.updated_at, _INSTANT),
        },
        select(_V.pk).select_from(VOLUNTEER.outerjoin(AREA, AREA.c.ars == _V.home_ars)).where(_V.pk == _OWNER),
    ),
    _section(
        "consents",
        ["consent"],
        {
            "purpose": (_C.purpose, _PLAIN),
            "recipient": (_O.id, _PLAIN),
            "recipientName": (_O.name, _PLAIN),
            "textVersion": (_C.text_version, _PLAIN),
            "givenBy": (_C.given_by, _PLAIN),
            "grantedAt": (_C.granted_at, _INSTANT),
            "revokedAt": (_C.revoked_at, _INSTANT),
        },
        select(_C.pk)
        .select_from(CONSENT.outerjoin(ORGANIZATION, _O.pk == _C.recipient_pk))
        .where(_C.volunteer_pk == _OWNER)
        .order_by(_C.pk),
    ),
    _section(
        "guardianRequests",
        ["guardian_request"],
        {
            "email": (_G.email, _PLAIN),
            "purposes": (_G.purposes, _JSON),
            "textVersion": (_G.text_version, _PLAIN),
            "requestedAt": (_G.requested_at, _INSTANT),
            "expiresAt": (_G.expires_at, _INSTANT),
            "confirmedAt": (_G.confirmed_at, _INSTANT),
            "revokedAt": (_G.revoked_at, _INSTANT),
        },
        select(_G.pk).where(_G.volunteer_pk == _OWNER).order_by(_G.pk),
    ),
    _section(
        "engagements",
        ["engagement"],
        {
            "id": (_E.id, _PLAIN),
            "opportunity": (OPPORTUNITY.c.id, _PLAIN),
            "title": (OPPORTUNITY.c.title, _PLAIN),
            "organization": (_O.id, _PLAIN),
            "organizationName": (_O.name, _PLAIN),
            "state": (_E.state, _PLAIN),
            "hours": (_E.hours, _PLAIN),
            "waitingSince": (_E.waiting_since, _INSTANT),
            "heldUntil": (_E.held_until, _INSTANT),
            "confirmedAt": (_E.confirmed_at, _INSTANT),
            "createdAt": (_E.created_at, _INSTANT),
            "updatedAt": (_E.updated_at, _INSTANT),
        },
        select(_E.pk)
        .select_from(
            ENGAGEMENT.join(OPPORTUNITY, OPPORTUNITY.c.pk == _E.opportunity_pk).outerjoin(
                ORGANIZATION, _O.pk == OPPORTUNITY.c.organization_pk
            )
        )
        .where(_E.volunteer_pk == _OWNER)
        .order_by(_E.pk),
    ),
    _section(
        "shifts",
        ["engagement_shift"],
        {
            "engagement": (_E.id, _PLAIN),
            "id": (SHIFT.c.id, _PLAIN),
            "start": (SHIFT.c.start, _INSTANT),
            "end": (SHIFT.c.end, _INSTANT),
        },
        select(_E.pk)
        .select_from(
            ENGAGEMENT.join(ENGAGEMENT_SHIFT, ENGAGEMENT_SHIFT.c.engagement_pk == _E.pk).join(
                SHIFT, SHIFT.c.pk == ENGAGEMENT_SHIFT.c.shift_pk
            )
        )
        .where(_E.volunteer_pk == _OWNER)
        .order_by(_E.pk, SHIFT.c.start, SHIFT.c.pk),
    ),
    _section(
        "messages",
        ["message"],
        {
            "engagement": (_E.id, _PLAIN),
            "at": (_M.at, _INSTANT),
            "fromOrganization": (_M.from_organization, _PLAIN),
            "text": (_M.text, _PLAIN),
        },
        select(_M.pk)
        .select_from(MESSAGE.join(ENGAGEMENT, _E.pk == _M.engagement_pk))
        .where(_E.volunteer_pk == _OWNER)
        .order_by(_M.at, _M.pk),
    ),
    _section(
        "certificates",
        ["certificate"],
        {
            "kind": (_T.kind, _PLAIN),
            "inspectedOn": (_T.inspected_on, _PLAIN),
            "validUntil": (_T.valid_until, _PLAIN),
            "inspectedBy": (_O.name, _PLAIN),
            "createdAt": (_T.created_at, _INSTANT),
        },
        select(_T.pk)
        .select_from(CERTIFICATE.outerjoin(ORGANIZATION, _O.pk == _T.organization_pk))
        .where(_T.volunteer_pk == _OWNER)
        .order_by(_T.pk),
    ),
    _section(
        "accessLog",
        ["access_event"],
        {
            "at": (_X.at, _INSTANT),
            "by": (_X.by, _PLAIN),
            "fields": (_X.fields, _JSON),
            "purpose": (_X.purpose, _PLAIN),
        },
        select(_X.pk).where(_X.volunteer_pk == _OWNER).order_by(_X.at, _X.pk),
    ),
    _section(
        "letters",
        ["letter"],
        {
            "recipient": (_L.recipient, _PLAIN),
            "subject": (_L.subject, _PLAIN),
            "text": (case((_L.key.like("guardian:%"), null()), else_=_L.body), _PLAIN),
            "createdAt": (_L.created_at, _INSTANT),
            "sentAt": (_L.sent_at, _INSTANT),
        },
        select(_L.pk).where(_L.volunteer_pk == _OWNER).order_by(_L.pk),
    ),
)
"""What hangs on a profile."""
