"""A copy of everything the hub holds of someone, and of nobody else."""

import json

import orjson
import pytest
from strawberry.utils.str_converters import to_camel_case

from datasources.people import letters
from datasources.people.viewer import Viewer
from datasources.store.database import Database
from datasources.store.people import core, exporting
from resolvers.context import Context
from resolvers.people import profiles
from supergraph.errors import ErrorCode, GraphError
from tests.resolvers.district import KUCHEN, NOW, TURNVEREIN
from tests.resolvers.people import whole
from tests.resolvers.people.people import ISSUER, asked_by, info_of

LEFT_OUT = {
    "api_token": "belongs to a partner or script, to no person",
    "erasure": "leads to nobody, by design",
}
"""Tables that no export holds, each with its reason."""


def test_every_table_of_people_is_exported_or_left_out_for_a_reason() -> None:
    tables = {table.name for table in vars(core).values() if hasattr(table, "c")}
    exported = {name for section in (*exporting.OF_ACCOUNT, *exporting.OF_VOLUNTEER) for name in section.tables}
    assert len(tables) >= 14
    assert tables - exported == set(LEFT_OUT)
    assert exported <= tables


def test_every_column_of_a_table_is_exported_or_is_a_key_or_a_secret() -> None:
    """A column that is added to a table later is decided about, here."""
    inner = {"pk", "account_pk", "volunteer_pk", "engagement_pk", "opportunity_pk", "shift_pk", "organization_pk"}
    known = {
        "account": {"id", "issuer", "subject", "created_at"},
        "role": {"role", "scope", "granted_at"},
        "volunteer": {"id", "calendar_hash", "created_at", "updated_at", *whole.PROFILE},
        "guardian_request": {
            "email",
            "code_hash",
            "purposes",
            "text_version",
            "requested_at",
            "expires_at",
            "confirmed_at",
            "revoked_at",
        },
        "consent": {"purpose", "recipient_pk", "text_version", "given_by", "granted_at", "revoked_at"},
        "engagement": {
            "id",
            "state",
            "hours",
            "waiting_since",
            "held_until",
            "confirmed_at",
            "age_band",
            "created_at",
            "updated_at",
        },
        "engagement_shift": set(),
        "message": {"at", "from_organization", "text"},
        "certificate": {"kind", "inspected_on", "valid_until", "created_at"},
        "access_event": {"at", "by", "fields", "purpose"},
        "letter": {
            "key",
            "recipient",
            "subject",
            "body",
            "created_at",
            "due_at",
            "attempts",
            "claimed_by",
            "claimed_until",
            "sent_at",
            "failure",
        },
        "kept_answer": {"key_hash", "fingerprint", "begun_at", "expires_at", "answer"},
    }
    for table in vars(core).values():
        if hasattr(table, "c") and table.name not in LEFT_OUT:
            assert {column.name for column in table.c} - inner == known[table.name], table.name


async def test_the_document_holds_everything_and_no_secret(hub: Database) -> None:
    row = await whole.fill(hub)
    await whole.fill_neighbour(hub)
    document = await profiles.export(await asked_by(hub, whole.SUBJECT))
    text = orjson.dumps(document).decode()
    assert list(document) == [
        "format",
        "exportedAt",
        "account",
        "roles",
        "readings",
        "keptAnswers",
        "profile",
        "consents",
        "guardianRequests",
        "engagements",
        "certificates",
        "accessLog",
        "letters",
        "incomplete",
    ]
    secrets = {whole.CODE, whole.LETTER_TEXT, whole.KEPT, "schluessel-der-wiederholung", "(Bewerbung)"}
    secrets |= {whole.CODE_HASH, whole.CALENDAR_HASH, "ehemals.zwetschge@postfach.example"}
    availability = whole.PROFILE["availability"]
    for string in set(whole.STRINGS) - secrets - {availability}:
        assert json.dumps(string, ensure_ascii=False)[1:-1] in text, string
    for string in (*secrets, "Bleibtreu", "Ich bleibe."):
        assert string not in text
    assert document["incomplete"] == []
    assert document["exportedAt"] == "2026-07-01T10:00:00Z"
    assert document["account"] == {
        "id": document["account"]["id"],  # type: ignore[index]
        "issuer": ISSUER,
        "subject": whole.SUBJECT,
        "createdAt": "2026-07-01T10:00:00Z",
    }
    profile = document["profile"]
    assert isinstance(profile, dict)
    assert (profile["id"], profile["birthMonth"], profile["homeName"]) == (row.id, "2011-09", "Polch")
    assert profile["availability"] == orjson.loads(availability)
    assert profile["skills"] == ["urn:engagement-hub:skill:cooking"]
    assert profile["sharesCalendar"] is True
    stated = {"home" if name == "home_ars" else to_camel_case(name) for name in whole.PROFILE}
    assert [name for name in stated if profile.get(name) is None] == []


async def test_sign_ups_hold_their_shifts_and_messages(hub: Database) -> None:
    await whole.fill(hub)
    document = await profiles.export(await asked_by(hub, whole.SUBJECT))
    engagements = document["engagements"]
    assert isinstance(engagements, list)
    cake, trainer = engagements
    assert (cake["opportunity"], cake["organization"]) == (KUCHEN, TURNVEREIN)
    assert [shift["start"] for shift in cake["shifts"]] == ["2026-07-04T12:00:00Z", "2026-07-04T14:00:00Z"]
    assert [(each["fromOrganization"], each["text"]) for each in cake["messages"]] == [
        (False, whole.MESSAGE),
        (True, whole.ANSWER),
    ]
    assert (trainer["state"], trainer["hours"], trainer["shifts"], trainer["messages"]) == ("CONFIRMED", 3.5, [], [])
    consents = document["consents"]
    assert isinstance(consents, list)
    assert [(each["purpose"], each["recipient"], each["givenBy"]) for each in consents[:2]] == [
        ("CONTACT", TURNVEREIN, "SELF"),
        ("CONTACT", None, "GUARDIAN"),
    ]
    assert document["roles"] == [{"role": "EDITOR", "scope": "org_x", "grantedAt": "2026-07-01T10:00:00Z"}]


async def test_readings_as_an_editor_say_nothing_of_those_who_were_read(hub: Database) -> None:
    await whole.fill(hub)
    neighbour = await whole.fill_neighbour(hub)
    document = await profiles.export(await asked_by(hub, whole.SUBJECT))
    readings = document["readings"]
    assert isinstance(readings, list)
    (reading,) = readings
    assert reading["fields"] == ["displayName", "email"]
    assert neighbour.id not in orjson.dumps(document).decode()


async def test_a_letter_that_is_still_to_be_sent_to_oneself_is_told_whole(hub: Database) -> None:
    row = await whole.fill(hub)
    async with hub.transaction() as transaction:
        await letters.post(
            transaction,
            key="decided:eng_x",
            recipient=row.email or "",
            subject="Zusage",
            body="Sie sind dabei.",
            volunteer_pk=row.pk,
            now=NOW,
        )
    document = await profiles.export(await asked_by(hub, whole.SUBJECT))
    listed = document["letters"]
    assert isinstance(listed, list)
    assert [(each["recipient"], each["text"]) for each in listed] == [
        (whole.GUARDIAN, None),
        (row.email, "Sie sind dabei."),
    ]


async def test_who_has_no_account_gets_a_document_that_says_so(hub: Database) -> None:
    document = await profiles.export(await asked_by(hub, "niemand"))
    assert (document["account"], document["profile"], document["engagements"]) == (None, None, [])
    for viewer, code in ((Viewer(), ErrorCode.UNAUTHENTICATED), (Viewer(token_pk=1), ErrorCode.FORBIDDEN)):
        with pytest.raises(GraphError) as raised:
            await profiles.export(info_of(Context(hub, now=NOW, viewer=viewer)))
        assert raised.value.code is code


async def test_a_section_is_bounded_and_says_where_it_ends(hub: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await whole.fill(hub)
    monkeypatch.setattr(exporting, "MAX_ROWS", 2)
    document = await profiles.export(await asked_by(hub, whole.SUBJECT))
    assert document["incomplete"] == ["consents"]
    assert len(document["consents"]) == 2  # type: ignore[arg-type]
    assert len(document["accessLog"]) == 2  # type: ignore[arg-type]
