"""A guardian consents by the code of a letter, and revokes by the same code; the young person's sign-ups follow."""

import re
from dataclasses import dataclass

import orjson
import pytest
from sqlalchemy import select

from datasources.people.consents import covers, current
from datasources.people.viewer import Viewer
from datasources.people.vocabulary import ConsentGiver, EngagementState, GuardianConsentState, Purpose
from datasources.store import organizations
from datasources.store.database import Database
from datasources.store.people import consents, engagements, guardians, profiles
from datasources.store.people.core import ENGAGEMENT, GUARDIAN_REQUEST, LETTER
from datasources.store.people.rows import EngagementRow, GuardianRequestRow, LetterRow, VolunteerRow
from datasources.store.rows import rows_of
from datasources.store.statements import Statement
from resolvers.context import Context
from resolvers.people import guardians as resolver
from resolvers.people import profiles as own
from supergraph.errors import ErrorCode, GraphError
from tests.resolvers.district import NOW, TURNVEREIN
from tests.resolvers.people.people import asked_by, codes, info_of

CONTACT, VETTING = Purpose.CONTACT, Purpose.VETTING
PAPA = "papa@beispiel.example"
HOUR_S = 3_600
AWAITING, INTERESTED, WITHDRAWN = (
    EngagementState.AWAITING_GUARDIAN,
    EngagementState.INTERESTED,
    EngagementState.WITHDRAWN,
)
TRAINER_PK, CAKE_PK = 2, 1


@dataclass
class Mia:
    """Someone of 15, and what the store holds of her."""

    db: Database
    profile: VolunteerRow

    async def state(self, now: int = NOW) -> GuardianConsentState:
        info = await asked_by(self.db, "mia", now=now)
        profile = await own.mine(info)
        assert profile is not None
        (state,) = await own.guardian_states_of([profile], info)
        return state

    async def request(self, email: str = PAPA, *purposes: Purpose, now: int = NOW) -> str:
        """Has a letter sent; answers its code."""
        asked = purposes or (CONTACT,)
        outcome = await resolver.request(await asked_by(self.db, "mia", now=now), email, asked)
        assert outcome.problems == ()
        assert outcome.made == self.profile
        found = re.search(r"^ {4}(\S+)$", (await letters(self.db))[-1].body or "", re.MULTILINE)
        assert found
        return found[1]

    async def confirm(self, code: str, now: int = NOW) -> list[tuple[str, str | None]]:
        outcome = await resolver.confirm(await asked_by(self.db, None, now=now), code, revoke=False)
        assert outcome.made is (outcome.problems == ())
        return codes(outcome.problems)

    async def revoke(self, code: str, now: int = NOW) -> list[tuple[str, str | None]]:
        outcome = await resolver.confirm(await asked_by(self.db, None, now=now), code, revoke=True)
        assert outcome.made is False
        return codes(outcome.problems)

    async def covered(self, purpose: Purpose) -> bool:
        (club,) = await organizations.by_ids(self.db, [TURNVEREIN])
        assert club is not None
        standing = (await consents.standing(self.db, [self.profile.pk]))[self.profile.pk]
        return covers(standing, purpose, club.pk, guarded=True)

    async def sign_up(self, opportunity_pk: int, state: EngagementState = AWAITING) -> None:
        async with self.db.transaction() as transaction:
            await engagements.make(transaction, opportunity_pk, self.profile.pk, state, [], NOW)

    async def sign_ups(self) -> list[str]:
        found = await self.db.fetch(Statement(select(*(ENGAGEMENT.c[name] for name in EngagementRow._fields))))
        return [row.state for row in rows_of(EngagementRow, found)]


async def letters(db: Database) -> list[LetterRow]:
    return rows_of(LetterRow, await db.fetch(Statement(select(*LETTER.c).order_by(LETTER.c.pk))))


async def requests(db: Database) -> list[GuardianRequestRow]:
    found = await db.fetch(Statement(select(*GUARDIAN_REQUEST.c).order_by(GUARDIAN_REQUEST.c.pk)))
    return rows_of(GuardianRequestRow, found)


@pytest.fixture
async def mia(hub: Database) -> Mia:
    """Born in June 2011: 15 on the first of July 2026. She agreed to be contacted by the club."""
    changes = {"display_name": "Mia Geheimname", "birth_month": "2011-06", "email": "mia@beispiel.example"}
    outcome = await own.save(await asked_by(hub, "mia"), changes)
    assert outcome.made is not None
    (club,) = await organizations.by_ids(hub, [TURNVEREIN])
    assert club is not None
    async with hub.transaction() as transaction:
        for purpose in (CONTACT, VETTING):
            version = current(purpose)
            await consents.grant(transaction, outcome.made.pk, purpose, club.pk, version, ConsentGiver.SELF, NOW)
    return Mia(hub, outcome.made)


async def test_the_letter_goes_out_with_a_code_that_is_kept_by_hash_alone(mia: Mia) -> None:
    assert await mia.state() is GuardianConsentState.MISSING
    code = await mia.request(PAPA, VETTING, CONTACT, CONTACT)
    assert await mia.state() is GuardianConsentState.REQUESTED
    (letter,) = await letters(mia.db)
    assert (letter.recipient, letter.volunteer_pk, letter.created_at) == (PAPA, mia.profile.pk, NOW)
    assert "Mia" not in f"{letter.subject}{letter.body}{letter.key}"
    assert "mia" not in f"{letter.subject}{letter.body}{letter.key}"
    assert code not in letter.key
    (request,) = await requests(mia.db)
    assert (request.email, request.expires_at) == (PAPA, NOW + 48 * HOUR_S)
    assert orjson.loads(request.purposes) == ["CONTACT", "VETTING"]
    assert code not in str(request)


async def test_the_letter_is_in_the_language_of_the_request(mia: Mia) -> None:
    await resolver.request(await asked_by(mia.db, "mia", language="en"), PAPA, [CONTACT])
    (letter,) = await letters(mia.db)
    assert letter.subject == "Your consent is needed"


async def test_confirming_lets_the_consent_stand_and_the_sign_up_go_on(mia: Mia) -> None:
    await mia.sign_up(TRAINER_PK)
    code = await mia.request()
    assert not await mia.covered(CONTACT)
    assert await mia.confirm(f" {code}\n") == []
    assert await mia.state() is GuardianConsentState.GIVEN
    assert await mia.covered(CONTACT)
    assert not await mia.covered(VETTING)
    assert await mia.sign_ups() == [INTERESTED]
    assert await mia.confirm(code) == [("CODE_USED", "code")]
    assert await mia.sign_ups() == [INTERESTED]


async def test_a_consent_to_another_purpose_does_not_let_a_sign_up_go_on(mia: Mia) -> None:
    await mia.sign_up(TRAINER_PK)
    assert await mia.confirm(await mia.request(PAPA, VETTING)) == []
    assert await mia.covered(VETTING)
    assert await mia.sign_ups() == [AWAITING]
    assert await mia.confirm(await mia.request(PAPA, CONTACT)) == []
    assert await mia.sign_ups() == [INTERESTED]


async def test_the_same_code_revokes_once_even_after_years(mia: Mia) -> None:
    code = await mia.request()
    await mia.confirm(code)
    await mia.sign_up(TRAINER_PK, INTERESTED)
    later = NOW + 200 * 24 * HOUR_S
    assert await mia.revoke(code, later) == []
    assert not await mia.covered(CONTACT)
    assert await mia.state(later) is GuardianConsentState.REVOKED
    assert await mia.sign_ups() == [WITHDRAWN]
    assert await mia.revoke(code, later) == [("CODE_USED", "code")]
    assert await mia.confirm(code, later) == [("CODE_USED", "code")]
    assert not await mia.covered(CONTACT)


async def test_a_guardian_may_say_no_before_anything_stands(mia: Mia) -> None:
    await mia.sign_up(TRAINER_PK)
    code = await mia.request()
    assert await mia.revoke(code) == []
    assert await mia.state() is GuardianConsentState.REVOKED
    assert await mia.sign_ups() == [WITHDRAWN]
    assert await mia.confirm(code) == [("CODE_USED", "code")]
    assert not await mia.covered(CONTACT)


async def test_a_no_to_a_second_letter_leaves_what_the_first_one_allowed(mia: Mia) -> None:
    await mia.confirm(await mia.request())
    await mia.sign_up(TRAINER_PK, INTERESTED)
    assert await mia.revoke(await mia.request("mama@beispiel.example", VETTING)) == []
    assert await mia.covered(CONTACT)
    assert await mia.state() is GuardianConsentState.GIVEN
    assert await mia.sign_ups() == [INTERESTED]


async def test_a_code_expires_after_48_hours_unless_it_was_confirmed(mia: Mia) -> None:
    code = await mia.request()
    end = NOW + 48 * HOUR_S
    assert await mia.confirm(code, end) == [("CODE_EXPIRED", "code")]
    assert await mia.revoke(code, end) == [("CODE_EXPIRED", "code")]
    assert await mia.state(end) is GuardianConsentState.MISSING
    assert await mia.confirm(code, end - 1) == []
    assert await mia.revoke(code, end + HOUR_S) == []


async def test_the_newest_letter_counts(mia: Mia) -> None:
    first = await mia.request()
    second = await mia.request("mama@beispiel.example", now=NOW + 1)
    assert await mia.confirm(first, NOW + 2) == [("CODE_EXPIRED", "code")]
    assert await mia.confirm(second, NOW + 2) == []


@pytest.mark.parametrize("code", ["", "x", "0" * 64, "x" * 100_000, "\ud800", "' OR 1=1 --"])
async def test_a_code_that_is_none_does_nothing(mia: Mia, code: str) -> None:
    await mia.request()
    assert await mia.confirm(code) == [("CODE_UNKNOWN", "code")]
    assert await mia.revoke(code) == [("CODE_UNKNOWN", "code")]
    assert await mia.state() is GuardianConsentState.REQUESTED


async def test_the_hash_of_a_code_is_no_code(mia: Mia) -> None:
    await mia.request()
    (request,) = await requests(mia.db)
    assert await mia.confirm(request.code_hash) == [("CODE_UNKNOWN", "code")]


async def test_at_most_nine_letters_a_day_reach_an_address_whoever_asks(hub: Database) -> None:
    told = []
    for number in range(4):
        await own.save(await asked_by(hub, f"kind{number}"), {"birth_month": "2012-01"})
        for address in (PAPA, PAPA.upper().replace("PAPA", "papa"), PAPA):
            outcome = await resolver.request(await asked_by(hub, f"kind{number}"), address, [CONTACT])
            told += codes(outcome.problems)
    assert told == [("GUARDIAN_REQUESTED_TOO_OFTEN", "email")] * 3
    assert len(await letters(hub)) == 9


async def test_at_most_three_letters_are_sent_in_a_day(mia: Mia) -> None:
    for number in range(3):
        await mia.request(now=NOW + number)
    outcome = await resolver.request(await asked_by(mia.db, "mia", now=NOW + 3), PAPA, [CONTACT])
    assert codes(outcome.problems) == [("GUARDIAN_REQUESTED_TOO_OFTEN", None)]
    assert len(await letters(mia.db)) == 3
    async with mia.db.transaction() as transaction:
        assert await guardians.forget(transaction, NOW + 4) == 0
    await mia.request(now=NOW + 24 * HOUR_S + 1)
    async with mia.db.transaction() as transaction:
        assert await guardians.forget(transaction, NOW + 30 * HOUR_S) == 3
    assert len(await requests(mia.db)) == 1


@pytest.mark.parametrize(
    ("email", "purposes", "expected"),
    [
        ("papa", [CONTACT], ("MAIL_ADDRESS_UNREADABLE", "email")),
        ("MIA@beispiel.example", [CONTACT], ("GUARDIAN_IS_SELF", "email")),
        (PAPA, [], ("PURPOSES_NEEDED", "purposes")),
    ],
)
async def test_a_letter_that_cannot_be_sent_is_a_problem(
    mia: Mia, email: str, purposes: list[Purpose], expected: tuple[str, str]
) -> None:
    outcome = await resolver.request(await asked_by(mia.db, "mia"), email, purposes)
    assert codes(outcome.problems) == [expected]
    assert await letters(mia.db) == []
    assert await requests(mia.db) == []


async def test_who_is_old_enough_or_states_no_age_gets_no_letter(hub: Database) -> None:
    outcome = await resolver.request(await asked_by(hub, "jonas"), PAPA, [CONTACT])
    assert codes(outcome.problems) == [("BIRTH_MONTH_NEEDED", None)]
    await own.save(await asked_by(hub, "jonas"), {"birth_month": "2010-06"})
    outcome = await resolver.request(await asked_by(hub, "jonas"), PAPA, [CONTACT])
    assert codes(outcome.problems) == [("GUARDIAN_NOT_NEEDED", None)]
    for viewer, code in ((Viewer(), ErrorCode.UNAUTHENTICATED), (Viewer(token_pk=1), ErrorCode.FORBIDDEN)):
        with pytest.raises(GraphError) as raised:
            await resolver.request(info_of(Context(hub, now=NOW, viewer=viewer)), PAPA, [CONTACT])
        assert raised.value.code is code


async def test_from_sixteen_on_a_guardian_decides_nothing_any_more(mia: Mia) -> None:
    code = await mia.request()
    await mia.confirm(code)
    await mia.sign_up(TRAINER_PK, INTERESTED)
    sixteen = NOW + 366 * 24 * HOUR_S
    assert await mia.state(sixteen) is GuardianConsentState.NOT_NEEDED
    assert await mia.revoke(code, sixteen) == []
    assert await mia.sign_ups() == [INTERESTED]
    assert await mia.state(sixteen) is GuardianConsentState.NOT_NEEDED
    profile = await profiles.of_pk(mia.db, mia.profile.pk)
    assert profile == mia.profile
