"""What the answering of one operation shares: the store, its loaders, the clock, the language, who asks.

One Context per operation: two fetches of one operation that run at the same time share their loads, and nothing that
was loaded outlives it.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

import strawberry

from datasources.lookups import Lookup
from datasources.people.viewer import ANONYMOUS, Viewer
from datasources.problems import LANGUAGES, Language
from datasources.store.database import Database
from datasources.store.people.rows import VolunteerRow
from resolvers.loaders import Loaders
from resolvers.paging import PageBounds, refused
from resolvers.people.readings import Reader, Reading, disclosing
from supergraph.dataloader import DataLoader
from supergraph.engine import Caller

__all__ = ["Context", "Info", "context_factory"]


@dataclass(eq=False)
class Context:
    """`now` is in UTC seconds. `live_places` are the booking systems that know the places left, by source key."""

    db: Database
    language: Language = "de"
    now: int = field(default_factory=lambda: int(time.time()))
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Berlin"))
    bounds: PageBounds = field(default_factory=PageBounds)
    live_places: Mapping[str, Lookup[str, int]] = field(default_factory=dict)
    viewer: Viewer = ANONYMOUS
    address: Callable[[], str] = str
    "Tells the hub's own address; see `base_url`."
    addresses: Mapping[str, str] = field(default_factory=dict)
    "Where sources are read from, query included, by their keys: for their stewards."
    client: str | None = None
    "The address a request came from."
    guardian_url: str | None = None
    "Where guardians enter the code of their letter."
    forget: Callable[[], None] | None = None
    "Lets go of copies in memory, when someone has erased themselves."

    @cached_property
    def loaders(self) -> Loaders:
        return Loaders(self.db, self.live_places)

    @cached_property
    def base_url(self) -> str:
        """The hub's own address, as those who ask know it: https://hub.example, without a slash at its end.

        Found out when it is asked for: to read it off a request takes as long as to read a club by its id.
        """
        return self.address().rstrip("/")

    @cached_property
    def disclosures(self) -> DataLoader[Reading, VolunteerRow | None]:
        """Readings of other people's data, each decided and recorded before it is answered."""
        return disclosing(self.db, Reader(self.viewer.account_pk, self.now, date.fromisoformat(self.today)))

    @cached_property
    def today(self) -> str:
        """The local day: what is past is judged by it."""
        return datetime.fromtimestamp(self.now, self.timezone).date().isoformat()

    async def own_profile_pk(self) -> int | None:
        """The profile of whoever asks, by pk; None where there is none yet."""
        account_pk = self.viewer.account_pk
        if account_pk is None:
            return None
        profile = await self.loaders.profiles.load(account_pk)
        return None if profile is None else profile.pk

    def language_of(self, argument: str | None) -> Language:
        """The language a field is answered in: its own argument, or that of the request."""
        if argument is None:
            return self.language
        spoken = _spoken(argument)
        if spoken is None:
            raise refused(
                f"language is {argument!r}: texts are written in {' and '.join(LANGUAGES)}.",
                "Leave it out to get the language of the request.",
            )
        return spoken


_PAGES: Final = {"ws": "http", "wss": "https"}

Info: TypeAlias = strawberry.Info[Context, None]


def context_factory(
    db: Database,
    *,
    language: Language = "de",
    timezone: str = "Europe/Berlin",
    bounds: PageBounds | None = None,
    live_places: Mapping[str, Lookup[str, int]] | None = None,
    public_url: str | None = None,
    guardian_url: str | None = None,
    addresses: Mapping[str, str] | None = None,
    forget: Callable[[], None] | None = None,
    clock: Callable[[], float] = time.time,
) -> Callable[[Caller], Context]:
    """Makes the context of each operation. `language` is that of callers who name none that the hub speaks; without a
    `public_url`, the hub's address is the one that the request came by."""
    zone = ZoneInfo(timezone)
    page_bounds = bounds or PageBounds()
    lookups = live_places or {}
    whole = addresses or {}

    def make(caller: Caller) -> Context:
        return Context(
            db=db,
            language=_preferred(caller.languages) or language,
            now=int(clock()),
            timezone=zone,
            bounds=page_bounds,
            live_places=lookups,
            address=lambda: public_url or _came_by(caller),
            addresses=whole,
            client=_client(caller),
            guardian_url=guardian_url,
            forget=forget,
        )

    return make


def _client(caller: Caller) -> str | None:
    """The host that asks, as the server saw it or a trusted proxy named it."""
    client = caller.scope.get("client") if caller.scope is not None else None
    return client[0] if client else None


def _came_by(caller: Caller) -> str:
    """The address that a request came by; a WebSocket's as that of a page."""
    connection = caller.connection
    if connection is None:
        return ""
    url = connection.base_url
    return str(url.replace(scheme=_PAGES.get(url.scheme, url.scheme)))


def _preferred(languages: Sequence[str]) -> Language | None:
    return next((spoken for each in languages if (spoken := _spoken(each)) is not None), None)


def _spoken(tag: str) -> Language | None:
    """The language of a tag (BCP 47), if the hub speaks it: de-AT is de."""
    primary = tag.partition("-")[0].lower()
    return next((each for each in LANGUAGES if each == primary), None)
