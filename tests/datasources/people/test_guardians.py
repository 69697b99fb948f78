"""When a guardian is needed, where their consent stands, and what the letter says."""

from datetime import date

import pytest

from datasources.people import guardians
from datasources.people.consents import current, text_of
from datasources.people.vocabulary import GuardianConsentState as State
from datasources.people.vocabulary import Purpose
from datasources.problems import Language
from datasources.store.people.rows import ConsentRow, GuardianRequestRow

TODAY, NOW = date(2026, 7, 1), 1_782_900_000
LETTER = GuardianRequestRow(1, 1, "papa@beispiel.example", "0" * 64, '["CONTACT"]', "2026-11", NOW, NOW + 9, None, None)
GIVEN = ConsentRow(1, 1, "CONTACT", None, current(Purpose.CONTACT), "GUARDIAN", NOW, None)
CHILD, OLDER = "2011-03", "2010-06"


@pytest.mark.parametrize(
    ("birth_month", "consents", "latest", "state"),
    [
        (OLDER, [], None, State.NOT_NEEDED),
        (OLDER, [GIVEN], LETTER._replace(confirmed_at=NOW, revoked_at=NOW), State.NOT_NEEDED),
        (None, [], None, State.NOT_NEEDED),
        (CHILD, [], None, State.MISSING),
        (CHILD, [], LETTER, State.REQUESTED),
        (CHILD, [], LETTER._replace(expires_at=NOW), State.MISSING),
        (CHILD, [GIVEN], LETTER._replace(confirmed_at=NOW), State.GIVEN),
        (CHILD, [GIVEN], LETTER, State.GIVEN),
        (CHILD, [GIVEN._replace(given_by="SELF", recipient_pk=7)], None, State.MISSING),
        (CHILD, [GIVEN._replace(text_version="2019-01")], None, State.MISSING),
        (CHILD, [GIVEN._replace(revoked_at=NOW)], LETTER._replace(confirmed_at=NOW, revoked_at=NOW), State.REVOKED),
        (CHILD, [], LETTER._replace(revoked_at=NOW), State.REVOKED),
    ],
)
def test_the_state_follows_from_age_consents_and_the_newest_letter(
    birth_month: str | None, consents: list[ConsentRow], latest: GuardianRequestRow | None, state: State
) -> None:
    assert guardians.state_of(birth_month, TODAY, consents, latest, NOW) is state


def test_sixteen_is_reached_when_the_month_of_birth_has_ended() -> None:
    assert guardians.needs_guardian("2010-07", date(2026, 7, 31))
    assert not guardians.needs_guardian("2010-07", date(2026, 8, 1))
    assert guardians.needs_guardian(None, TODAY)


@pytest.mark.parametrize(
    ("changed", "code", "path"),
    [
        ({"birth_month": None}, "BIRTH_MONTH_NEEDED", None),
        ({"birth_month": OLDER}, "GUARDIAN_NOT_NEEDED", None),
        ({"purposes": []}, "PURPOSES_NEEDED", "purposes"),
        ({"email": "kind@beispiel.example"}, "GUARDIAN_IS_SELF", "email"),
        ({"email": "Kind+papa@beispiel.example"}, "GUARDIAN_IS_SELF", "email"),
        ({"sent_today": 3}, "GUARDIAN_REQUESTED_TOO_OFTEN", None),
        ({"sent_there_today": 9}, "GUARDIAN_REQUESTED_TOO_OFTEN", "email"),
    ],
)
def test_no_letter_is_sent_for_a_reason(changed: dict[str, object], code: str, path: str | None) -> None:
    asked = {
        "birth_month": CHILD,
        "today": TODAY,
        "own_email": "kind@beispiel.example",
        "email": "papa@beispiel.example",
        "purposes": [Purpose.CONTACT],
        "sent_today": 2,
        "sent_there_today": 8,
    }
    assert guardians.request_problem(**asked) is None  # type: ignore[arg-type]
    found = guardians.request_problem(**(asked | changed))  # type: ignore[arg-type]
    assert found is not None
    assert (found.code, found.path) == (code, path)


@pytest.mark.parametrize(
    ("letter", "confirms", "revokes"),
    [
        (None, "CODE_UNKNOWN", "CODE_UNKNOWN"),
        (LETTER, None, None),
        (LETTER._replace(expires_at=NOW), "CODE_EXPIRED", "CODE_EXPIRED"),
        (LETTER._replace(confirmed_at=NOW - 5), "CODE_USED", None),
        (LETTER._replace(confirmed_at=NOW - 5, expires_at=NOW - 4), "CODE_USED", None),
        (LETTER._replace(confirmed_at=NOW - 5, revoked_at=NOW - 4), "CODE_USED", "CODE_USED"),
        (LETTER._replace(revoked_at=NOW - 4), "CODE_USED", "CODE_USED"),
    ],
)
def test_a_code_confirms_once_and_revokes_once(
    letter: GuardianRequestRow | None, confirms: str | None, revokes: str | None
) -> None:
    found = [guardians.code_problem(letter, revoke=revoke, now=NOW) for revoke in (False, True)]
    assert [each and each.code for each in found] == [confirms, revokes]
    assert all(each is None or each.path == "code" for each in found)


def test_codes_are_long_different_and_kept_by_hash() -> None:
    codes = {guardians.new_code() for _ in range(50)}
    assert len(codes) == 50
    assert all(len(code) >= 22 for code in codes)
    code = codes.pop()
    assert guardians.hash_of(f" {code}\n") == guardians.hash_of(code)
    assert code not in guardians.hash_of(code)
    assert len(guardians.hash_of("\ud800" + "x" * 1_000_000)) == 64


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_letter_has_a_word_for_every_purpose(language: Language) -> None:
    letter = guardians.letter(list(Purpose), guardians.edition(Purpose), "Der-Code-123", language)
    assert letter.body.count(" (Fassung " if language == "de" else " (version ") == len(Purpose)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_letter_says_what_how_until_when_and_how_to_revoke_and_names_nobody(language: Language) -> None:
    purposes = [Purpose.CONTACT, Purpose.VETTING]
    edition = guardians.edition(purposes)
    letter = guardians.letter(purposes, edition, "Der-Code-123", language)
    for purpose in purposes:
        text = text_of(purpose, current(purpose), language)
        assert text is not None
        assert text in letter.body
        assert purpose.value not in letter.body, "parents read words, and no names of the graph"
    assert ("\nKontakt (Fassung " if language == "de" else "\nContact (version ") in letter.body
    assert (text_of(Purpose.MATCHING, edition, language) or "?") not in letter.body
    assert letter.body.count("Der-Code-123") == 1
    assert "48" in letter.body
    assert edition in letter.body
    assert ("widerrufen" if language == "de" else "revoke") in letter.body
    assert "{" not in letter.body + letter.subject
    assert "\n" not in letter.subject
    assert len(letter.body) < 5_000


@pytest.mark.parametrize(("language", "where"), [("de", "auf der Plattform"), ("en", "on the platform")])
def test_the_letter_names_the_page_where_it_is_known(language: Language, where: str) -> None:
    page = "https://mitmachen.kreis.example/einwilligung"
    edition = guardians.edition([Purpose.CONTACT])
    known = guardians.letter([Purpose.CONTACT], edition, "Der-Code-123", language, page).body
    unknown = guardians.letter([Purpose.CONTACT], edition, "Der-Code-123", language).body
    assert f"\n    {page}\n" in known
    assert where not in known
    assert where in unknown
