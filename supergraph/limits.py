"""What one operation may ask for: the bounds, and the measure of a document against them.

Each measure is linear in the document. A fragment is measured once, however often it is spread, so documents whose
fragments double at every step (943 bytes that stand for 2^30 fields) are refused as fast as any other; a cycle of
fragments counts as nothing here and is told by validation. All of it happens before validation, whose own rules are
quadratic in the fields of one selection.

    query Q {                     depth 3: clubs, nodes, name        root fields 1
      clubs(first: 10) {          fields 5: clubs, nodes, a, name, seat … with those of fragments, at each spread
        nodes {                   breadth 3: a, name, seat           aliases 1: a
          a: id
          ...Card                 fragment Card on Club { name seat }
        }
      }
    }

What is beneath `__schema` and `__type` has bounds of its own, since the standard introspection query is deep. The
estimated cost (`supergraph.cost`) is bounded too, once the variables are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)
from pydantic import BaseModel, ConfigDict, Field

from supergraph.errors import ErrorCode, GraphError

MAX_NESTING: Final = 150
"""Selections within selections, inline fragments and spreads included; keeps the walk off Python's recursion limit."""

CAP: Final = 10**9
"""Counts end here: larger ones are as good as infinite."""

_INTROSPECTION_ROOTS: Final = frozenset({"__schema", "__type"})
_INTROSPECTION_LISTS: Final = frozenset(
    {"types", "directives", "fields", "args", "inputFields", "interfaces", "possibleTypes", "enumValues"}
)


class Limits(BaseModel):
    """The bounds of a request. All are settings; the defaults suit a public hub."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    body_bytes: int = Field(256 * 1024, gt=0, description="Bytes of a request's body, after decompression too.")
    body_s: float = Field(10.0, gt=0, description="Seconds for a request's body to arrive.")
    document_characters: int = Field(64 * 1024, gt=0, description="Characters of a document.")
    tokens: int = Field(5000, gt=0, description="Lexical tokens of a document.")
    depth: int = Field(16, gt=0, description="Fields within fields.")
    aliases: int = Field(60, ge=0, description="Fields under another name, in an operation.")
    breadth: int = Field(250, gt=0, description="Fields of one selection, before equal ones are merged.")
    fields: int = Field(2000, gt=0, description="Fields of an operation.")
    directives: int = Field(100, ge=0, description="Directives such as @include, in an operation.")
    root_fields: int = Field(20, gt=0, description="Fields of the operation itself.")
    introspection_depth: int = Field(20, ge=0, description="Fields within fields beneath __schema and __type.")
    introspection_fields: int = Field(400, ge=0, description="Fields beneath __schema and __type.")
    introspection_lists: int = Field(3, ge=0, description="Lists within lists beneath __schema and __type.")
    cost: int = Field(50_000, gt=0, description="Estimated objects of the answer.")
    page_size: int = Field(20, gt=0, description="Assumed entries of a page whose size is not asked for.")
    list_size: int = Field(5, gt=0, description="Assumed entries of a list that has no pages.")
    answer_values: int = Field(
        500_000, gt=0, description="Fields of all objects in the answer, and entries of its lists, as JSON writes them."
    )
    variable_values: int = Field(5000, gt=0, description="Values in the variables, those in lists and objects counted.")
    variable_depth: int = Field(30, gt=0, description="Lists and objects within each other in the variables.")
    deadline_s: float = Field(15.0, gt=0, description="Seconds for one operation.")
    running: int = Field(200, gt=0, description="Operations executed at the same time.")
    subscriptions: int = Field(1000, gt=0, description="Subscriptions open at the same time.")
    cached_documents: int = Field(1000, gt=0, description="Documents kept parsed and validated.")
    cached_bytes: int = Field(64 * 1024 * 1024, gt=0, description="Estimated memory of the documents kept.")


@dataclass(frozen=True, slots=True)
class Shape:
    """The measures of one operation or fragment, everything it spreads included."""

    depth: int = 0
    aliases: int = 0
    breadth: int = 0
    fields: int = 0
    directives: int = 0
    root_fields: int = 0
    introspection_depth: int = 0
    introspection_fields: int = 0
    introspection_lists: int = 0


_RULES: Final[Mapping[str, tuple[ErrorCode, str, str]]] = {
    "depth": (
        ErrorCode.OPERATION_TOO_DEEP,
        "fields within fields",
        "Ask for inner objects in an operation of its own.",
    ),
    "aliases": (ErrorCode.TOO_MANY_ALIASES, "aliases", "Ask for several objects with nodes(ids:) or a filter."),
    "breadth": (ErrorCode.TOO_MANY_FIELDS, "fields in one selection", "Select only what is shown."),
    "fields": (ErrorCode.TOO_MANY_FIELDS, "fields", "Split the operation."),
    "directives": (
        ErrorCode.TOO_MANY_DIRECTIVES,
        "directives",
        "Put @include around a fragment instead of each field.",
    ),
    "root_fields": (ErrorCode.TOO_MANY_ROOT_FIELDS, "root fields", "Split the operation."),
    "introspection_depth": (
        ErrorCode.INTROSPECTION_TOO_LARGE,
        "fields within fields of introspection",
        "Read /schema.graphql instead.",
    ),
    "introspection_fields": (
        ErrorCode.INTROSPECTION_TOO_LARGE,
        "fields of introspection",
        "Read /schema.graphql instead.",
    ),
    "introspection_lists": (
        ErrorCode.INTROSPECTION_TOO_LARGE,
        "lists within lists of introspection",
        "Read /schema.graphql instead.",
    ),
}
"""Measure → code, what is counted, way out. The limit has the measure's name."""


def refuse_shape(document: DocumentNode, limits: Limits) -> list[GraphError]:
    """Every bound that a definition of the document passes; empty when all is within."""
    walk = _Walk(document)
    refusals: list[GraphError] = []
    try:
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
                kind = "operation" if isinstance(definition, OperationDefinitionNode) else "fragment"
                name = f" {definition.name.value}" if definition.name else ""
                refusals += _passed(walk.measure(definition), limits, f"{kind}{name}")
    except _NestedTooDeeply:
        refusals.append(
            refusal(
                ErrorCode.OPERATION_TOO_DEEP,
                limit="nesting",
                counted="selections within each other",
                found=MAX_NESTING + 1,
                allowed=MAX_NESTING,
                way_out="Nest fragments less.",
                subject="document",
            )
        )
    return refusals


def measure(document: DocumentNode, operation: OperationDefinitionNode) -> Shape:
    """The measures of one operation; its document must have passed `refuse_shape`."""
    return _Walk(document).measure(operation)


def refuse_variables(variables: Mapping[str, object], limits: Limits) -> GraphError | None:
    """A refusal when the variables hold too many values or are nested too deeply."""
    count = 0
    level: list[object] = [variables]
    for depth in range(limits.variable_depth + 1):
        inner: list[object] = []
        for value in level:
            if isinstance(value, Mapping):
                inner.extend(value.values())
            elif isinstance(value, list | tuple):
                inner.extend(value)
        if not inner:
            return None
        if depth == limits.variable_depth:
            break
        count += len(inner)
        if count > limits.variable_values:
            return refusal(
                ErrorCode.VARIABLES_TOO_LARGE,
                limit="variable_values",
                counted="values in the variables",
                found=count,
                allowed=limits.variable_values,
                way_out="Send fewer values at once.",
            )
        level = inner
    return refusal(
        ErrorCode.VARIABLES_TOO_LARGE,
        limit="variable_depth",
        counted="lists and objects within each other in the variables",
        found=limits.variable_depth + 1,
        allowed=limits.variable_depth,
        way_out="Send flatter values.",
    )


def refusal(
    code: ErrorCode, *, limit: str, counted: str, found: int, allowed: int, way_out: str, subject: str = "operation"
) -> GraphError:
    """The error of a passed bound: it names the limit, what was found, what is allowed, and the way out."""
    shown = f"more than {CAP}" if found >= CAP else str(found)
    return GraphError(
        code,
        f"the {subject} has {shown} {counted}, allowed are {allowed}",
        hint=way_out,
        details={"limit": limit, "found": min(found, CAP), "allowed": allowed},
    )


def _passed(shape: Shape, limits: Limits, subject: str) -> Iterable[GraphError]:
    for field in fields(shape):
        found, allowed = getattr(shape, field.name), getattr(limits, field.name)
        if found > allowed:
            code, counted, way_out = _RULES[field.name]
            yield refusal(
                code,
                limit=field.name,
                counted=counted,
                found=found,
                allowed=allowed,
                way_out=way_out,
                subject=subject,
            )


class _NestedTooDeeply(Exception):
    """Ends the walk; never leaves this module."""


@dataclass(slots=True)
class _Sums:
    """What a selection set comes to. `width` are its own fields, `breadth` the widest selection within it."""

    depth: int = 0
    aliases: int = 0
    width: int = 0
    breadth: int = 0
    fields: int = 0
    directives: int = 0
    lists: int = 0
    introspection_depth: int = 0
    introspection_fields: int = 0
    introspection_lists: int = 0

    def add(self, other: _Sums) -> None:
        """Take in what is spread into this selection set."""
        self.depth = max(self.depth, other.depth)
        self.aliases = min(self.aliases + other.aliases, CAP)
        self.width = min(self.width + other.width, CAP)
        self.breadth = max(self.breadth, other.breadth)
        self.fields = min(self.fields + other.fields, CAP)
        self.directives = min(self.directives + other.directives, CAP)
        self.lists = max(self.lists, other.lists)
        self.introspection_depth = max(self.introspection_depth, other.introspection_depth)
        self.introspection_fields = min(self.introspection_fields + other.introspection_fields, CAP)
        self.introspection_lists = max(self.introspection_lists, other.introspection_lists)


class _Walk:
    """Measures the definitions of one document; each fragment once."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._measured: dict[tuple[str, bool], _Sums] = {}

    def measure(self, definition: OperationDefinitionNode | FragmentDefinitionNode) -> Shape:
        if isinstance(definition, FragmentDefinitionNode):
            sums = self._spread(definition.name.value, is_introspection=False, level=1)
        else:
            sums = self._selection(definition.selection_set, is_introspection=False, level=1)
        is_operation = isinstance(definition, OperationDefinitionNode)
        return Shape(
            depth=sums.depth,
            aliases=sums.aliases,
            breadth=sums.breadth,
            fields=sums.fields,
            directives=min(sums.directives + len(definition.directives or ()), CAP),
            root_fields=sums.width if is_operation else 0,
            introspection_depth=sums.introspection_depth,
            introspection_fields=sums.introspection_fields,
            introspection_lists=sums.introspection_lists,
        )

    def _selection(self, selection_set: SelectionSetNode | None, *, is_introspection: bool, level: int) -> _Sums:
        sums = _Sums()
        if selection_set is None:
            return sums
        if level > MAX_NESTING:
            raise _NestedTooDeeply
        for selection in selection_set.selections:
            sums.directives += len(selection.directives or ())
            if isinstance(selection, FieldNode):
                self._field(selection, sums, is_introspection=is_introspection, level=level)
            elif isinstance(selection, InlineFragmentNode):
                sums.add(self._selection(selection.selection_set, is_introspection=is_introspection, level=level + 1))
            elif isinstance(selection, FragmentSpreadNode):
                name = selection.name.value
                sums.add(self._spread(name, is_introspection=is_introspection, level=level + 1))
        sums.breadth = max(sums.breadth, sums.width)
        return sums

    def _field(self, field: FieldNode, sums: _Sums, *, is_introspection: bool, level: int) -> None:
        name = field.name.value
        opens_introspection = not is_introspection and name in _INTROSPECTION_ROOTS
        inner = self._selection(
            field.selection_set, is_introspection=is_introspection or opens_introspection, level=level + 1
        )
        width = sums.width + 1
        if opens_introspection:
            sums.introspection_depth = max(sums.introspection_depth, inner.depth)
            sums.introspection_fields = min(sums.introspection_fields + inner.fields, CAP)
            sums.introspection_lists = max(sums.introspection_lists, inner.lists)
            sums.directives = min(sums.directives + inner.directives, CAP)
            inner = _Sums()
        else:
            inner.lists += name in _INTROSPECTION_LISTS
        inner.depth += 1
        inner.fields = min(inner.fields + 1, CAP)
        inner.aliases += field.alias is not None
        sums.add(inner)
        sums.width = min(width, CAP)  # what stands within the field is not in this selection

    def _spread(self, name: str, *, is_introspection: bool, level: int) -> _Sums:
        key = name, is_introspection
        if (known := self._measured.get(key)) is not None:
            return known
        fragment = self._fragments.get(name)
        if fragment is None:
            return _Sums()  # told by validation
        self._measured[key] = _Sums()  # what a cycle comes back to
        sums = self._selection(fragment.selection_set, is_introspection=is_introspection, level=level)
        sums.directives = min(sums.directives + len(fragment.directives or ()), CAP)
        self._measured[key] = sums
        return sums
