"""Which columns a list must read, seen from what is selected of its rows.

    clubs { nodes { name seat { street } } }        organization.name, organization.seat_pk

A plain field reads the column of its own name, a batch field those that it declares (`resolvers.columns`); a field that
declares none reads all. What is selected is looked up once per operation document: its nodes are the key.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, InlineFragmentNode, SelectionSetNode
from strawberry.schema.base import BaseSchema
from strawberry.types.base import StrawberryObjectDefinition

from resolvers.columns import COLUMNS
from resolvers.context import Info
from supergraph.batch import BatchField

__all__ = ["ORGANIZATIONS", "columns_of", "columns_read"]

MAX_REMEMBERED = 2_048

Columns = frozenset[str] | None
"""None: all of them."""


ORGANIZATIONS = ("Organization", "Club", "Institution", "Initiative")
"""The types that rows of organisations are selected by."""


def columns_of(info: Info, *types: str) -> Columns:
    """The columns that the nodes of the connection at `info` need; `types` are those its rows are selected by."""
    raw = info._raw_info
    return _needed(_Place(raw.field_nodes, raw.fragments, info.schema), types)


def columns_read(schema: BaseSchema, types: Sequence[str]) -> Mapping[str, Columns]:
    """The columns of each field of these types, by the field's name in the graph."""
    found: dict[str, Columns] = {"__typename": frozenset()}
    for each in types:
        definition = schema.get_type_by_name(each)
        assert isinstance(definition, StrawberryObjectDefinition), each
        for field in definition.fields:
            found[schema.config.name_converter.from_field(field)] = _columns_of_field(field)
    return found


class _Place:
    """A place in a document, equal to itself only: documents are cached, so that the same one comes again and again."""

    __slots__ = ("fragments", "nodes", "schema")

    def __init__(self, nodes: Sequence[FieldNode], fragments: Mapping[str, Any], schema: BaseSchema) -> None:
        self.nodes = nodes
        self.fragments = fragments
        self.schema = schema

    def __hash__(self) -> int:
        return id(self.nodes[0])

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Place)
            and len(self.nodes) == len(other.nodes)
            and all(mine is theirs for mine, theirs in zip(self.nodes, other.nodes, strict=True))
        )


@lru_cache(maxsize=MAX_REMEMBERED)
def _needed(place: _Place, types: tuple[str, ...]) -> Columns:
    known = columns_read(place.schema, types)
    needed: set[str] = set()
    for node in _selected_of_nodes(place):
        columns = known.get(node.name.value)
        if columns is None:
            return None
        needed |= columns
    return frozenset(needed)


def _selected_of_nodes(place: _Place) -> Iterator[FieldNode]:
    """What is selected beneath `nodes`, and beneath `node` of `edges`."""
    connection = list(_fields((node.selection_set for node in place.nodes), place.fragments))
    edges = list(_fields((node.selection_set for node in connection if node.name.value == "edges"), place.fragments))
    nodes = [node for node in connection if node.name.value == "nodes"]
    nodes += [node for node in edges if node.name.value == "node"]
    yield from _fields((node.selection_set for node in nodes), place.fragments)


def _fields(selections: Iterator[SelectionSetNode | None], fragments: Mapping[str, Any]) -> Iterator[FieldNode]:
    """The fields of selection sets, through fragments of any type, each fragment once."""
    waiting = [selection for selection in selections if selection is not None]
    seen: set[str] = set()
    while waiting:
        for each in waiting.pop().selections:
            if isinstance(each, FieldNode):
                yield each
            elif isinstance(each, InlineFragmentNode):
                waiting.append(each.selection_set)
            elif isinstance(each, FragmentSpreadNode) and each.name.value not in seen:
                seen.add(each.name.value)
                waiting.append(_definition(fragments[each.name.value]).selection_set)


def _definition(fragment: Any) -> FragmentDefinitionNode:
    """The fragment itself, which graphql-core keeps with details of its own."""
    definition = getattr(fragment, "definition", fragment)
    assert isinstance(definition, FragmentDefinitionNode)
    return definition


def _columns_of_field(field: Any) -> Columns:
    if not isinstance(field, BatchField):
        return frozenset({field.python_name}) if field.base_resolver is None else None
    declared = field.metadata.get(COLUMNS)
    if declared is None and field.base_resolver is not None:
        declared = getattr(field.base_resolver.wrapped_func, COLUMNS, None)
    return declared
