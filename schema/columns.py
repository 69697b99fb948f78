"""Which columns a list must read, seen from what is selected of its rows.

    clubs { nodes { name seat { street } } }        organization.name, organization.seat_pk

A plain field reads the column of its own name, a batch field those that it declares (`resolvers.columns`); a field that
declares none reads all. Cursors are made of the key, so that `edges` and `pageInfo` read `pk`. What is selected is
looked up once per operation document: its nodes are the key.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, Final
from weakref import ref

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, InlineFragmentNode, SelectionSetNode
from strawberry.schema.base import BaseSchema
from strawberry.types.base import StrawberryObjectDefinition

from resolvers.columns import COLUMNS
from resolvers.context import Info
from supergraph.batch import BatchField

__all__ = ["ORGANIZATIONS", "columns_of", "columns_of_one", "columns_read"]

MAX_REMEMBERED = 2_048

Columns = frozenset[str] | None
"""None: all of them."""


ORGANIZATIONS = ("Organization", "Club", "Institution", "Initiative")
"""The types that rows of organisations are selected by."""


def columns_of(info: Info, *types: str) -> Columns:
    """The columns that the nodes of the connection at `info` need; `types` are those its rows are selected by."""
    return _columns(info, types, _needed_of_connection)


def columns_of_one(info: Info, *types: str) -> Columns:
    """The columns that the entry at `info` needs: of 32 most are not selected, a third of what its read takes."""
    return _columns(info, types, _needed)


def _columns(info: Info, types: tuple[str, ...], needed: "_Needed") -> Columns:
    raw = info._raw_info
    nodes = raw.field_nodes
    key = (*map(id, nodes), types)
    known = _MEMORY.recall(key, nodes)
    if known is None:
        selected = _fields((node.selection_set for node in nodes), raw.fragments)
        known = (needed(list(selected), raw.fragments, columns_read(info.schema, types)),)
        _MEMORY.remember(key, nodes, known)
    return known[0]


def columns_read(schema: BaseSchema, types: Sequence[str]) -> Mapping[str, Columns]:
    """The columns of each field of these types, by the field's name in the graph."""
    found: dict[str, Columns] = {"__typename": frozenset()}
    for each in types:
        definition = schema.get_type_by_name(each)
        assert isinstance(definition, StrawberryObjectDefinition), each
        for field in definition.fields:
            found[schema.config.name_converter.from_field(field)] = _columns_of_field(field)
    return found


_CURSORS: Final = frozenset({"edges", "pageInfo"})


class _Memory:
    """What was found for a place in a document. Documents are cached, so that the same places come again and again.

    It holds no document: a place is told by the identity of its nodes, and forgotten where those are gone.
    """

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._found: OrderedDict[Hashable, tuple[tuple[ref[FieldNode], ...], tuple[Columns]]] = OrderedDict()

    def recall(self, key: Hashable, nodes: Sequence[FieldNode]) -> tuple[Columns] | None:
        held = self._found.get(key)
        if held is None or any(known() is not node for known, node in zip(held[0], nodes, strict=True)):
            return None
        self._found.move_to_end(key)
        return held[1]

    def remember(self, key: Hashable, nodes: Sequence[FieldNode], columns: tuple[Columns]) -> None:
        self._found[key] = (tuple(map(ref, nodes)), columns)
        if len(self._found) > self._largest:
            self._found.popitem(last=False)


_MEMORY: Final = _Memory(MAX_REMEMBERED)


_Needed = Callable[[Sequence[FieldNode], Mapping[str, Any], Mapping[str, Columns]], Columns]
"""Of what is selected, the columns it needs."""


def _needed_of_connection(
    connection: Sequence[FieldNode], fragments: Mapping[str, Any], known: Mapping[str, Columns]
) -> Columns:
    columns = _needed(list(_selected_of_nodes(connection, fragments)), fragments, known)
    has_cursors = any(node.name.value in _CURSORS for node in connection)
    return columns | {"pk"} if has_cursors and columns is not None else columns


def _needed(selected: Sequence[FieldNode], _: Mapping[str, Any], known: Mapping[str, Columns]) -> Columns:
    needed: set[str] = set()
    for node in selected:
        columns = known.get(node.name.value)
        if columns is None:
            return None
        needed |= columns
    return frozenset(needed)


def _selected_of_nodes(connection: Sequence[FieldNode], fragments: Mapping[str, Any]) -> Iterator[FieldNode]:
    """What is selected beneath `nodes`, and beneath `node` of `edges`."""
    edges = list(_fields((node.selection_set for node in connection if node.name.value == "edges"), fragments))
    nodes = [node for node in connection if node.name.value == "nodes"]
    nodes += [node for node in edges if node.name.value == "node"]
    yield from _fields((node.selection_set for node in nodes), fragments)


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
