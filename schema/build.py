"""The schema, put together: the root, the types that only interfaces reach, the scalars."""

from collections.abc import Iterator
from functools import lru_cache

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLSchema,
    Undefined,
    is_input_object_type,
    is_interface_type,
    is_object_type,
)
from strawberry.schema.config import StrawberryConfig

from schema.concepts import Concept
from schema.events import Event, Occurrence
from schema.mutation import Mutation
from schema.opportunities import Opportunity, Shift
from schema.organizations import Club, Initiative, Institution
from schema.people.engagements import Engagement
from schema.people.personal import Personal
from schema.people.profiles import VolunteerProfile
from schema.places import Municipality, Place
from schema.query import Query
from schema.scalars import SCALARS
from schema.sources import Run, Source, SourceRecord
from supergraph.schema import Schema

__all__ = ["build_schema"]


@lru_cache(maxsize=1)
def build_schema() -> Schema:
    """The hub's own schema: Federation v2.9, executed level by level. Made once per process; it holds no state."""
    schema = Schema(
        query=Query,
        mutation=Mutation,
        types=[
            Club,
            Institution,
            Initiative,
            Event,
            Occurrence,
            Opportunity,
            Shift,
            Place,
            Municipality,
            Concept,
            Source,
            Run,
            SourceRecord,
            VolunteerProfile,
            Engagement,
        ],
        schema_directives=[Personal],
        config=StrawberryConfig(scalar_map=dict(SCALARS)),
    )
    _leave_out_null_defaults(schema._schema)
    return schema


def _leave_out_null_defaults(schema: GraphQLSchema) -> None:
    """`first: Int` instead of `first: Int = null`: Python's default says nothing to a client."""
    for value in _input_values(schema):
        if value.default_value is None:
            value.default_value = Undefined


def _input_values(schema: GraphQLSchema) -> Iterator[GraphQLArgument | GraphQLInputField]:
    for named in schema.type_map.values():
        if named.name.startswith("__"):
            continue
        if is_input_object_type(named):
            yield from named.fields.values()
        elif is_object_type(named) or is_interface_type(named):
            for field in named.fields.values():
                yield from field.args.values()
