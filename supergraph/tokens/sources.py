"""Where key sets come from: a file, an address, or the address that an issuer's own configuration names."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import orjson

from supergraph.errors import OutboundError
from supergraph.outbound import Outbound, OutboundLimits
from supergraph.tokens.issuers import Issuer
from supergraph.tokens.keys import KeySource, KeysUnusable

__all__ = ["FileKeys", "PublishedKeys", "source_of"]

MAX_BYTES: Final = 256 * 1024
"""Of a key set, and of an issuer's configuration."""
KEY_LIMITS: Final = OutboundLimits(
    wire_bytes=MAX_BYTES,
    body_bytes=MAX_BYTES,
    redirects=2,
    total_s=5.0,
    connect_s=2.0,
    read_s=3.0,
    attempts=2,
    retry_wait_s=0.1,
    retry_after_s=1.0,
)
"""A caller waits for it."""


@dataclass(frozen=True, slots=True)
class FileKeys:
    """A key set in a file beside the settings."""

    path: Path

    async def read(self) -> bytes:
        try:
            return await asyncio.to_thread(self._read)
        except OSError as error:
            raise KeysUnusable(f"{self.path.name}: {error.strerror or 'not readable'}") from None

    def _read(self) -> bytes:
        with self.path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise KeysUnusable(f"{self.path.name} has more than {MAX_BYTES} bytes")
        return content


@dataclass(frozen=True, slots=True)
class PublishedKeys:
    """A key set at an address. Without `jwks_url` the issuer's configuration is asked for it, each time anew: issuers
    move their keys."""

    issuer: Issuer
    outbound: Outbound

    async def read(self) -> bytes:
        address = self.issuer.jwks_url
        try:
            if address is None:
                address = self._keys_of(await self._fetch(self.issuer.keys_address or self.issuer.issuer))
            return await self._fetch(address)
        except OutboundError as error:
            raise KeysUnusable(str(error)) from None

    async def _fetch(self, address: str) -> bytes:
        fetched = await self.outbound.fetch(address, headers={"Accept": "application/json"}, limits=KEY_LIMITS)
        return fetched.body

    def _keys_of(self, configuration: bytes) -> str:
        """Where the issuer's configuration says its keys are (OpenID Connect Discovery 1.0, section 4.3)."""
        try:
            stated = orjson.loads(configuration)
        except orjson.JSONDecodeError:
            raise KeysUnusable("its openid-configuration is not JSON") from None
        if not isinstance(stated, dict) or stated.get("issuer") != self.issuer.issuer:
            raise KeysUnusable("its openid-configuration is of another issuer")
        address = stated.get("jwks_uri")
        if not isinstance(address, str):
            raise KeysUnusable("its openid-configuration names no jwks_uri")
        if urlsplit(address).scheme != "https" and not self.issuer.plain_http:
            raise KeysUnusable("the jwks_uri of its openid-configuration is no https address")
        return address


def source_of(issuer: Issuer, outbound: Outbound, folder: Path) -> KeySource:
    """Where the keys of an issuer come from; paths of files begin in the folder."""
    return FileKeys(folder / issuer.jwks_file) if issuer.jwks_file is not None else PublishedKeys(issuer, outbound)
