"""What a consent covers, and the texts that are consented to."""

import re
from types import MappingProxyType

import pytest

from datasources.people import consents
from datasources.people.consents import covers, rule, wordings
from datasources.people.consents.wordings import Wording
from datasources.people.vocabulary import ConsentGiver, Purpose
from datasources.store.people.rows import ConsentRow

CLUB, OTHER = 7, 8


def given(
    purpose: Purpose, recipient: int | None, *, by: str = "SELF", version: str = "", revoked: bool = False
) -> ConsentRow:
    return ConsentRow(1, 1, purpose, recipient, version or consents.current(purpose), by, 100, 200 if revoked else None)


@pytest.mark.parametrize("purpose", [Purpose.CONTACT, Purpose.VETTING, Purpose.MATCHING])
def test_a_consent_covers_its_purpose_and_recipient_and_no_other(purpose: Purpose) -> None:
    standing = [given(purpose, CLUB)]
    assert covers(standing, purpose, CLUB, guarded=False)
    assert not covers(standing, purpose, OTHER, guarded=False)
    assert not covers(standing, purpose, None, guarded=False)
    assert not any(covers(standing, other, CLUB, guarded=False) for other in Purpose if other is not purpose)


@pytest.mark.parametrize("purpose", [Purpose.MATCHING, Purpose.STATISTICS])
def test_what_is_consented_to_the_hub_reaches_no_organisation(purpose: Purpose) -> None:
    standing = [given(purpose, None)]
    assert covers(standing, purpose, None, guarded=False)
    assert not covers(standing, purpose, CLUB, guarded=False)


def test_contact_without_a_recipient_covers_nothing() -> None:
    standing = [given(Purpose.CONTACT, None), given(Purpose.CONTACT, None, by="GUARDIAN")]
    assert not covers(standing, Purpose.CONTACT, CLUB, guarded=False)
    assert not covers(standing, Purpose.CONTACT, None, guarded=False)


def test_nothing_revoked_and_no_text_that_nobody_knows_covers() -> None:
    assert not covers([given(Purpose.CONTACT, CLUB, revoked=True)], Purpose.CONTACT, CLUB, guarded=False)
    assert not covers([given(Purpose.CONTACT, CLUB, version="2019-01")], Purpose.CONTACT, CLUB, guarded=False)
    assert not covers([], Purpose.CONTACT, CLUB, guarded=False)


def test_under_sixteen_both_must_have_consented() -> None:
    own, guardian = given(Purpose.CONTACT, CLUB), given(Purpose.CONTACT, None, by="GUARDIAN")
    assert not covers([own], Purpose.CONTACT, CLUB, guarded=True)
    assert not covers([guardian], Purpose.CONTACT, CLUB, guarded=True)
    assert not covers([guardian], Purpose.CONTACT, CLUB, guarded=False)
    assert covers([own, guardian], Purpose.CONTACT, CLUB, guarded=True)
    assert not covers([own, guardian._replace(revoked_at=1)], Purpose.CONTACT, CLUB, guarded=True)
    assert not covers([own, guardian._replace(text_version="2019-01")], Purpose.CONTACT, CLUB, guarded=True)
    assert not covers([own, given(Purpose.VETTING, None, by="GUARDIAN")], Purpose.CONTACT, CLUB, guarded=True)


def test_an_older_text_that_is_known_still_covers(monkeypatch: pytest.MonkeyPatch) -> None:
    older = Wording("2025-02", "Alt.", "Old.")
    changed = MappingProxyType({**wordings.WORDINGS, Purpose.CONTACT: (*wordings.WORDINGS[Purpose.CONTACT], older)})
    monkeypatch.setattr(rule, "WORDINGS", changed)
    monkeypatch.setattr(wordings, "WORDINGS", changed)
    assert covers([given(Purpose.CONTACT, CLUB, version="2025-02")], Purpose.CONTACT, CLUB, guarded=False)
    assert consents.current(Purpose.CONTACT) != "2025-02"
    assert wordings.text_of(Purpose.CONTACT, "2025-02", "en") == "Old."
    outdated = consents.version_problem(Purpose.CONTACT, "2025-02", "textVersion")
    assert outdated is not None
    assert (outdated.code, outdated.path) == ("CONSENT_TEXT_OUTDATED", "textVersion")
    found = wordings.text_as_of(Purpose.CONTACT, "2026-10")
    assert found == older
    assert wordings.text_as_of(Purpose.CONTACT, "2025-01") is None


def test_only_the_newest_text_can_be_consented_to() -> None:
    for purpose in Purpose:
        assert consents.version_problem(purpose, consents.current(purpose), "textVersion") is None
        unknown = consents.version_problem(purpose, "2019-01", "textVersion")
        assert unknown is not None
        assert unknown.code == "CONSENT_TEXT_UNKNOWN"
        assert consents.current(purpose) in (unknown.hint("de") or "")


@pytest.mark.parametrize("purpose", list(Purpose))
def test_each_purpose_has_its_kind_of_recipient(purpose: Purpose) -> None:
    with_one = consents.recipient_problem(purpose, has_recipient=True)
    without = consents.recipient_problem(purpose, has_recipient=False)
    codes = (with_one and with_one.code, without and without.code)
    assert (
        codes
        == {
            Purpose.MATCHING: (None, None),
            Purpose.CONTACT: (None, "RECIPIENT_NEEDED"),
            Purpose.VETTING: (None, "RECIPIENT_NEEDED"),
            Purpose.STATISTICS: ("RECIPIENT_NOT_POSSIBLE", None),
        }[purpose]
    )


@pytest.mark.parametrize("purpose", list(Purpose))
def test_texts_are_in_both_languages_the_newest_first_and_say_how_to_take_them_back(purpose: Purpose) -> None:
    versions = [each.version for each in wordings.WORDINGS[purpose]]
    assert versions == sorted(set(versions), reverse=True)
    assert all(re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", version) for version in versions)
    newest = wordings.WORDINGS[purpose][0]
    assert newest.text("de").startswith("Ich bin damit einverstanden")
    assert newest.text("en").startswith("I agree")
    assert "jederzeit zurücknehmen" in newest.de
    assert "at any time" in newest.en
    assert all(len(text) < 700 for text in (newest.de, newest.en))


def test_givers_are_those_of_the_graph() -> None:
    assert [each.value for each in ConsentGiver] == ["SELF", "GUARDIAN"]
