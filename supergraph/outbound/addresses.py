"""Which hosts and addresses the hub may ask: the public internet, and what the configuration allows by name.

    https://verein.example/termine.ics   → resolved; addresses that are not public are dropped, then pinned
    http://10.0.0.7/feed                 → refused, unless "10.0.0.7" is allowed
    http://2130706433/  http://0x7f.1/   → refused: an address in disguise (127.0.0.1)
    http://[::ffff:10.0.0.7]/            → refused: an IPv4 address in disguise

The check runs on every hop of a redirect and once more on the socket's address, so a name whose answer changes between
check and connection gains nothing.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from supergraph.errors import AddressRefused, NotPublic

MAX_URL_CHARACTERS = 8192

_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""Everything that may be public in IPv6 is in here; mapped (::ffff:0:0/96) and NAT64 (64:ff9b::/96) forms are not."""
_NOT_PUBLIC_6 = (
    IPv6Network("2001::/23"),  # special purposes, Teredo among them
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("2002::/16"),  # 6to4: an IPv4 address in disguise
    IPv6Network("3fff::/20"),  # documentation
)
_NOT_PUBLIC_4 = (
    IPv4Network("192.88.99.0/24"),  # 6to4 relays
    IPv4Network("192.0.0.0/24"),  # special purposes
)
_NUMERIC_HOST = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+))*\.?", re.IGNORECASE)
_SECRET_SEGMENT = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9_\-.~=]{20,}")


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address belongs to the public internet and says so plainly."""
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    return (
        address.scope_id is None
        and address in _GLOBAL_UNICAST
        and not any(address in network for network in _NOT_PUBLIC_6)
    )


def redact(url: str) -> str:
    """The address as logs and errors may show it: no credentials, no query values, no fragment, no secret path parts.

    >>> redact("https://anna:geheim@amt.example/k/1?token=abc#x")
    'https://amt.example/k/1?token=…'

    A path segment that looks like a key (20 characters or more, letters and digits) keeps its first four characters.
    Never raises; what is no address at all becomes "(unreadable address)".
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return "(unreadable address)"
    if not parts.scheme or not host:
        return "(unreadable address)"
    host = f"[{host}]" if ":" in host else host
    path = "/".join(
        f"{segment[:4]}…" if _SECRET_SEGMENT.fullmatch(segment) else segment for segment in parts.path.split("/")
    )
    names = [pair.split("=", 1)[0] + "=…" if "=" in pair else "…" for pair in parts.query.split("&") if pair]
    text = f"{parts.scheme}://{host}{'' if port is None else f':{port}'}{path}{'?' + '&'.join(names) if names else ''}"
    return "".join(character if character.isprintable() else quote(character) for character in text)[:500]


class AddressPolicy:
    """The rule for one hub: public addresses, and the `allowed_hosts` ("intranet.kreis.example", "10.0.0.7:8080").

    An allowed host may have any address; with a port only that port is allowed.
    """

    def __init__(self, allowed_hosts: Collection[str] = ()) -> None:
        self._allowed = frozenset(host.strip().lower().rstrip(".") for host in allowed_hosts)

    def is_allowed_by_name(self, url: URL) -> bool:
        """Whether the configuration names this host."""
        host = (url.host or "").lower().rstrip(".")
        names = {host, f"[{host}]"} if ":" in host else {host}
        return any(name in self._allowed or f"{name}:{url.port}" in self._allowed for name in names)

    def parse(self, text: str) -> URL:
        """The address as a URL that may be asked, as far as its text tells; raises AddressRefused."""
        if len(text) > MAX_URL_CHARACTERS:
            raise AddressRefused(
                redact(text), f"is longer than {MAX_URL_CHARACTERS} characters", hint="Use a shorter address."
            )
        try:
            url = URL(text.strip())
            url.port  # noqa: B018 -- reads the port, which may be out of range
        except (ValueError, TypeError):
            raise AddressRefused(
                redact(text), "cannot be read as an address", hint="Write https://host/path."
            ) from None
        self.check(url)
        return url

    def check(self, url: URL) -> None:
        """Refuse what the address itself shows to be forbidden; names are judged once they are resolved."""
        subject = redact(str(url))
        if url.scheme not in {"http", "https"}:
            raise AddressRefused(subject, "only http and https are asked", hint="Use an address with https://.")
        host = url.host
        if not host:
            raise AddressRefused(subject, "names no host", hint="Write https://host/path.")
        if self.is_allowed_by_name(url):
            return
        address = literal_address(host)
        if address is None:
            if host.lower().rstrip(".").split(".")[-1] == "localhost":
                raise self.refusal(subject, "is this machine")
        elif str(address) != host.lower():
            raise self.refusal(subject, f"is {address} in disguise")
        elif not is_public(address):
            raise self.refusal(subject, "is not a public address")

    @staticmethod
    def refusal(subject: str, rule: str) -> NotPublic:
        return NotPublic(
            subject, rule, hint="If the hub shall read it, name its host under outbound.allowed_hosts in hub.toml."
        )


def literal_address(host: str) -> IPv4Address | IPv6Address | None:
    """The address that the host is, in any form that a socket would take (127.1, 0x7f000001); None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    if _NUMERIC_HOST.fullmatch(host):
        try:
            return IPv4Address(socket.inet_aton(host.rstrip(".")))
        except OSError:
            return IPv4Address(0)  # all digits and dots, yet no address: nothing that a name server should be asked for
    return None


class PublicResolver(AbstractResolver):
    """Resolves names and hands on their public addresses only, which the connector then connects to."""

    def __init__(self, inner: AbstractResolver) -> None:
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        public = [entry for entry in found if is_public_text(entry["host"])]
        if not public:
            raise AddressPolicy.refusal(host, "leads to no public address")
        return public

    async def close(self) -> None:
        await self._inner.close()


def is_public_text(address: str) -> bool:
    """`is_public` for an address as text; what is no address is not public."""
    try:
        return is_public(ip_address(address))
    except ValueError:
        return False
