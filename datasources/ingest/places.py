"""Places, made of what they say: two entries that say the same share one, and none ever changes.

A place without a point of its own is drawn at its municipality's centre, and its precision says so.
"""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from datasources import ids
from datasources.criteria import Position
from datasources.drafts import Json
from datasources.ingest.atlas import Located
from datasources.store.database import Transaction
from datasources.store.sphere import vector
from datasources.store.statements import PLACE, Value
from datasources.store.writing import entities
from datasources.store.writing.shapes import Keys
from datasources.vocabulary import GeoPrecision

Row: TypeAlias = dict[str, Value]

MAX_KNOWN: Final = 100_000
"""Keys of places that one transaction remembers."""
_DECIMALS: Final = 6


def place_row(place: Mapping[str, Json], located: Located) -> Row:
    """A place's columns, its pk aside, from a PLACE and where it lies."""
    lat, lon = _number(place.get("lat")), _number(place.get("lon"))
    if lat is not None and lon is not None and -90 <= lat <= 90 and -180 <= lon <= 180:
        precision = GeoPrecision.EXACT
    else:
        lat, lon, precision = located.lat, located.lon, located.precision
    name, street = _text(place, "name"), _text(place, "street")
    postal_code, locality = _text(place, "postalCode"), _text(place, "locality")
    country = _text(place, "country") or "DE"
    point = None if lat is None or lon is None else vector(Position(lat, lon))
    parts = (name, street, postal_code, locality, country, lat, lon, precision.value, located.ars)
    return {
        "id": ids.place_id(*("" if part is None else str(part) for part in parts)),
        "name": name,
        "street": street,
        "postal_code": postal_code,
        "locality": locality,
        "country": country,
        "lat": lat,
        "lon": lon,
        "x": None if point is None else point.x,
        "y": None if point is None else point.y,
        "z": None if point is None else point.z,
        "precision": precision.value,
        "ars": located.ars,
    }


class Places:
    """Keys of places within one transaction."""

    def __init__(self, transaction: Transaction, keys: Keys) -> None:
        self._transaction = transaction
        self._keys = keys
        self._known: dict[str, int] = {}

    async def ensure(self, rows: Sequence[Row]) -> None:
        """Writes the places that are not there yet; `pk` then knows them all."""
        if len(self._known) > MAX_KNOWN:
            self._known.clear()
        wanted = {str(row["id"]): row for row in rows if row["id"] not in self._known}
        if not wanted:
            return
        for id, pk in await self._transaction.fetch(entities.PLACES_BY_ID, ids=list(wanted)):
            self._known[id] = pk
            del wanted[id]
        pks = await self._keys.take(PLACE, len(wanted))
        new = [{"pk": pk, **row} for pk, row in zip(pks, wanted.values(), strict=True)]
        await self._transaction.executemany(entities.INSERT_PLACE, new)
        self._known.update((str(row["id"]), int(row["pk"])) for row in new)  # type: ignore[arg-type]

    def pk(self, row: Row | None) -> int | None:
        """The key of a place that `ensure` has seen."""
        return None if row is None else self._known[str(row["id"])]


def says_something(place: Json) -> bool:
    """Whether a PLACE says more than its country."""
    return isinstance(place, dict) and any(value not in (None, "") for key, value in place.items() if key != "country")


def _text(place: Mapping[str, Json], name: str) -> str | None:
    value = place.get(name)
    return value if isinstance(value, str) and value else None


def _number(value: Json) -> float | None:
    return round(float(value), _DECIMALS) if isinstance(value, int | float) and not isinstance(value, bool) else None
