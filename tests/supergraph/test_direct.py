"""Ordinary resolvers called without detours: they answer and fail as Strawberry's own do."""

from __future__ import annotations

import enum
from typing import Annotated, Any

import pytest
import strawberry
from strawberry.extensions import FieldExtension
from strawberry.federation import Schema as StrawberrySchema
from strawberry.permission import BasePermission
from strawberry.schema.config import StrawberryConfig

from supergraph.schema import Schema


@strawberry.enum
class Kind(enum.Enum):
    CLUB = "club"
    SCHOOL = "school"


@strawberry.input
class Near:
    place_name: str
    within_km: float | None = 5.0
    kinds: list[Kind] = strawberry.field(default_factory=list)


class Loud(FieldExtension):
    def resolve(self, next_: Any, source: Any, info: strawberry.Info, **kwargs: Any) -> Any:
        return str(next_(source, info, **kwargs)).upper()


class Nobody(BasePermission):
    message = "Nobody may."

    def has_permission(self, source: Any, info: strawberry.Info, **kwargs: Any) -> bool:
        return False


def _told(**given: object) -> str:
    return repr(sorted(given.items()))


@strawberry.type
class Club:
    name: str

    @strawberry.field
    def greeting(self, word: str = "Hallo") -> str:
        return f"{word} {self.name}"

    @strawberry.field
    def parent_name(parent: strawberry.Parent[Club]) -> str:
        return parent.name


@strawberry.type
class Query:
    @strawberry.field
    def leaves(
        self,
        id: strawberry.ID,
        text: str = "x",
        number: int | None = None,
        ratio: float | None = None,
        flag: bool | None = strawberry.UNSET,
    ) -> str:
        return _told(id=id, text=text, number=number, ratio=ratio, flag=flag)

    @strawberry.field
    def renamed(self, some_kind: Annotated[Kind | None, strawberry.argument(name="kind")] = None) -> str:
        return _told(some_kind=some_kind)

    @strawberry.field
    def inputs(self, near: Near | None = None, all_of: list[Near] | None = None, ids: list[strawberry.ID] = []) -> str:  # noqa: B006 - a default in the schema
        return _told(near=near, all_of=all_of, ids=ids)

    @strawberry.field
    def maybe(self, name: strawberry.Maybe[str | None]) -> str:
        return _told(name=name)

    @strawberry.field
    @staticmethod
    async def later(asked: strawberry.Info, word: str = "später") -> str:
        return f"{asked.field_name} {asked.python_name} {word} {asked.context}"

    @strawberry.field
    def rooted(self, root: object) -> str:
        return repr(root)

    @strawberry.field
    def failing(self, text: str = "") -> str:
        raise ValueError("kein Verein")

    @strawberry.field(extensions=[Loud()])  # type: ignore[untyped-decorator]
    def loud(self, text: str) -> str:
        return text

    @strawberry.field(permission_classes=[Nobody])  # type: ignore[untyped-decorator]
    def forbidden(self) -> str:
        return "secret"

    @strawberry.field
    def club(self) -> Club:
        return Club(name="Möhnen")


OURS = Schema(Query)
THEIRS = StrawberrySchema(Query)


@pytest.mark.parametrize(
    "selection",
    [
        'leaves(id: "7")',
        'leaves(id: 7, text: "ß", number: -3, ratio: 2, flag: true)',
        'leaves(id: "", number: null, ratio: null, flag: null)',
        "renamed",
        "renamed(kind: SCHOOL)",
        "renamed(kind: null)",
        "inputs",
        'inputs(near: {placeName: "Köln"})',
        'inputs(near: {placeName: "Köln", withinKm: null, kinds: [CLUB, SCHOOL]}, ids: ["a", 2])',
        'inputs(allOf: [{placeName: "Köln", withinKm: 1}], near: null)',
        "maybe",
        "maybe(name: null)",
        'maybe(name: "Köln")',
        "later",
        'later(word: "jetzt")',
        "rooted",
        "failing",
        'loud(text: "leise")',
        "forbidden",
        'club { name greeting again: greeting(word: "Moin") parentName }',
        "_service { __typename }",
    ],
)
async def test_fields_answer_and_fail_as_under_strawberry(selection: str) -> None:
    query = f"{{ {selection} }}"
    ours = await OURS.execute(query, context_value="Kontext", root_value=None)
    theirs = await THEIRS.execute(query, context_value="Kontext", root_value=None)
    assert ours.data == theirs.data
    assert [(one.message, one.path) for one in ours.errors or []] == [
        (one.message, one.path) for one in theirs.errors or []
    ]


async def test_variables_are_converted_too() -> None:
    query = "query ($near: Near, $id: ID!, $flag: Boolean) { inputs(near: $near) leaves(id: $id, flag: $flag) }"
    given = {"near": {"placeName": "Köln", "kinds": ["CLUB"]}, "id": 5}
    ours = await OURS.execute(query, variable_values=given)
    assert ours.errors is None
    assert ours.data == (await THEIRS.execute(query, variable_values=given)).data


async def test_an_info_of_ones_own_is_given() -> None:
    class Info(strawberry.Info):
        @property
        def context(self) -> str:
            return "eigener"

    schema = Schema(Query, config=StrawberryConfig(info_class=Info))
    assert (await schema.execute("{ later }")).data == {"later": "later later später eigener"}


def test_special_fields_keep_strawberrys_resolver() -> None:
    def resolver(type_name: str, field: str) -> str:
        return OURS.core.type_map[type_name].fields[field].resolve.__module__  # type: ignore[attr-defined, no-any-return]

    for ordinary in ("leaves", "inputs", "later", "club"):
        assert resolver("Query", ordinary) == "supergraph.direct"
    for special in ("loud", "forbidden", "rooted"):
        assert resolver("Query", special) != "supergraph.direct"
    assert resolver("Club", "greeting") == "supergraph.direct"
    assert resolver("Club", "parentName") != "supergraph.direct"
    assert resolver("Club", "name") != "supergraph.direct"
