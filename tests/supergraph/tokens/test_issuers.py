"""An issuer's settings: what cannot be trusted cannot be set."""

from typing import Any

import pytest
from pydantic import ValidationError

from supergraph.tokens import Issuer
from tests.supergraph.tokens.signing import issuer


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"algorithms": ["HS256"]}, "RS256"),
        ({"algorithms": ["none"]}, "RS256"),
        ({"algorithms": []}, "at least 1"),
        ({"audience": []}, "at least 1"),
        ({"jwks_url": "https://a.example/certs"}, "name one of them"),
        ({"jwks_file": None, "jwks_url": "http://a.example/certs"}, "plain_http"),
        ({"jwks_file": None, "issuer": "kreis"}, "https"),
        ({"jwks_file": None, "jwks_url": "file:///keys.json", "plain_http": True}, "https"),
        ({"grants": [{"claim": "groups", "value": "x"}]}, "names the role"),
        ({"grants": [{"claim": "groups", "role": "STEWARD", "scope": "07137"}]}, "leave scope out"),
        ({"grants": [{"claim": "groups", "role": "steward"}]}, "pattern"),
        ({"leeway_s": 3600}, "600"),
        ({"secret": "geheim"}, "Extra inputs"),
    ],
)
def test_settings_that_would_not_hold_are_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        issuer(**changes)


def test_the_host_of_its_keys_is_allowed_because_it_is_configured() -> None:
    assert Issuer(issuer="https://login.example/realms/x", audience=("hub",)).host == "login.example"
    assert issuer(jwks_file=None, jwks_url="https://u:p@keys.intranet:8443/certs").host == "keys.intranet:8443"
    assert issuer().host is None


def test_discovery_begins_at_the_issuer() -> None:
    stated = Issuer(issuer="https://login.example/realms/x/", audience=("hub",))
    assert stated.keys_address == "https://login.example/realms/x/.well-known/openid-configuration"
