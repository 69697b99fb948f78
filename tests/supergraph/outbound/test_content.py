"""Bodies of all kinds, under both caps."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supergraph.errors import BadEncoding, TooLarge
from supergraph.outbound.content import MAX_MEMBERS, PIECE_BYTES, Content, Intake

MIB = 1024 * 1024


def take(
    body: bytes, encoding: str = "", *, wire: int = MIB, inflated: int = MIB, spool: int = MIB, step: int = 1000
) -> Content:
    intake = Intake("https://amt.example/x", encoding, wire_bytes=wire, body_bytes=inflated, spool_bytes=spool)
    try:
        for start in range(0, len(body), step):
            intake.take(body[start : start + step])
        return intake.finish()
    finally:
        intake.abandon()


def raw_deflate(body: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(body) + compressor.flush()


@given(body=st.binary(max_size=5000), step=st.integers(1, 600), spool=st.integers(0, 6000))
@settings(max_examples=40)
def test_every_encoding_gives_the_same_bytes(body: bytes, step: int, spool: int) -> None:
    for encoding, sent in [
        ("", body),
        ("identity", body),
        ("gzip", gzip.compress(body)),
        ("x-gzip", gzip.compress(body)),
        ("gzip", gzip.compress(body[:100]) + gzip.compress(body[100:])),
        ("gzip", gzip.compress(body) + b"\0" * 10),
        ("deflate", zlib.compress(body)),
        ("deflate", raw_deflate(body)),
    ]:
        content = take(sent, encoding, step=step, spool=spool)
        assert content.read() == body
        assert content.size == len(body)
        with content.open() as stream:
            assert stream.read() == body


@pytest.mark.parametrize(
    "size", [PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 10 * PIECE_BYTES, 10 * PIECE_BYTES + 7]
)
def test_highly_compressed_body_is_whole_whatever_the_step(size: int) -> None:
    body = b"\0" * size
    for encoding, sent in [("gzip", gzip.compress(body)), ("deflate", raw_deflate(body))]:
        assert take(sent, encoding).size == size


def test_plain_body_at_the_cap_is_taken_and_above_refused() -> None:
    assert take(b"x" * 500, wire=500).size == 500
    with pytest.raises(TooLarge, match="more than 500 bytes"):
        take(b"x" * 501, wire=500)


def test_inflated_body_at_the_cap_is_taken_and_above_refused() -> None:
    assert take(gzip.compress(b"x" * 5000), "gzip", inflated=5000).size == 5000
    with pytest.raises(TooLarge, match="holds more than 5000"):
        take(gzip.compress(b"x" * 5001), "gzip", inflated=5000)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_bomb_is_refused_before_it_unfolds(encoding: str) -> None:
    bomb = gzip.compress(b"\0" * (64 * MIB)) if encoding == "gzip" else zlib.compress(b"\0" * (64 * MIB))
    with pytest.raises(TooLarge):
        take(bomb, encoding, inflated=MIB, step=len(bomb))


def test_announced_length_is_refused_at_once() -> None:
    intake = Intake("https://amt.example/x", "", wire_bytes=10, body_bytes=10, spool_bytes=10)
    intake.expect(None)
    intake.expect(10)
    with pytest.raises(TooLarge, match="announces 11"):
        intake.expect(11)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"not gzip at all", "gzip"),
        (gzip.compress(b"Vereine" * 100)[:-3], "gzip"),
        (gzip.compress(b"Vereine")[:-8] + b"\0" * 8, "gzip"),
        (b"\xff\xff\xff", "deflate"),
        (zlib.compress(b"Vereine" * 100)[:20], "deflate"),
        (b"x", "br"),
        (b"x", "gzip, gzip"),
        (b"x", "zstd"),
    ],
)
def test_body_that_is_not_what_it_says_is_refused(body: bytes, encoding: str) -> None:
    with pytest.raises(BadEncoding):
        take(body, encoding)


def test_gzip_members_are_bounded() -> None:
    member = gzip.compress(b"")
    assert take(member * MAX_MEMBERS, "gzip", step=PIECE_BYTES).size == 0
    with pytest.raises(BadEncoding, match="more than"):
        take(member * (MAX_MEMBERS + 1), "gzip", step=PIECE_BYTES)


def test_large_body_lives_in_a_file_that_goes_with_it() -> None:
    content = take(b"x" * 5000, spool=1000)
    path = content.path
    assert path is not None
    assert path.stat().st_size == 5000
    del content
    assert not path.exists()


def test_abandoned_body_leaves_no_file() -> None:
    intake = Intake("https://amt.example/x", "", wire_bytes=MIB, body_bytes=MIB, spool_bytes=0)
    intake.take(b"x")
    path = intake._path
    assert path is not None
    assert path.exists()
    intake.abandon()
    assert not path.exists()
