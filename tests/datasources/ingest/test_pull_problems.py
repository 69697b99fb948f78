"""What is said of an address that cannot be fetched: in German or in English, never in both, and without secrets."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from pydantic import SecretStr

from datasources.declarations import LicenseDeclaration, PublisherDeclaration, SourceDeclaration
from datasources.ingest.pull import _CODES, pull
from datasources.problems import Problem, catalogue
from datasources.vocabulary import SourceKind
from supergraph.errors import (
    AddressRefused,
    BadCertificate,
    BadEncoding,
    CircuitOpen,
    NotPublic,
    OutboundError,
    RedirectRefused,
    StatusRefused,
    TimedOut,
    TooLarge,
    UnknownHost,
    Unreachable,
)
from supergraph.outbound import Outbound

SHOWN = "https://amt.example/k?token=…"
ENGLISH = re.compile(
    r"\b(the|is|was|with|than|of|not|more|answers?|allowed|address|public|connection)\b", re.IGNORECASE
)

FAILURES = (
    (AddressRefused(SHOWN, "names no host", hint="-"), "unvollständig, zu lang", "not whole, too long"),
    (
        NotPublic(SHOWN, "is 127.0.0.1 in disguise", hint="-"),
        "nicht im öffentlichen Netz",
        "not on the public internet",
    ),
    (RedirectRefused(SHOWN, "redirects more than 5 times", hint="-"), "leitet so weiter", "redirects where"),
    (Unreachable(SHOWN, "broke the connection off", hint="-"), "ist nicht erreichbar", "cannot be reached"),
    (UnknownHost(SHOWN, "has a host name that cannot be resolved", hint="-"), "kein Namensdienst", "No name server"),
    (BadCertificate(SHOWN, "has no valid certificate", hint="-"), "kein gültiges Zertifikat", "no valid certificate"),
    (TimedOut(SHOWN, "was silent for too long", hint="-"), "antwortet zu langsam", "answers too slowly"),
    (StatusRefused(SHOWN, 503, hint="-", transient=True), "mit dem Fehler 503", "with the error 503"),
    (TooLarge(SHOWN, "sends more than 5 bytes", hint="-", limit=5), "erlaubt sind 5 Bytes", "allowed are 5 bytes"),
    (BadEncoding(SHOWN, "is not JSON", hint="-"), "beschädigt", "broken"),
    (CircuitOpen(SHOWN, retry_after_s=30.4), "wurde nicht gefragt", "was not asked"),
)


class Failing:
    """An outbound client whose every exchange fails so."""

    def __init__(self, error: OutboundError) -> None:
        self._error = error

    async def fetch(self, url: str, **_: object) -> None:
        raise self._error


def kinds(kind: type[OutboundError] = OutboundError) -> Iterator[type[OutboundError]]:
    for inner in kind.__subclasses__():
        yield inner
        yield from kinds(inner)


def source() -> SourceDeclaration:
    return SourceDeclaration(
        key="amt",
        name="Amt",
        kind=SourceKind.ICALENDAR,
        url=SecretStr("https://amt.example/k?token=geheim"),
        publisher=PublisherDeclaration(name="Amt"),
        license=LicenseDeclaration(id="CC0-1.0", name="CC0"),
    )


def test_every_kind_of_error_has_a_problem_of_its_own_and_an_example_here() -> None:
    assert {kind.code for kind in kinds()} == _CODES.keys() == {error.code for error, _, _ in FAILURES}
    assert len(set(_CODES.values())) == len(_CODES)
    assert set(_CODES.values()) <= catalogue().keys()


@pytest.mark.parametrize(("error", "german", "english"), FAILURES, ids=lambda value: getattr(value, "code", None))
async def test_problem_is_said_in_the_language_of_its_reader(error: OutboundError, german: str, english: str) -> None:
    found = await pull(source(), folder=Path(), outbound=cast("Outbound", Failing(error)))
    assert isinstance(found, Problem)
    assert found.code == _CODES[error.code]
    said = f"{found.message('de')} {found.hint('de')}"
    assert german in said
    assert ENGLISH.findall(said.replace(SHOWN, "")) == []
    assert english in f"{found.message('en')} {found.hint('en')}"
    assert "geheim" not in said
