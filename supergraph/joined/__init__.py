"""A supergraph SDL (join v0.3 or later) as a frozen model: which subgraph answers which field, and by what.

    joined = read_supergraph(sdl)          raises SupergraphRefused for what is none, or cannot be served
    joined.types["Club"].fields["grants"].sources["GRANTS"].requires

model      the values: Subgraph, JoinedType, JoinedField, FieldSource
fieldsets  what @key, @requires and @provides select
reading    the SDL's join directives → the model
api        the same SDL as the client sees it: a GraphQLSchema without join, link and what is @inaccessible
"""

from supergraph.joined.api import api_schema
from supergraph.joined.fieldsets import FieldSet, SelectedField
from supergraph.joined.model import FieldSource, Joined, JoinedField, JoinedType, Subgraph
from supergraph.joined.reading import SupergraphRefused, read_supergraph

__all__ = [
    "FieldSet",
    "FieldSource",
    "Joined",
    "JoinedField",
    "JoinedType",
    "SelectedField",
    "Subgraph",
    "SupergraphRefused",
    "api_schema",
    "read_supergraph",
]
