"""Which municipality a place lies in, by what it says; first rule that holds:

    1  its official key                                     "071375002089", or an AGS of eight digits
    2  its postal code and locality                         "56751 Polch"; "Mayen-Kürrenberg" lies in Mayen
    3  its point: within a boundary, or, where the source names an area, nearest to a centre within that
    4  its postal code, where it is one municipality's
    5  the source's own municipality

A locality alone decides only where one municipality has that name; a postal code from elsewhere contradicts it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Final, NamedTuple, cast

import orjson

from datasources.areas import Geometry, is_ars
from datasources.areas.boundaries import contains
from datasources.drafts import Json
from datasources.folding import fold
from datasources.store.database import Transaction
from datasources.store.writing import entities
from datasources.vocabulary import GeoPrecision

_MUNICIPALITY: Final = 12
_CELL_DEGREES: Final = 0.2
"""About 22 by 14 km: no municipality's centre is farther from its edge."""
_LIKELY: Final = 8
_CANDIDATES: Final = 100
"""Nearest centres whose boundaries are looked at: first those that will do nearly always, then all around."""
_POSTAL_REGION: Final = 2
"""Digits of a postal code that municipalities of one neighbourhood share."""
_MAX_WORDS: Final = 6
_MAX_CACHED: Final = 20_000
_MAX_BOUNDARIES: Final = 500


class Centre(NamedTuple):
    """What is known of one municipality."""

    ars: str
    ags: str | None
    folded: str
    lat: float | None
    lon: float | None
    postal_code: str | None


@dataclass(frozen=True, slots=True)
class Located:
    """Where a place lies; `precision` is that of the municipality's centre, were the place to be drawn there."""

    ars: str | None
    is_own: bool
    lat: float | None
    lon: float | None
    precision: GeoPrecision


NOWHERE: Final = Located(None, False, None, None, GeoPrecision.NONE)


class Atlas:
    """The municipalities of the store, for one transaction; `open` it before it is asked."""

    def __init__(self, centres: Iterable[Centre], transaction: Transaction | None = None) -> None:
        self._transaction = transaction
        self._is_open = transaction is None
        self._by_ars: dict[str, Centre] = {}
        self._by_ags: dict[str, Centre] = {}
        self._by_name: dict[str, list[Centre]] = defaultdict(list)
        self._by_postal_code: dict[str, list[Centre]] = defaultdict(list)
        self._cells: dict[tuple[int, int], list[Centre]] = defaultdict(list)
        self._boundaries: dict[str, Geometry | None] = {}
        self._found: dict[tuple[Json, ...], Located] = {}
        for centre in centres:
            self._add(centre)

    async def open(self) -> None:
        """Reads the municipalities that the store knows, once; boundaries are read when a point asks for them."""
        if self._is_open or self._transaction is None:
            return
        self._is_open = True
        for ars, ags, folded, _, lat, lon, postal_code in await self._transaction.fetch(entities.AREA_POINTS):
            if len(ars) == _MUNICIPALITY:
                self._add(Centre(ars, ags, folded, lat, lon, postal_code))

    async def locate(self, place: Mapping[str, Json], municipality: str | None) -> Located:
        """Where a PLACE lies; `municipality` is its source's own."""
        asked = (*map(place.get, ("ars", "ags", "postalCode", "locality", "lat", "lon", "country")), municipality)
        found = self._found.get(asked)
        if found is None:
            found = await self._locate(place, municipality)
            if len(self._found) >= _MAX_CACHED:
                self._found.clear()
            self._found[asked] = found
        return found

    def fallback(self, municipality: str | None) -> Located:
        """The source's own municipality."""
        if municipality is None:
            return NOWHERE
        centre = self._by_ars.get(municipality)
        if centre is None:
            return Located(municipality, False, None, None, GeoPrecision.NONE)
        return _at(centre, is_own=False)

    async def _locate(self, place: Mapping[str, Json], municipality: str | None) -> Located:
        stated = self._by_key(place)  # 1
        if stated is not None:
            return stated
        if place.get("country", "DE") != "DE":
            return NOWHERE
        postal_code, locality = place.get("postalCode"), place.get("locality")
        if isinstance(locality, str):  # 2
            named = self._by_locality(locality, postal_code if isinstance(postal_code, str) else None, municipality)
            if named is not None:
                return _at(named, is_own=True)
        lat, lon = place.get("lat"), place.get("lon")
        if isinstance(lat, int | float) and isinstance(lon, int | float):  # 3
            near = await self._by_point(lat, lon, municipality)
            if near is not None:
                return _at(near, is_own=True)
        if isinstance(postal_code, str):  # 4
            centres = self._by_postal_code.get(postal_code, ())
            if len(centres) == 1 and (not isinstance(locality, str) or locality == ""):
                return _at(centres[0], is_own=True, precision=GeoPrecision.POSTAL_CODE)
            if self._is_elsewhere(postal_code, municipality):
                return NOWHERE
        return self.fallback(municipality)  # 5

    def _by_key(self, place: Mapping[str, Json]) -> Located | None:
        ars, ags = place.get("ars"), place.get("ags")
        if isinstance(ars, str) and is_ars(ars):
            centre = self._by_ars.get(ars)
            if centre is not None:
                return _at(centre, is_own=True)
            return Located(ars, True, None, None, GeoPrecision.NONE)
        if isinstance(ags, str):
            centre = self._by_ags.get(ags)
            if centre is not None:
                return _at(centre, is_own=True)
        return None

    def _by_locality(self, locality: str, postal_code: str | None, municipality: str | None) -> Centre | None:
        words = fold(locality).split()[:_MAX_WORDS]
        for count in range(len(words), 0, -1):
            named = self._by_name.get(" ".join(words[:count]), [])
            if postal_code is not None:
                named = [centre for centre in named if _agree(centre.postal_code, postal_code)]
            if len(named) > 1:
                exact = [centre for centre in named if centre.postal_code == postal_code]
                within = [centre for centre in named if municipality and centre.ars.startswith(municipality)]
                named = exact or within or named
            if len(named) == 1:
                return named[0]
            if named:
                return None
        return None

    async def _by_point(self, lat: float, lon: float, municipality: str | None) -> Centre | None:
        row, column = _cell(lat, lon)
        around = [
            centre
            for y in (row - 1, row, row + 1)
            for x in (column - 1, column, column + 1)
            for centre in self._cells.get((y, x), ())
        ]
        around.sort(key=lambda centre: _distance(centre, lat, lon))
        for nearest in (around[:_LIKELY], around[_LIKELY:_CANDIDATES]):
            for centre, boundary in zip(nearest, await self._read_boundaries(nearest), strict=True):
                if boundary is not None and contains(boundary, lat, lon):
                    return centre
        if municipality is None:
            return None
        return next((centre for centre in around if centre.ars.startswith(municipality)), None)

    async def _read_boundaries(self, centres: list[Centre]) -> list[Geometry | None]:
        lacking = [centre.ars for centre in centres if centre.ars not in self._boundaries]
        if lacking and self._transaction is not None:
            if len(self._boundaries) > _MAX_BOUNDARIES:
                self._boundaries.clear()
                lacking = [centre.ars for centre in centres]
            for ars, text in await self._transaction.fetch(entities.AREA_BOUNDARIES, keys=lacking):
                self._boundaries[ars] = None if text is None else cast(Geometry, orjson.loads(text))
        return [self._boundaries.get(centre.ars) for centre in centres]

    def _is_elsewhere(self, postal_code: str, municipality: str | None) -> bool:
        """Whether a postal code contradicts the source's own municipality."""
        centre = self._by_ars.get(municipality or "")
        return centre is not None and not _agree(centre.postal_code, postal_code)

    def _add(self, centre: Centre) -> None:
        self._by_ars[centre.ars] = centre
        if centre.ags is not None:
            self._by_ags[centre.ags] = centre
        self._by_name[centre.folded].append(centre)
        if centre.postal_code is not None:
            self._by_postal_code[centre.postal_code].append(centre)
        if centre.lat is not None and centre.lon is not None:
            self._cells[_cell(centre.lat, centre.lon)].append(centre)


def _at(centre: Centre, *, is_own: bool, precision: GeoPrecision = GeoPrecision.MUNICIPALITY) -> Located:
    has_point = centre.lat is not None and centre.lon is not None
    return Located(centre.ars, is_own, centre.lat, centre.lon, precision if has_point else GeoPrecision.NONE)


def _agree(known: str | None, stated: str) -> bool:
    return known is None or known[:_POSTAL_REGION] == stated[:_POSTAL_REGION]


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return int(lat // _CELL_DEGREES), int(lon // _CELL_DEGREES)


def _distance(centre: Centre, lat: float, lon: float) -> float:
    assert centre.lat is not None, "only centres with a point are in cells"
    assert centre.lon is not None, "only centres with a point are in cells"
    east = (centre.lon - lon) * cos(radians(lat))
    return (centre.lat - lat) ** 2 + east**2
