"""A district that could be: its clubs, calendars and ways to help, as feeds that the hub reads like any partner's.

`hub-demo.toml` declares the sources; `feeds/` holds them; `generate` makes both. `booking` is a partner's live system,
which the door mounts at BOOKING so that the demo's lookup has someone to ask.
"""

import tomllib
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from datasources.declarations import SourceDeclaration
from datasources.ingest.declared import all_states
from datasources.lookups import LiveDeclaration
from datasources.store.database import Database

DECLARATION: Final = Path(__file__).parent / "hub-demo.toml"
"""The demo's sources; the files it names are beside it."""
BOOKING: Final = "/demo/booking"
BOOKED_SOURCES: Final = ("ehrenamtsboerse", "mitmachen", "engagement-karte", "helfer")


def declarations() -> tuple[SourceDeclaration, ...]:
    """The demo's sources, as declared."""
    written = tomllib.loads(DECLARATION.read_text("utf-8"))
    return tuple(SourceDeclaration.model_validate(each) for each in written["sources"])


async def belongs_in(db: Database) -> bool:
    """Whether a store is empty, or holds the demo already: it is put into no other."""
    keys = {declaration.key for declaration in declarations()}
    return all(state.key in keys for state in await all_states(db))


def live(origin: str) -> LiveDeclaration:
    """The demo's booking system, mounted on the hub at `origin` ("http://127.0.0.1:8000")."""
    return LiveDeclaration(key="demo-booking", url=SecretStr(f"{origin}{BOOKING}/places"), sources=BOOKED_SOURCES)
