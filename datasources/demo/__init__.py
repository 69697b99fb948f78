"""A district that could be: its clubs, calendars and ways to help, as feeds that the hub reads like any partner's.

`hub-demo.toml` declares the sources; `feeds/` holds them; `generate` makes both. `booking` is a partner's live system,
which the door mounts at BOOKING so that the demo's lookup has someone to ask.
"""

import tomllib
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from datasources.declarations import SourceDeclaration
from datasources.lookups import LiveDeclaration

DECLARATION: Final = Path(__file__).parent / "hub-demo.toml"
"""The demo's sources; the files it names are beside it."""
BOOKING: Final = "/demo/booking"
BOOKED_SOURCES: Final = ("ehrenamtsboerse", "mitmachen", "engagement-karte", "helfer")


def declarations() -> tuple[SourceDeclaration, ...]:
    """The demo's sources, as declared."""
    written = tomllib.loads(DECLARATION.read_text("utf-8"))
    return tuple(SourceDeclaration.model_validate(each) for each in written["sources"])


def live(origin: str) -> LiveDeclaration:
    """The demo's booking system, mounted on the hub at `origin` ("http://127.0.0.1:8000")."""
    return LiveDeclaration(key="demo-booking", url=SecretStr(f"{origin}{BOOKING}/places"), sources=BOOKED_SOURCES)
