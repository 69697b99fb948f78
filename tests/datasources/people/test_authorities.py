"""Settings of whom the hub believes: what would never hold, or hold too much, is refused."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from datasources.people.authorities import AuthSettings
from supergraph.tokens.development import ISSUER as DEVELOPMENT
from tests.datasources.store.people.clubs import TV
from tests.supergraph.tokens.signing import ISSUER


def settings(*grants: dict[str, Any], **more: Any) -> AuthSettings:
    return AuthSettings.model_validate(
        {"issuers": [{"issuer": ISSUER, "audience": "hub", "grants": grants}], "development_key": "key.json", **more}
    )


def test_the_development_key_is_believed_in_development_alone() -> None:
    stated = settings()
    assert [each.issuer for each in stated.believed("development")] == [ISSUER, DEVELOPMENT]
    assert [each.issuer for each in stated.believed("production")] == [ISSUER]
    assert stated.key_in("development") == Path("key.json")
    assert stated.key_in("production") is None
    assert AuthSettings().believed("development") == ()


def test_the_hosts_of_issuers_are_allowed() -> None:
    assert settings().hosts == ["login.kreis.example"]


@pytest.mark.parametrize(
    "grant",
    [
        {"claim": "roles", "value": "a", "role": "ANALYST"},
        {"claim": "roles", "value": "a", "role": "STEWARD", "scope": "07137"},
        {"claim": "roles", "value": "a", "role": "EDITOR", "scope": TV},
        {"claim": "editor_of", "role": "EDITOR"},
        {"claim": "steward_of", "role": "STEWARD"},
        {"claim": "hub.roles"},
    ],
)
def test_grants_that_can_hold_are_taken(grant: dict[str, Any]) -> None:
    assert len(settings(grant).issuers[0].grants) == 1


@pytest.mark.parametrize(
    ("grant", "told"),
    [
        ({"claim": "roles", "value": "a", "role": "GOD"}, "there is no role GOD"),
        ({"claim": "roles", "value": "a", "role": "STEWARD"}, "official key"),
        ({"claim": "roles", "value": "a", "role": "STEWARD", "scope": "Mayen"}, "official key"),
        ({"claim": "roles", "value": "a", "role": "EDITOR", "scope": "tv-polch"}, "id of an organisation"),
        ({"claim": "roles", "value": "a", "role": "ANALYST", "scope": "07137"}, "the others have none"),
        ({"claim": "roles", "role": "ADMINISTRATOR"}, "name the value"),
    ],
)
def test_grants_that_would_never_hold_are_told(grant: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        settings(grant)


def test_an_issuer_is_named_once_and_by_its_own_name() -> None:
    stated = {"issuer": ISSUER, "audience": "hub"}
    with pytest.raises(ValidationError, match="given twice"):
        AuthSettings.model_validate({"issuers": [stated, stated]})
    with pytest.raises(ValidationError, match="development key's own name"):
        AuthSettings.model_validate({"issuers": [{**stated, "issuer": DEVELOPMENT, "jwks_file": "k.json"}]})
