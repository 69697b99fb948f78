"""A key of one's own: made once, for its owner's eyes alone, and believed where it is trusted."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from supergraph.tokens import Granted
from supergraph.tokens.development import AUDIENCE, ISSUER, DevelopmentKey, UnusableKey, development_issuer
from tests.supergraph.tokens.signing import NOW, Clock, reason, token, verifier


async def test_what_it_signs_is_believed_with_its_roles(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    stated = {"sub": "alice", "hub": {"roles": ["EDITOR:org_a", "ANALYST"]}}
    signed = DevelopmentKey.at(path).sign(stated, now=NOW, lifetime_s=3600)
    believed = await verifier(tmp_path, development_issuer(path)).verify(signed)
    assert (believed.issuer, believed.subject) == (ISSUER, "alice")
    assert believed.granted == (Granted("EDITOR", "org_a"), Granted("ANALYST", ""))


async def test_claims_cannot_change_issuer_audience_or_times(tmp_path: Path) -> None:
    path, clock = tmp_path / "key.json", Clock()
    stated = {"sub": "alice", "exp": NOW * 2}
    signed = DevelopmentKey.at(path).sign(stated, now=NOW, lifetime_s=3600)
    clock.now = NOW + 3600 + 60
    assert await reason(verifier(tmp_path, development_issuer(path), clock=clock), signed) == "TOKEN_EXPIRED"
    assert AUDIENCE == "engagement-hub"


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    DevelopmentKey.at(path)
    first = path.read_bytes()
    DevelopmentKey.at(path)
    assert path.read_bytes() == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["key.json"]


def test_those_who_make_it_at_once_have_the_same(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    with ThreadPoolExecutor(4) as threads:
        signed = list(
            threads.map(lambda _: DevelopmentKey.at(path).sign({"sub": "a"}, now=NOW, lifetime_s=60), range(8))
        )

    async def subjects() -> set[str]:
        trusting = verifier(tmp_path, development_issuer(path))
        return {(await trusting.verify(each)).subject for each in signed}

    assert asyncio.run(subjects()) == {"a"}
    assert [each.name for each in tmp_path.iterdir()] == ["key.json"]


async def test_another_key_is_not_believed_under_its_name(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    DevelopmentKey.at(path)
    forged = token({"iss": ISSUER, "sub": "alice", "aud": AUDIENCE, "exp": NOW + 60}, header={"kid": None})
    assert await reason(verifier(tmp_path, development_issuer(path)), forged) == "SIGNATURE_INVALID"


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"kty": "EC"}', json.dumps({"kty": "oct", "k": "AAAA"})])
def test_a_file_that_holds_no_key_is_told_as_such(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key.json"
    path.write_text(content, "utf-8")
    with pytest.raises(UnusableKey, match="Delete it"):
        DevelopmentKey.at(path)


def test_a_place_that_cannot_be_written_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(UnusableKey, match="Name another file"):
        DevelopmentKey.at(tmp_path / "missing" / "key.json")
