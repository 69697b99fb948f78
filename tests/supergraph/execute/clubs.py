"""A small graph of clubs for tests of the executor: rows are tuples, and batch functions note their calls."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator, Mapping, Sequence
from enum import Enum
from typing import Annotated, Any, NamedTuple

import strawberry
from strawberry.permission import BasePermission

from supergraph.batch import batch_field
from supergraph.schema import Schema


@strawberry.enum
class Status(Enum):
    ACTIVE = "active"
    DISSOLVED = "dissolved"


class EventRow(NamedTuple):
    id: str
    title: str
    start: dt.datetime


class ClubRow(NamedTuple):
    id: str
    name: str
    status: Status = Status.ACTIVE
    alternate_names: Sequence[str] = ()
    member_count: int | None = None
    typename: str = "Club"


class SchoolRow(NamedTuple):
    id: str
    name: str
    pupils: int

    @property
    def typename(self) -> str:
        return "School"


CLUBS = (
    ClubRow("1", "TV Mülheim-Kärlich 1894", alternate_names=("Turnverein",), member_count=812),
    ClubRow("2", "Schützengilde St. Sebastian", status=Status.DISSOLVED),
    ClubRow("3", "Möhnenverein „Goldene 11“", member_count=40),
)
SCHOOL = SchoolRow("9", "Grundschule am Rhein", 240)
NOON = dt.datetime(2026, 3, 29, 12, tzinfo=dt.UTC)


class Calls(list[Any]):
    """The context of these tests: what was called, with how many parents or which keys."""


Info = strawberry.Info[Calls, None]


class MayRead(BasePermission):
    message = "only for editors"

    def has_permission(self, source: object, info: strawberry.Info, **kwargs: object) -> bool:
        return getattr(source, "id", None) != "2"


class MayReadLater(BasePermission):
    message = "only for stewards"

    async def has_permission(self, source: object, info: strawberry.Info, **kwargs: object) -> bool:
        await asyncio.sleep(0)
        return getattr(source, "id", None) != "3"


async def notes_of(parents: Sequence[ClubRow], info: Info) -> Sequence[str | None]:
    info.context.append(("notes", [one.id for one in parents]))
    return [f"note {one.id}" for one in parents]


def partners_of(parents: Sequence[ClubRow]) -> Sequence[ClubRow | None]:
    return [CLUBS[0] if one.id == "3" else None for one in parents]


@strawberry.input
class EventFilter:
    text_like: str | None = None


@strawberry.type
class Event:
    id: strawberry.ID
    title: str
    start: dt.datetime


@strawberry.federation.interface(keys=["id"])
class Organization:
    id: strawberry.ID
    name: str

    @batch_field(description="Calendars it publishes.", graphql_type=list[Event], tags=["kalender"])
    @staticmethod
    async def events(
        parents: Sequence[ClubRow | SchoolRow],
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many.")] = 2,
        filter: EventFilter | None = None,
    ) -> Sequence[list[EventRow] | Exception]:
        info.context.append(("events", len(parents), first, filter.text_like if filter else None))
        await asyncio.sleep(0)
        return [
            ValueError("the calendar of 2 is broken")
            if one.id == "2"
            else [EventRow(f"{one.id}-{number}", f"Fest {number}", NOON) for number in range(first)]
            for one in parents
        ]

    @classmethod
    async def resolve_references(
        cls, references: Sequence[Mapping[str, object]], info: Info
    ) -> Sequence[ClubRow | SchoolRow | Exception | None]:
        info.context.append(("references", [dict(one) for one in references]))
        known = {one.id: one for one in (*CLUBS, SCHOOL)}
        return [known.get(str(reference["id"])) for reference in references]


@strawberry.federation.type(keys=["id"])
class Club(Organization):
    status: Status
    alternate_names: list[str]
    member_count: int | None
    notes: str | None = batch_field(notes_of, permission_classes=[MayRead], description="Notes.")
    minutes: str | None = batch_field(notes_of, permission_classes=[MayReadLater, MayRead])
    partner: Club | None = batch_field(partners_of, shareable=True)

    @batch_field(deprecation_reason="Use memberCount.")
    @staticmethod
    def size(parents: Sequence[ClubRow]) -> Sequence[int | None]:
        return [one.member_count for one in parents]

    @strawberry.field
    def greeting(self, info: Info, who: str = "Welt") -> str:
        return f"{self.name} grüßt {who} von {info.path.as_list()}"

    @classmethod
    async def resolve_references(
        cls, references: Sequence[Mapping[str, object]], info: Info
    ) -> Sequence[ClubRow | SchoolRow | Exception | None]:
        info.context.append(("references", [dict(one) for one in references]))
        await asyncio.sleep(0)
        known = {one.id: one for one in CLUBS}
        return [
            OSError("/var/lib/hub.db is locked") if one["id"] == "locked" else known.get(str(one["id"]))
            for one in references
        ]


@strawberry.federation.type(keys=["id"])
class School(Organization):
    pupils: int


@strawberry.federation.type(keys=["id"])
class Person:
    id: strawberry.ID

    @classmethod
    async def resolve_reference(cls, id: str) -> Person:
        if id == "0":
            raise LookupError("secret path")
        return Person(id=strawberry.ID(id))


@strawberry.federation.type(keys=["code"])
class Country:
    code: str


Anyone = Annotated[Club | School | Person, strawberry.union("Anyone")]


@strawberry.type
class Query:
    person: Person | None = None
    country: Country | None = None

    @strawberry.field
    def clubs(self, first: int = 3) -> list[Club]:
        return list(CLUBS[:first])  # type: ignore[arg-type]

    @strawberry.field
    async def organizations(self) -> list[Organization]:
        return [CLUBS[0], SCHOOL, CLUBS[2]]  # type: ignore[list-item]

    @strawberry.field
    def anyone(self) -> list[Anyone]:
        return [SCHOOL, Person(id=strawberry.ID("p")), CLUBS[0]]  # type: ignore[list-item]


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def wait(self, info: Info, turns: int) -> int:
        info.context.append(("begin", turns))
        for _ in range(turns):
            await asyncio.sleep(0)
        info.context.append(("end", turns))
        return turns


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def club(self) -> AsyncGenerator[Club, None]:
        for row in CLUBS[:2]:
            yield row  # type: ignore[misc]


schema = Schema(Query, mutation=Mutation, subscription=Subscription, types=[Club, School])
