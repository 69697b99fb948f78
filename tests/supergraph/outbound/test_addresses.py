"""Which addresses the hub asks, and how it shows them."""

from __future__ import annotations

import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from supergraph.errors import AddressRefused
from supergraph.outbound import Outbound
from supergraph.outbound.addresses import MAX_URL_CHARACTERS, AddressPolicy, PublicResolver, is_public_text, redact

NOT_PUBLIC = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.178.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "::8.8.8.8",
    "64:ff9b::a00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:a00:1::1",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "no address",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_address_that_is_not_public_is_recognised(address: str) -> None:
    assert not is_public_text(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "2a00:1450:4001::200e"])
def test_public_address_is_recognised(address: str) -> None:
    assert is_public_text(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://verein.example/termine.ics",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "javascript:alert(1)",
        "//verein.example/x",
        "verein.example",
        "",
        "http://",
        "http:///pfad",
        "http://verein.example:99999/",
        "http://[::1",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://hub.localhost/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://127.0.0.1./",
        "http://0/",
        "http://999.999.999.999/",
        "http://8.8.2056/",
        "http://①②⑦.⓪.⓪.①/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1%25eth0]/",
        "http://169.254.169.254/latest/meta-data/",
        "https://anna:geheim@10.0.0.1/",
        "http://verein.example/" + "a" * MAX_URL_CHARACTERS,
    ],
)
def test_forbidden_address_is_refused_with_a_way_out(url: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        AddressPolicy().parse(url)
    # What the operator may allow by name is an address that is not public; everything else is none.
    assert refused.value.code == ("NOT_PUBLIC" if "allowed_hosts" in refused.value.hint else "ADDRESS_REFUSED")
    assert refused.value.hint
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(
    ("allowed", "url"),
    [
        ("10.0.0.7", "http://10.0.0.7/feed"),
        ("10.0.0.7", "http://10.0.0.7:8080/feed"),
        ("10.0.0.7:8080", "http://10.0.0.7:8080/feed"),
        ("Intranet.Kreis.example", "https://intranet.kreis.example/termine.ics"),
        ("localhost", "http://localhost:8000/graphql"),
        ("[::1]:8000", "http://[::1]:8000/graphql"),
        ("::1", "http://[::1]/graphql"),
    ],
)
def test_allowed_host_may_have_any_address(allowed: str, url: str) -> None:
    assert AddressPolicy({allowed}).parse(url)


@pytest.mark.parametrize(
    ("allowed", "url"),
    [
        ("10.0.0.7:8080", "http://10.0.0.7/feed"),
        ("10.0.0.7", "http://10.0.0.8/feed"),
        ("localhost", "http://127.0.0.1/"),
        ("kreis.example", "ftp://kreis.example/"),
    ],
)
def test_allowing_one_host_allows_no_other(allowed: str, url: str) -> None:
    with pytest.raises(AddressRefused):
        AddressPolicy({allowed}).parse(url)


def test_address_at_the_longest_length_is_read() -> None:
    start = "https://verein.example/"
    assert AddressPolicy().parse(start + "a" * (MAX_URL_CHARACTERS - len(start)))


class FakeNames(AbstractResolver):
    """Names and their addresses; counts how often it is asked."""

    def __init__(self, names: dict[str, list[str]]) -> None:
        self.names = names
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        return [
            ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0)
            for address in self.names[host]
        ]

    async def close(self) -> None:
        self.names.clear()


async def test_name_keeps_its_public_addresses_only() -> None:
    resolver = PublicResolver(FakeNames({"verein.example": ["10.0.0.1", "93.184.216.34", "::1"]}))
    assert [entry["host"] for entry in await resolver.resolve("verein.example")] == ["93.184.216.34"]


async def test_name_that_leads_inside_is_refused() -> None:
    async with Outbound(resolver=FakeNames({"innen.example": ["127.0.0.1", "10.0.0.1"]})) as outbound:
        with pytest.raises(AddressRefused, match="leads to no public address"):
            await outbound.fetch("http://innen.example/")


async def test_address_is_resolved_once_and_pinned() -> None:
    """A name server that answers differently the second time (rebinding) is not asked a second time."""
    names = FakeNames({"innen.example": ["127.0.0.1"]})
    async with Outbound(resolver=names) as outbound:
        with pytest.raises(AddressRefused):
            await outbound.fetch("http://innen.example/")
    assert names.asked == ["innen.example"]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://anna:geheim@amt.example/k/1?token=abc&leer#x", "https://amt.example/k/1?token=…&…"),
        ("http://amt.example:8080/", "http://amt.example:8080/"),
        ("http://[2a00::1]:8080/", "http://[2a00::1]:8080/"),
        (
            "https://calendar.google.com/calendar/ical/verein%40x/private-0f3a9c7e11d24b/basic.ics",
            "https://calendar.google.com/calendar/ical/verein%40x/priv…/basic.ics",
        ),
        ("https://amt.example/veranstaltungskalender-gemeinde", "https://amt.example/veranstaltungskalender-gemeinde"),
        ("http://amt.example/\r\nSet-Cookie", "http://amt.example/Set-Cookie"),
        ("no address", "(unreadable address)"),
        ("http://[", "(unreadable address)"),
        ("http://a:b@c:d@e:99999999/", "(unreadable address)"),
    ],
)
def test_address_is_shown_without_its_secrets(url: str, shown: str) -> None:
    assert redact(url) == shown


@given(st.text())
def test_showing_never_raises(text: str) -> None:
    assert redact(text)
    assert redact(f"https://anna:GEHEIM123@amt.example/{text}").count("GEHEIM123") == text.count("GEHEIM123")


@given(st.text(max_size=40))
def test_reading_any_text_gives_an_address_or_a_refusal(text: str) -> None:
    policy = AddressPolicy()
    for url in (text, f"http://{text}/"):
        try:
            parsed = policy.parse(url)
        except AddressRefused:
            continue
        assert parsed.scheme in {"http", "https"}
        assert parsed.host
