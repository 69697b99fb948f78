"""Tokens are believed when everything about them is right, and refused with a reason that names what is not."""

import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc.jwk import ECKey, RSAKey
from structlog.testing import capture_logs

from supergraph.errors import GraphError
from supergraph.tokens import MAX_CHARACTERS, Grant, Granted, Verifier
from supergraph.tokens.verifier import KNOWN_S
from tests.supergraph.tokens.signing import (
    AUDIENCE,
    EC,
    ED,
    ISSUER,
    NOW,
    OTHER_EC,
    RSA,
    SUBJECT,
    Clock,
    claims,
    encoded,
    issuer,
    reason,
    token,
    verifier,
    write_keys,
)


@pytest.fixture
def trusting(tmp_path: Path) -> Verifier:
    """Trusts one issuer with three keys."""
    write_keys(tmp_path, RSA, EC, ED)
    return verifier(tmp_path)


@pytest.mark.parametrize(
    ("key", "algorithm"), [(RSA, "RS256"), (RSA, "PS256"), (EC, "ES256"), (ED, "EdDSA"), (ED, "Ed25519")]
)
async def test_a_token_of_every_kind_of_key_is_believed(
    trusting: Verifier, key: RSAKey | ECKey, algorithm: str
) -> None:
    believed = await trusting.verify(token(key=key, algorithm=algorithm))
    assert (believed.issuer, believed.subject, believed.granted) == (ISSUER, SUBJECT, ())


async def test_a_token_that_names_no_key_is_tried_with_those_that_fit(trusting: Verifier) -> None:
    assert (await trusting.verify(token(header={"kid": None, "typ": None}))).subject == SUBJECT


@pytest.mark.parametrize("kind", ["JWT", "jwt", "at+jwt", "application/at+jwt"])
async def test_access_tokens_may_say_that_they_are_such(trusting: Verifier, kind: str) -> None:
    assert (await trusting.verify(token(header={"typ": kind}))).subject == SUBJECT


WRONG = {
    "nothing": ("", "TOKEN_MALFORMED"),
    "garbage": ("Schöne Grüße", "TOKEN_MALFORMED"),
    "two parts": ("e30.e30", "TOKEN_MALFORMED"),
    "four parts": ("e30.e30.e30.e30", "TOKEN_MALFORMED"),
    "a lone surrogate": ("e30.e30.\ud800", "TOKEN_MALFORMED"),
    "a header that is no JSON": (f"{encoded(b'nein')}.e30.e30", "TOKEN_MALFORMED"),
    "a header that is a list": (f"{encoded(b'[]')}.e30.e30", "TOKEN_MALFORMED"),
    "a header nested deep": (f"{encoded(b'[' * 2000)}.e30.e30", "TOKEN_MALFORMED"),
    "base64 with a rest": ("e30x5.e30.e30", "TOKEN_MALFORMED"),
    "claims that are a list": (token([1]), "TOKEN_MALFORMED"),
    "a key id that is a number": (token(header={"kid": 7}), "TOKEN_MALFORMED"),
    "critical headers": (token(header={"crit": ["exp"], "exp": 1}), "TOKEN_MALFORMED"),
    "an unencoded payload": (token(header={"crit": ["b64"], "b64": False}), "TOKEN_MALFORMED"),
    "no algorithm": (token(header={"alg": None}), "ALGORITHM_NOT_ALLOWED"),
    "an algorithm that is a list": (token(header={"alg": ["ES256"]}), "ALGORITHM_NOT_ALLOWED"),
    "an algorithm that is not pinned": (token(key=RSA, algorithm="RS512"), "ALGORITHM_NOT_ALLOWED"),
    "another kind of JWT": (token(header={"typ": "logout+jwt"}), "TYPE_NOT_ALLOWED"),
    "a type that is a number": (token(header={"typ": 1}), "TYPE_NOT_ALLOWED"),
    "no issuer": (token(claims(iss=None)), "CLAIM_MISSING"),
    "a foreign issuer": (token(claims(iss="https://login.elsewhere.example")), "ISSUER_UNKNOWN"),
    "an issuer that is a list": (token(claims(iss=[ISSUER])), "ISSUER_UNKNOWN"),
    "an issuer with a slash more": (token(claims(iss=f"{ISSUER}/")), "ISSUER_UNKNOWN"),
    "no subject": (token(claims(sub=None)), "CLAIM_MISSING"),
    "an empty subject": (token(claims(sub="")), "CLAIM_MISSING"),
    "a subject of 256 characters": (token(claims(sub="x" * 256)), "CLAIM_MISSING"),
    "a subject with a control character": (token(claims(sub="an\0na")), "CLAIM_MISSING"),
    "no audience": (token(claims(aud=None)), "CLAIM_MISSING"),
    "a foreign audience": (token(claims(aud="shop")), "AUDIENCE_WRONG"),
    "foreign audiences": (token(claims(aud=["shop", "hub2", {"hub": 1}])), "AUDIENCE_WRONG"),
    "no expiry": (token(claims(exp=None)), "CLAIM_MISSING"),
    "an expiry in words": (token(claims(exp="tomorrow")), "CLAIM_MISSING"),
    "an expiry that is true": (token(claims(exp=True)), "CLAIM_MISSING"),
    "an expiry in milliseconds": (token(claims(exp=NOW * 1000)), "CLAIM_MISSING"),
    "an expiry without end": (token(claims(exp=10**40)), "CLAIM_MISSING"),
    "an expiry that has passed": (token(claims(exp=NOW - 3600)), "TOKEN_EXPIRED"),
    "a beginning to come": (token(claims(nbf=NOW + 3600)), "TOKEN_NOT_YET_VALID"),
    "an issue to come": (token(claims(iat=NOW + 3600)), "TOKEN_NOT_YET_VALID"),
    "a key of another kind than the algorithm": (token(key=EC, header={"kid": "rsa-1"}), "KEY_UNKNOWN"),
    "a key that is not published": (token(key=OTHER_EC), "KEY_UNKNOWN"),
    "a foreign key under a known id": (token(key=OTHER_EC, header={"kid": "ec-1"}), "SIGNATURE_INVALID"),
    "no signature": (token().rpartition(".")[0] + ".", "SIGNATURE_INVALID"),
    "a short signature": (token()[:-10], "SIGNATURE_INVALID"),
}


@pytest.mark.parametrize("name", WRONG)
async def test_wrong_tokens_are_refused_with_a_reason(trusting: Verifier, name: str) -> None:
    given, expected = WRONG[name]
    with capture_logs() as logs:
        assert await reason(trusting, given) == expected
    assert logs == []


async def test_an_unsigned_token_is_refused_however_it_says_so(trusting: Verifier) -> None:
    _, payload, signature = token().split(".")
    for name in ("none", "None", "NONE", "nOnE", ""):
        head = encoded(json.dumps({"alg": name, "typ": "JWT"}).encode())
        for last in ("", signature):
            assert await reason(trusting, f"{head}.{payload}.{last}") == "ALGORITHM_NOT_ALLOWED"


async def test_a_public_key_is_never_taken_for_a_shared_secret(trusting: Verifier) -> None:
    """The classic confusion: what everybody can read signs a token of HS256."""
    for secret in (RSA.as_pem(private=False), json.dumps(RSA.as_dict(private=False)).encode()):
        signed = f"{encoded(json.dumps({'alg': 'HS256', 'kid': 'rsa-1'}).encode())}.{token().split('.')[1]}"
        forged = f"{signed}.{encoded(hmac.digest(secret, signed.encode(), 'sha256'))}"
        assert await reason(trusting, forged) == "ALGORITHM_NOT_ALLOWED"


async def test_claims_that_were_changed_no_longer_fit_the_signature(trusting: Verifier) -> None:
    head, _, signature = token().split(".")
    other = encoded(json.dumps(claims(sub="someone-else")).encode())
    assert await reason(trusting, f"{head}.{other}.{signature}") == "SIGNATURE_INVALID"


async def test_tokens_are_read_up_to_their_bound(trusting: Verifier) -> None:
    def of_length(length: int) -> str:
        fill = (length - len(token())) * 3 // 4
        grown = next(made for n in range(fill - 30, fill + 5) if len(made := token(claims(x="x" * n))) >= length)
        return grown

    near = of_length(MAX_CHARACTERS - 2)
    assert MAX_CHARACTERS - 2 <= len(near) <= MAX_CHARACTERS
    assert (await trusting.verify(near)).subject == SUBJECT
    assert await reason(trusting, of_length(MAX_CHARACTERS + 1)) == "TOKEN_TOO_LARGE"
    assert await reason(trusting, "x" * 5_000_000) == "TOKEN_TOO_LARGE"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"exp": NOW - 59}, None),
        ({"exp": NOW - 60}, "TOKEN_EXPIRED"),
        ({"nbf": NOW + 60}, None),
        ({"nbf": NOW + 61}, "TOKEN_NOT_YET_VALID"),
        ({"iat": NOW + 60}, None),
        ({"iat": NOW + 61}, "TOKEN_NOT_YET_VALID"),
    ],
)
async def test_clocks_may_differ_by_a_minute_and_no_more(
    trusting: Verifier, changes: dict[str, int], expected: str | None
) -> None:
    given = token(claims(**changes))
    if expected is None:
        assert (await trusting.verify(given)).subject == SUBJECT
    else:
        assert await reason(trusting, given) == expected


async def test_a_known_token_expires_all_the_same(tmp_path: Path) -> None:
    write_keys(tmp_path, EC)
    clock = Clock()
    trusting = verifier(tmp_path, clock=clock)
    given = token()
    assert await trusting.verify(given) is await trusting.verify(given)
    clock.now = NOW + 300 + 59
    await trusting.verify(given)
    clock.now += 1
    assert await reason(trusting, given) == "TOKEN_EXPIRED"


async def test_a_known_token_is_checked_again_after_a_while(tmp_path: Path) -> None:
    """A key that its issuer withdrew is not believed for as long as its tokens last."""
    write_keys(tmp_path, EC)
    ticks = Clock(0.0)
    trusting = verifier(tmp_path, issuer(keys_max_age_s=100), ticks=ticks)
    given = token(claims(exp=NOW + 86_400))
    await trusting.verify(given)
    write_keys(tmp_path, OTHER_EC)
    ticks.now = KNOWN_S - 1
    assert (await trusting.verify(given)).subject == SUBJECT
    ticks.now = KNOWN_S
    assert await reason(trusting, given) == "KEY_UNKNOWN"


async def test_issuers_have_keys_audiences_and_algorithms_of_their_own(tmp_path: Path) -> None:
    other = "https://login.land.example"
    write_keys(tmp_path, EC)
    write_keys(tmp_path, RSA, name="other.json")
    both = verifier(
        tmp_path, issuer(), issuer(issuer=other, audience=["a", "b"], jwks_file="other.json", algorithms=["RS256"])
    )
    good = claims(iss=other, aud=["x", "b"])
    assert (await both.verify(token(good, key=RSA, algorithm="RS256"))).issuer == other
    assert await reason(both, token(good, key=RSA, algorithm="PS256")) == "ALGORITHM_NOT_ALLOWED"
    assert await reason(both, token(claims(iss=other), key=RSA, algorithm="RS256")) == "AUDIENCE_WRONG"
    assert await reason(both, token(good, key=EC)) == "ALGORITHM_NOT_ALLOWED"
    assert await reason(both, token(key=RSA, algorithm="RS256")) == "KEY_UNKNOWN"
    assert (await both.verify(token(claims(aud=AUDIENCE)))).issuer == ISSUER


async def test_claims_grant_what_the_settings_say(tmp_path: Path) -> None:
    write_keys(tmp_path, EC)
    grants = (
        Grant(claim="realm_access.roles", value="hub-analyst", role="ANALYST"),
        Grant(claim="groups", value="steward-mayen", role="STEWARD", scope="07137"),
        Grant(claim="https://hub.example/editor_of", role="EDITOR"),
        Grant(claim="hub.roles"),
    )
    stated = claims(
        realm_access={"roles": ["offline_access", "hub-analyst", 7]},
        groups="steward-mayen",
        hub={"roles": ["ANALYST", "STEWARD:07131", "EDITOR:org_b", ":x", "", "x" * 500]},
    )
    stated["https://hub.example/editor_of"] = ["org_a", "org_b"]
    granted = (await verifier(tmp_path, issuer(grants=grants)).verify(token(stated))).granted
    assert granted == (
        Granted("ANALYST", ""),
        Granted("STEWARD", "07137"),
        Granted("EDITOR", "org_a"),
        Granted("EDITOR", "org_b"),
        Granted("STEWARD", "07131"),
    )


@pytest.mark.parametrize("wrong", [{"realm_access": "hub-analyst"}, {"realm_access": {"roles": {"hub-analyst": 1}}}])
async def test_claims_of_another_form_grant_nothing(tmp_path: Path, wrong: dict[str, object]) -> None:
    write_keys(tmp_path, EC)
    grants = (Grant(claim="realm_access.roles", value="hub-analyst", role="ANALYST"),)
    believed = await verifier(tmp_path, issuer(grants=grants)).verify(token(claims(**wrong)))
    assert believed.granted == ()


async def test_a_refusal_is_an_error_that_clients_can_act_on(trusting: Verifier) -> None:
    with pytest.raises(GraphError) as caught:
        await trusting.verify(token(claims(exp=NOW - 3600)))
    assert caught.value.extensions == {
        "code": "UNAUTHENTICATED",
        "hint": "Fetch a new one and send the request again.",
        "reason": "TOKEN_EXPIRED",
    }


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
HEADERS = st.fixed_dictionaries(
    {"alg": st.sampled_from(["ES256", "none", "HS256"]) | JSON},
    optional=dict.fromkeys(("kid", "typ", "crit", "b64", "jwk", "jku"), JSON),
)
CLAIMS = st.fixed_dictionaries(
    {"iss": st.just(ISSUER) | JSON},
    optional=dict.fromkeys(("sub", "aud", "exp", "nbf", "iat", "groups"), JSON),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=HEADERS | JSON, stated=CLAIMS | JSON, last=st.text(alphabet="AQx-_", max_size=90))
async def test_whatever_an_unsigned_token_says_it_is_refused(
    trusting: Verifier, header: object, stated: object, last: str
) -> None:
    parts = (encoded(json.dumps(each).encode()) for each in (header, stated))
    assert await reason(trusting, ".".join((*parts, last)))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(st.sampled_from(["sub", "aud", "exp", "nbf", "iat", "groups", "realm_access"]), JSON))
async def test_whatever_a_signed_token_says_it_is_believed_or_refused(
    trusting: Verifier, changes: dict[str, object]
) -> None:
    subject, code = None, None
    try:
        subject = (await trusting.verify(token(claims(**changes)))).subject
    except GraphError as error:
        code = error.code.value
    believed = (changes.get("sub", SUBJECT), None)
    assert (subject, code) in [believed, (None, "UNAUTHENTICATED")]
