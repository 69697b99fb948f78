"""The organisations of the demo district, made from the words and kinds beside this module.

Everything is drawn from one seeded generator, so that the same words always give the same district.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from datasources.areas import Area, read_bundled
from datasources.demo.institutions import INITIATIVES, INSTITUTION_GROUPS, InstitutionGroup
from datasources.demo.kinds import CLUB_KINDS, ClubKind
from datasources.demo.words import EMBLEMS, FIRST_NAMES, HALLS, LAST_NAMES, ROLES, STREETS
from datasources.folding import slug
from datasources.vocabulary import AreaKind, OrganizationType

COURT: Final = "Koblenz"

_FIRST_REGISTER_NUMBER: Final = 90_001
_SCATTER_DEGREES: Final = 0.004
"""About 400 m: around the middle of the place."""

_LEAST_INHABITANTS: Final = 150
_MEMBERS_WITH_DEPARTMENTS: Final = 350
_YEARS_WITHOUT_FOUNDINGS: Final = range(1933, 1948)

_BY_THE_WATER: Final = frozenset(
    {
        "Koblenz",
        "Andernach",
        "Bendorf",
        "Vallendar",
        "Weißenthurm",
        "Urmitz",
        "Spay",
        "Brey",
        "Rhens",
        "Winningen",
        "Kobern-Gondorf",
        "Alken",
        "Brodenbach",
        "Lehmen",
    }
)
_SUPPORTED: Final = {"foerder-schule": "grundschule", "foerder-kita": "kita", "foerder-feuerwehr": "feuerwehr"}
"""Friends' associations belong to an institution: they take its place and emblem."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who answers for an organisation. Lists hold them; the hub keeps them private."""

    role: str
    name: str
    email: str
    telephone: str
    birthday: date


@dataclass(frozen=True, slots=True)
class Organization:
    """One organisation as it is; each list says a part of this, in its own words."""

    key: str
    type: OrganizationType
    kind: str
    name: str
    short: str
    area: Area
    emblem: str
    street: str
    lat: float
    lon: float
    hall: str
    topics: str
    text: str
    website: str
    email: str
    telephone: str
    person: Person
    founded: date | None = None
    members: int | None = None
    register_number: int | None = None
    purposes: str = ""
    parent: str | None = None
    group: InstitutionGroup | None = None
    sport: bool = False

    @property
    def place(self) -> str:
        return self.area.name

    @property
    def postal_code(self) -> str:
        return self.area.postal_code or ""

    @property
    def association(self) -> str:
        return self.area.parent_ars or ""


def organizations() -> tuple[Organization, ...]:
    """The whole district: institutions, clubs with their departments, initiatives."""
    return _District().build()


class _District:
    """The state of the making: the generator, the numbers given out, the names taken."""

    def __init__(self) -> None:
        self._random = Random("Musterkreis an Rhein und Mosel")
        self._places = [area for area in read_bundled() if area.kind is AreaKind.MUNICIPALITY]
        self._made: dict[str, Organization] = {}
        self._emblems: set[tuple[str, str]] = set()
        self._register_number = _FIRST_REGISTER_NUMBER
        self._telephone = 0

    def build(self) -> tuple[Organization, ...]:
        for group in INSTITUTION_GROUPS:
            for place in self._draw_places(group.count):
                self._add_institution(group, place)
        for kind in CLUB_KINDS:
            supported = [each for each in self._made.values() if each.kind == _SUPPORTED.get(kind.key)][: kind.count]
            for each in supported:
                self._add_club(kind, each.area, each.emblem)
            near_water = kind.key == "wassersport"
            for place in self._draw_places(kind.count - len(supported), near_water=near_water):
                self._add_club(kind, place, self._draw_emblem(place))
        for name, topics, text in INITIATIVES:
            (place,) = self._draw_places(1)
            self._add_initiative(name, topics, text, place)
        return tuple(self._made.values())

    def _draw_places(self, count: int, *, near_water: bool = False) -> list[Area]:
        """Different places, the larger the likelier (by the root of their inhabitants)."""
        left = [
            place
            for place in self._places
            if (place.population or 0) >= _LEAST_INHABITANTS and (not near_water or place.name in _BY_THE_WATER)
        ]
        drawn: list[Area] = []
        for _ in range(count):
            weights = [(place.population or 1) ** 0.5 for place in left]
            (place,) = self._random.choices(left, weights)
            left.remove(place)
            drawn.append(place)
        return drawn

    def _draw_emblem(self, place: Area) -> str:
        emblem = self._random.choice([each for each in EMBLEMS if (each, place.ars) not in self._emblems])
        self._emblems.add((emblem, place.ars))
        return emblem

    def _add_institution(self, group: InstitutionGroup, place: Area) -> None:
        emblem = self._draw_emblem(place)
        name = group.name.format(e=emblem, o=place.name)
        self._add(
            type_=OrganizationType.INSTITUTION,
            kind=group.key,
            name=name,
            short=name,
            place=place,
            emblem=emblem,
            topics=group.topics,
            text=group.text,
            group=group,
        )

    def _add_initiative(self, name: str, topics: str, text: str, place: Area) -> None:
        emblem = self._draw_emblem(place)
        full = f"{name.format(e=emblem)} {place.name}"
        self._add(
            type_=OrganizationType.INITIATIVE,
            kind="initiative",
            name=full,
            short=full,
            place=place,
            emblem=emblem,
            topics=topics,
            text=text,
        )

    def _add_club(self, kind: ClubKind, place: Area, emblem: str) -> None:
        year = self._random.randint(*kind.founded)
        if year in _YEARS_WITHOUT_FOUNDINGS:
            year += len(_YEARS_WITHOUT_FOUNDINGS)
        full, short = (pattern.format(e=emblem, o=place.name, y=year) for pattern in self._random.choice(kind.names))
        registered = kind.registered and full.endswith("e. V.")
        if registered:
            self._register_number += self._random.randint(1, 9)
        club = self._add(
            type_=OrganizationType.CLUB,
            kind=kind.key,
            name=full,
            short=short,
            place=place,
            emblem=emblem,
            topics=kind.topics,
            text=kind.text.format(o=place.name),
            founded=date(year, 1, 1) + timedelta(days=self._random.randrange(365)),
            members=min(self._random.randint(*kind.members), (place.population or 0) // 2),
            register_number=self._register_number if registered else None,
            purposes=kind.purposes,
            sport=kind.sport,
        )
        if kind.departments and (club.members or 0) >= _MEMBERS_WITH_DEPARTMENTS:
            for name, topics in kind.departments:
                self._add(
                    type_=OrganizationType.CLUB,
                    kind="abteilung",
                    name=f"{short}, Abteilung {name}",
                    short=f"{short} {name}",
                    place=place,
                    emblem=emblem,
                    topics=topics,
                    text=f"Die Abteilung {name} trainiert zweimal in der Woche; Gäste sind willkommen.",
                    members=self._random.randint(15, 70),
                    purposes=kind.purposes,
                    parent=club.key,
                    sport=True,
                )

    def _add(
        self,
        *,
        type_: OrganizationType,
        kind: str,
        name: str,
        short: str,
        place: Area,
        emblem: str,
        topics: str,
        text: str,
        founded: date | None = None,
        members: int | None = None,
        register_number: int | None = None,
        purposes: str = "",
        parent: str | None = None,
        group: InstitutionGroup | None = None,
        sport: bool = False,
    ) -> Organization:
        key = slug(short if place.name in short else f"{short} {place.name}")
        assert key not in self._made, f"two organisations called {key}"
        domain = f"{key}.example"
        made = Organization(
            key=key,
            type=type_,
            kind=kind,
            name=name,
            short=short,
            area=place,
            emblem=emblem,
            street=f"{self._random.choice(STREETS)} {self._random.randint(1, 48)}",
            lat=round((place.lat or 0) + self._random.uniform(-1, 1) * _SCATTER_DEGREES, 5),
            lon=round((place.lon or 0) + self._random.uniform(-1, 1) * _SCATTER_DEGREES, 5),
            hall=f"{self._random.choice(HALLS)} {place.name}",
            topics=topics,
            text=text,
            website=f"https://www.{domain}/",
            email=f"info@{domain}",
            telephone=self._next_telephone(),
            person=self._draw_person(domain),
            founded=founded,
            members=members,
            register_number=register_number,
            purposes=purposes,
            parent=parent,
            group=group,
            sport=sport,
        )
        self._made[key] = made
        return made

    def _draw_person(self, domain: str) -> Person:
        first, last = self._random.choice(FIRST_NAMES), self._random.choice(LAST_NAMES)
        return Person(
            role=self._random.choice(ROLES),
            name=f"{first} {last}",
            email=f"{slug(first)}.privat@{domain}",
            telephone=self._next_telephone(),
            birthday=date(1950, 1, 1) + timedelta(days=self._random.randrange(18_000)),
        )

    def _next_telephone(self) -> str:
        """The next number of the range kept for fiction."""
        number = f"030 23125-{self._telephone % 1000:03d}"
        self._telephone += 1
        return number
