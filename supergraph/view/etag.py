"""Entity tags, which let a client keep what it has."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

MAX_TAGS: Final = 50
"""Tags of one If-None-Match that are looked at."""


def weak_etag(body: bytes) -> bytes:
    """W/"…": weak, since what stands between the hub and the client may compress the body."""
    return b'W/"' + blake2b(body, digest_size=12).hexdigest().encode() + b'"'


def matches(if_none_match: bytes | None, etag: bytes) -> bool:
    """Whether one of the header's tags is this one, by the weak comparison that If-None-Match asks for."""
    if if_none_match is None:
        return False
    wanted = etag.removeprefix(b"W/")
    tags = if_none_match.split(b",", MAX_TAGS)[:MAX_TAGS]
    return any(tag.strip().removeprefix(b"W/") in {wanted, b"*"} for tag in tags)
