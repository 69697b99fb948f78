"""What is declared of permissions can be kept: refusals cost no neighbours, and no way leads around a guard."""

import pytest
from graphql import GraphQLField, GraphQLInterfaceType, GraphQLObjectType, is_list_type, is_non_null_type

from resolvers.permissions import Access, Guard
from schema.build import build_schema
from schema.permissions import declarations, guard_of, reaches, reserved_for

SCHEMA = build_schema()._schema
FIELDS = {
    f"{named.name}.{name}": (named, field)
    for named in SCHEMA.type_map.values()
    if isinstance(named, GraphQLObjectType | GraphQLInterfaceType) and not named.name.startswith("_")
    for name, field in named.fields.items()
}
GUARDED = {coordinate: guard for coordinate, (_, field) in FIELDS.items() if (guard := guard_of(field)) is not None}
DOORS = {
    "Query.node": "answers each kind of entry to those whom it concerns (resolvers.entries)",
    "Query.nodes": "as Query.node",
    "Cluster.node": "leads to entries of sources",
}
"""Fields that answer any entry with an id."""


@pytest.mark.parametrize(("coordinate", "guard"), GUARDED.items())
def test_what_is_refused_costs_no_neighbour(coordinate: str, guard: Guard) -> None:
    field = FIELDS[coordinate][1]
    if is_non_null_type(field.type):
        assert guard.quietly, "a field that can be refused must be nullable"
        assert is_list_type(field.type.of_type), "only lists can be left empty"


def test_every_change_says_who_may_make_it() -> None:
    changes = [coordinate for coordinate in FIELDS if coordinate.startswith("Mutation.")]
    assert changes
    assert [each for each in changes if each not in GUARDED] == []


def test_what_is_public_has_no_guard_in_front_of_it() -> None:
    """So that permissions cost nothing where there are none."""
    for coordinate, (_, field) in FIELDS.items():
        resolver = getattr(field.extensions.get("strawberry-definition"), "base_resolver", None)
        if resolver is not None:
            assert hasattr(resolver.wrapped_func, "__wrapped__") == (coordinate in GUARDED), coordinate


@pytest.mark.parametrize("coordinate", FIELDS)
def test_every_way_to_what_is_reserved_is_guarded(coordinate: str) -> None:
    """A field that answers rows for some only is guarded, or belongs to a type that is reserved itself."""
    named, field = FIELDS[coordinate]
    if reaches(field) is None:
        return
    assert guard_of(field) is not None or reserved_for(named) is not None


def test_what_answers_any_entry_is_known() -> None:
    """Rows for some only have ids, so that fields answering any entry must look at who asks."""
    assert reserved_for(SCHEMA.type_map["Engagement"]) is Access.PARTY
    assert {coordinate for coordinate, (_, field) in FIELDS.items() if _answers_any(field)} == DOORS.keys()


def _answers_any(field: GraphQLField) -> bool:
    kind = field.type
    while is_non_null_type(kind) or is_list_type(kind):
        kind = kind.of_type
    return kind is SCHEMA.type_map["Node"]


def test_people_are_no_entities_and_in_no_list() -> None:
    entity = SCHEMA.type_map["_Entity"]
    assert not {"VolunteerProfile", "Engagement", "Applicant"} & {named.name for named in entity.types}  # type: ignore[attr-defined]
    leading = {
        coordinate
        for coordinate, (_, field) in FIELDS.items()
        if "VolunteerProfile" in str(field.type) and not coordinate.startswith("Mutation.")
    }
    assert leading == {"Query.me", "ProfilePayload.profile"}


def test_every_personal_field_names_its_purpose_in_the_sdl() -> None:
    applicant = SCHEMA.type_map["Applicant"]
    declared = {each.coordinate: each.purpose for each in declarations(SCHEMA) if each.purpose is not None}
    assert declared.keys() == {f"Applicant.{name}" for name in applicant.fields}  # type: ignore[attr-defined]
    sdl = build_schema().as_str()
    for coordinate, purpose in declared.items():
        line = next(each for each in _applicant(sdl) if each.strip().startswith(f"{coordinate.split('.')[1]}:"))
        assert line.endswith(f"@personal(purpose: {purpose})")
    assert "directive @personal(purpose: Purpose!) on FIELD_DEFINITION" in sdl


def _applicant(sdl: str) -> list[str]:
    return sdl.partition("type Applicant {")[2].partition("\n}")[0].splitlines()
