"""People consent to texts they can read, for recipients there are, and take it back at once."""

import asyncio
from types import MappingProxyType

import pytest

from datasources.people.consents import covers, current, rule, wordings
from datasources.people.consents.wordings import Wording
from datasources.people.viewer import Viewer
from datasources.people.vocabulary import Purpose
from datasources.store import organizations
from datasources.store.database import Database
from datasources.store.people import consents as store
from datasources.store.people import profiles as profile_store
from datasources.store.people.rows import ConsentRow
from resolvers.context import Context
from resolvers.people import consents, profiles
from supergraph.errors import ErrorCode, GraphError
from tests.resolvers.district import FEUERWEHR, MERGED_AWAY, NOW, TURNVEREIN
from tests.resolvers.people.people import asked_by, codes, info_of

CONTACT, MATCHING, STATISTICS, VETTING = Purpose.CONTACT, Purpose.MATCHING, Purpose.STATISTICS, Purpose.VETTING


async def standing(db: Database, subject: str) -> tuple[ConsentRow, ...]:
    profile = await profiles.mine(await asked_by(db, subject))
    return () if profile is None else (await store.standing(db, [profile.pk]))[profile.pk]


async def pk_of(db: Database, id: str) -> int:
    (row,) = await organizations.by_ids(db, [id])
    assert row is not None
    return row.pk


async def test_a_consent_stands_from_its_granting_until_it_is_revoked(hub: Database) -> None:
    club = await pk_of(hub, TURNVEREIN)
    info = await asked_by(hub, "lena")
    outcome = await consents.grant(info, CONTACT, TURNVEREIN, current(CONTACT))
    assert outcome.problems == ()
    assert outcome.made is not None
    assert info.context.viewer.account_pk == outcome.made.account_pk
    assert covers(await standing(hub, "lena"), CONTACT, club, guarded=False)
    (row,) = await standing(hub, "lena")
    (recipient,) = await consents.recipients_of([row], info)
    assert recipient.id == TURNVEREIN
    revoked = await consents.revoke(await asked_by(hub, "lena", now=NOW + 1), CONTACT, TURNVEREIN)
    assert revoked.problems == ()
    assert revoked.made is not None
    assert revoked.made.pk == outcome.made.pk
    assert not covers(await standing(hub, "lena"), CONTACT, club, guarded=False)


async def test_granting_twice_or_at_once_keeps_one_consent(hub: Database) -> None:
    await profiles.save(await asked_by(hub, "lena"), {"display_name": "Lena"})
    infos = [await asked_by(hub, "lena") for _ in range(6)]
    await asyncio.gather(*(consents.grant(info, MATCHING, None, current(MATCHING)) for info in infos))
    assert [(row.purpose, row.recipient_pk) for row in await standing(hub, "lena")] == [("MATCHING", None)]


async def test_the_former_id_of_a_merged_club_names_the_club(hub: Database) -> None:
    await consents.grant(await asked_by(hub, "lena"), CONTACT, MERGED_AWAY, current(CONTACT))
    assert [row.recipient_pk for row in await standing(hub, "lena")] == [await pk_of(hub, TURNVEREIN)]


@pytest.mark.parametrize(
    ("purpose", "recipient", "version", "expected"),
    [
        (CONTACT, None, None, [("RECIPIENT_NEEDED", "recipient")]),
        (VETTING, None, None, [("RECIPIENT_NEEDED", "recipient")]),
        (STATISTICS, TURNVEREIN, None, [("RECIPIENT_NOT_POSSIBLE", "recipient")]),
        (CONTACT, "org_aaaaaaaaaaaaaaaa", None, [("RECIPIENT_UNKNOWN", "recipient")]),
        (CONTACT, "vol_x\ud800" * 5_000, None, [("RECIPIENT_UNKNOWN", "recipient")]),
        (CONTACT, TURNVEREIN, "2019-01", [("CONSENT_TEXT_UNKNOWN", "textVersion")]),
        (MATCHING, None, "", [("CONSENT_TEXT_UNKNOWN", "textVersion")]),
        (CONTACT, None, "x", [("RECIPIENT_NEEDED", "recipient"), ("CONSENT_TEXT_UNKNOWN", "textVersion")]),
    ],
)
async def test_what_cannot_be_consented_to_is_a_problem_and_leaves_nothing(
    hub: Database, purpose: Purpose, recipient: str | None, version: str | None, expected: list[tuple[str, str]]
) -> None:
    info = await asked_by(hub, "lena")
    asked = current(purpose) if version is None else version
    outcome = await consents.grant(info, purpose, recipient, asked)
    assert codes(outcome.problems) == expected
    assert outcome.made is None
    assert await profiles.mine(await asked_by(hub, "lena")) is None


async def test_an_older_text_is_outdated_and_can_still_be_read(hub: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    older = Wording("2025-02", "Alter Wortlaut.", "Old wording.")
    changed = MappingProxyType({**wordings.WORDINGS, CONTACT: (*wordings.WORDINGS[CONTACT], older)})
    for module in (rule, wordings, consents):
        monkeypatch.setattr(module, "WORDINGS", changed)
    info = await asked_by(hub, "lena", language="en")
    outcome = await consents.grant(info, CONTACT, TURNVEREIN, "2025-02")
    assert codes(outcome.problems) == [("CONSENT_TEXT_OUTDATED", "textVersion")]
    listed = consents.texts(info)
    assert [row.purpose for row in listed] == [*Purpose, CONTACT]
    assert listed[-1] == consents.ConsentTextRow(CONTACT, "2025-02", "Old wording.", "en")


async def test_texts_are_answered_in_the_language_asked_for(hub: Database) -> None:
    info = await asked_by(hub, None)
    german, english = consents.texts(info, "de-AT"), consents.texts(info, "en")
    assert [row.purpose for row in german] == [row.purpose for row in english] == list(Purpose)
    assert {row.language for row in german} == {"de"}
    assert {row.language for row in english} == {"en"}
    assert all(row.version == current(row.purpose) for row in german)
    assert consents.texts(info) == german
    with pytest.raises(GraphError, match="language is 'fr'"):
        consents.texts(info, "fr")


async def test_revoking_what_does_not_stand_is_no_problem(hub: Database) -> None:
    outcome = await consents.revoke(await asked_by(hub, "lena"), CONTACT, TURNVEREIN)
    assert (outcome.made, outcome.problems) == (None, ())
    await consents.grant(await asked_by(hub, "lena"), CONTACT, TURNVEREIN, current(CONTACT))
    outcome = await consents.revoke(await asked_by(hub, "lena"), CONTACT, FEUERWEHR)
    assert outcome.made is not None
    assert len(await standing(hub, "lena")) == 1
    outcome = await consents.revoke(await asked_by(hub, "lena"), CONTACT, None)
    assert codes(outcome.problems) == [("RECIPIENT_NEEDED", "recipient")]


async def test_nobody_consents_for_someone_else(hub: Database) -> None:
    await consents.grant(await asked_by(hub, "lena"), CONTACT, TURNVEREIN, current(CONTACT))
    await consents.revoke(await asked_by(hub, "jonas"), CONTACT, TURNVEREIN)
    assert len(await standing(hub, "lena")) == 1
    for viewer, code in ((Viewer(), ErrorCode.UNAUTHENTICATED), (Viewer(token_pk=1), ErrorCode.FORBIDDEN)):
        info = info_of(Context(hub, now=NOW, viewer=viewer))
        for asked in (
            consents.grant(info, CONTACT, TURNVEREIN, current(CONTACT)),
            consents.revoke(info, CONTACT, TURNVEREIN),
        ):
            with pytest.raises(GraphError) as raised:
                await asked
            assert raised.value.code is code
    profile = await profiles.mine(await asked_by(hub, "lena"))
    assert profile is not None
    assert await profile_store.by_ids(hub, [profile.id]) == [profile]
