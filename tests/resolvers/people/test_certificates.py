"""Certificates: noted by editors of the organisation that saw a document, under a consent, and told to their bearer."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, select, update

from datasources.people.viewer import ANONYMOUS, Viewer
from datasources.people.vocabulary import ConsentGiver, EngagementState, Purpose
from datasources.store.database import Database, count_statements
from datasources.store.people import profiles
from datasources.store.people.core import CERTIFICATE, CONSENT, ENGAGEMENT, VOLUNTEER
from datasources.store.people.rows import CertificateRow, VolunteerRow
from datasources.store.statements import Statement
from datasources.store.writing.shapes import inserting
from datasources.vocabulary import RequirementKind
from resolvers.context import Context
from resolvers.people.certificates import certificates_of, record, standing_of
from tests.resolvers.district import DAY, NOW, District
from tests.resolvers.people.people import codes, info_of
from tests.resolvers.people.world import (
    ADMINISTRATOR,
    ANALYST,
    API_TOKEN,
    BENS_SIGN_UP,
    CLUB_PK,
    EDITOR,
    JANA,
    JANAS_PK,
    JANAS_SIGN_UP,
    OTHER_EDITOR,
    STEWARD,
    STRANGER,
    people,
)

CONDUCT, AID = RequirementKind.ERWEITERTES_FUEHRUNGSZEUGNIS, RequirementKind.FIRST_AID
TODAY = "2026-07-01"


@pytest.fixture
async def hub(hub: Database) -> Database:
    """The district with its people; nothing has been inspected yet."""
    made = District()
    people(made)
    await made.write(hub)
    await write(hub, delete(CERTIFICATE))
    return hub


async def write(db: Database, change: object) -> None:
    async with db.transaction() as transaction:
        await transaction.execute(Statement(change))  # type: ignore[arg-type]


async def inspect(
    db: Database,
    engagement: str = JANAS_SIGN_UP,
    kind: RequirementKind = CONDUCT,
    inspected_on: str = TODAY,
    valid_until: str | None = None,
    *,
    viewer: Viewer = EDITOR,
) -> list[tuple[str, str | None]]:
    """What is wrong with it."""
    made = await record(info_of(Context(db, now=NOW, viewer=viewer)), engagement, kind, inspected_on, valid_until)
    assert (made.made is None) == bool(made.problems)
    assert made.made is None or made.made.id == engagement
    return codes(made.problems)


async def rows(db: Database) -> list[CertificateRow]:
    return await db.fetch_rows(CertificateRow, Statement(select(*CERTIFICATE.c).order_by(CERTIFICATE.c.pk)))


async def jana(db: Database) -> VolunteerRow:
    (row,) = await profiles.by_pks(db, [JANAS_PK])
    assert row is not None
    return row


async def test_an_editor_notes_an_inspection_and_no_document(hub: Database) -> None:
    assert await inspect(hub) == []
    (row,) = await rows(hub)
    assert row._replace(pk=0) == CertificateRow(0, JANAS_PK, CONDUCT, TODAY, "2031-07-01", CLUB_PK, NOW)
    info = info_of(Context(hub, now=NOW, viewer=JANA))
    assert await certificates_of([await jana(hub)], info) == [[row]]
    assert await standing_of([await jana(hub)], info) == [[row]]


async def test_the_same_again_takes_the_place_of_what_was_noted(hub: Database) -> None:
    await inspect(hub, kind=AID)
    await inspect(hub)
    await inspect(hub, inspected_on="2026-06-30", valid_until="2026-12-31")
    assert [(row.kind, row.inspected_on, row.valid_until) for row in await rows(hub)] == [
        ("FIRST_AID", TODAY, "2028-07-01"),
        (CONDUCT, "2026-06-30", "2026-12-31"),
    ]


async def test_what_expired_is_told_to_its_bearer_and_not_to_organisations(hub: Database) -> None:
    await inspect(hub, kind=AID, valid_until="2026-07-02")
    for days, stands in ((1, True), (2, False)):
        info = info_of(Context(hub, now=NOW + days * DAY, viewer=JANA))
        assert [len(each) for each in await certificates_of([await jana(hub)], info)] == [1]
        assert [bool(each) for each in await standing_of([await jana(hub)], info)] == [stands]


async def test_many_bearers_are_read_by_one_statement(hub: Database) -> None:
    await inspect(hub)
    info = info_of(Context(hub, now=NOW, viewer=JANA))
    row = await jana(hub)
    with count_statements(hub) as counter:
        answers = await certificates_of([row._replace(pk=99), row, row], info)
    assert (counter.count, [len(each) for each in answers]) == (1, [0, 1, 1])


@pytest.mark.parametrize(
    "viewer", [ANONYMOUS, JANA, OTHER_EDITOR, STEWARD, ANALYST, ADMINISTRATOR, STRANGER, API_TOKEN]
)
async def test_for_everybody_else_there_is_no_such_sign_up(hub: Database, viewer: Viewer) -> None:
    assert await inspect(hub, viewer=viewer) == [("ENGAGEMENT_UNKNOWN", "engagement")]
    assert await inspect(hub, "eng_aaaaaaaaaaaaaaaa") == [("ENGAGEMENT_UNKNOWN", "engagement")]
    assert await rows(hub) == []


async def test_a_script_of_the_organisation_may_note_it(hub: Database) -> None:
    assert await inspect(hub, viewer=replace(API_TOKEN, edits=frozenset({CLUB_PK}))) == []


async def test_nothing_is_noted_without_a_consent_to_vetting(hub: Database) -> None:
    await write(hub, update(CONSENT).where(CONSENT.c.purpose == "VETTING").values(revoked_at=NOW - 1))
    assert await inspect(hub) == [("CERTIFICATE_NO_CONSENT", "engagement")]
    await write(hub, update(CONSENT).where(CONSENT.c.purpose == "VETTING").values(revoked_at=None, recipient_pk=3))
    assert await inspect(hub) == [("CERTIFICATE_NO_CONSENT", "engagement")]
    assert await rows(hub) == []


@pytest.mark.parametrize("birth_month", ["2010-08", "2010-07", None])
async def test_under_16_a_guardian_consents_too(hub: Database, birth_month: str | None) -> None:
    await write(hub, update(VOLUNTEER).values(birth_month=birth_month))
    assert await inspect(hub) == [("CERTIFICATE_NO_CONSENT", "engagement")]
    async with hub.transaction() as transaction:
        await transaction.execute(
            inserting(CONSENT),
            pk=900,
            volunteer_pk=JANAS_PK,
            purpose=Purpose.VETTING.value,
            recipient_pk=None,
            text_version="2026-11",
            given_by=ConsentGiver.GUARDIAN.value,
            granted_at=NOW,
            revoked_at=None,
        )
    assert await inspect(hub) == []


@pytest.mark.parametrize("state", list(EngagementState))
async def test_a_document_is_noted_while_the_sign_up_goes_on(hub: Database, state: EngagementState) -> None:
    await write(hub, update(ENGAGEMENT).where(ENGAGEMENT.c.id == JANAS_SIGN_UP).values(state=state.value))
    ended = state in {
        EngagementState.AWAITING_GUARDIAN,
        EngagementState.DECLINED,
        EngagementState.WITHDRAWN,
        EngagementState.CANCELLED_BY_ORGANIZATION,
    }
    assert await inspect(hub) == ([("CERTIFICATE_NOT_NOW", "engagement")] if ended else [])


async def test_who_awaits_a_guardian_or_is_gone_shows_nothing(hub: Database) -> None:
    assert await inspect(hub, BENS_SIGN_UP) == [("CERTIFICATE_NOT_NOW", "engagement")]
    await write(hub, update(ENGAGEMENT).where(ENGAGEMENT.c.id == JANAS_SIGN_UP).values(volunteer_pk=None))
    assert await inspect(hub) == [("ENGAGEMENT_UNKNOWN", "engagement")]


async def test_dates_and_kinds_that_cannot_be_change_nothing(hub: Database) -> None:
    assert await inspect(hub, inspected_on="2026-07-02") == [("CERTIFICATE_IN_FUTURE", "inspectedOn")]
    assert await inspect(hub, kind=RequirementKind.TRAINING) == [("CERTIFICATE_NO_DOCUMENT", "kind")]
    assert await rows(hub) == []


async def test_an_inspection_at_the_turn_of_the_day_counts_by_the_local_day(hub: Database) -> None:
    late = NOW + 12 * 3_600 + 1_800  # 1 July, half past ten in the evening in UTC: past midnight in Mayen
    info = info_of(Context(hub, now=late, viewer=EDITOR))
    assert (await record(info, JANAS_SIGN_UP, AID, "2026-07-02")).problems == ()
