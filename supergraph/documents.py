"""Documents, made ready once: parsed, measured, validated, and their operations' costs compiled; kept by their text.

    text ─▶ kept? ─▶ the same Document again
              └ no ─▶ parse (tokens bounded) ─▶ measure (`limits`) ─▶ validate ─▶ compile costs ─▶ keep

A document that is refused is kept as well, with its errors, so that a faulty client costs as little as any other. What
was unused longest goes first, by two bounds: entries, and estimated bytes. The executor keeps its plan itself, by the
identity of `Document.node`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)

from supergraph.cost import CostPlan, CostRules, compile_cost
from supergraph.errors import ErrorCode, GraphError, coded
from supergraph.limits import Limits, measure, refusal, refuse_shape

BYTES_PER_CHARACTER: Final = 160
"""Memory of a parsed document per character of its text, measured on queries without comments (see its test)."""

MAX_ERRORS: Final = 20
"""No more are told of one document."""

MAX_ERROR_CHARACTERS: Final = 500
"""A message quotes names of the document, which may be long."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document, ready to run. `mutations` are its root fields, where they change something."""

    node: OperationDefinitionNode
    name: str | None
    kind: OperationType
    cost: CostPlan
    mutations: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A document that is within the limits and fits the schema; or one that is not, with the reasons in `errors`."""

    node: DocumentNode
    operations: Mapping[str | None, Operation]
    errors: tuple[GraphQLError, ...] = ()

    def choose(self, name: str | None) -> Operation | GraphError:
        """The operation of that name; without a name the only one. An empty name is none."""
        if name:
            if operation := self.operations.get(name):
                return operation
            rule, known = f"no operation is called {name[:100]!r}", [known for known in self.operations if known]
            hint = f"The document has {', '.join(known[:10])}." if known else "Leave operationName out."
        elif len(self.operations) == 1:
            return next(iter(self.operations.values()))
        elif not self.operations:
            rule, hint = "the document holds no operation", "Begin with query { … }."
        else:
            rule = f"the document holds {len(self.operations)} operations"
            hint = "Say which one to run with operationName."
        return GraphError(ErrorCode.OPERATION_NOT_FOUND, rule, hint=hint)


_EMPTY: Final = DocumentNode(definitions=())


class Documents:
    """The documents of one schema."""

    def __init__(self, schema: GraphQLSchema, limits: Limits, rules: CostRules | None = None) -> None:
        self._schema = schema
        self._limits = limits
        self._rules = rules or CostRules(page_size=limits.page_size, list_size=limits.list_size)
        self._kept: OrderedDict[str, tuple[Document, int]] = OrderedDict()
        self._kept_bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def kept_bytes(self) -> int:
        """Estimated memory of what is kept."""
        return self._kept_bytes

    def get(self, text: str) -> Document:
        """The document of that text, made ready now or before."""
        kept = self._kept.get(text)
        if kept is not None:
            self._kept.move_to_end(text)
            return kept[0]
        document = self._prepare(text)
        self._keep(text, document)
        return document

    def forget(self) -> None:
        """Lets go of all: texts may hold what someone has had erased."""
        self._kept.clear()
        self._kept_bytes = 0

    def _keep(self, text: str, document: Document) -> None:
        size = len(text) * (BYTES_PER_CHARACTER if document.node is not _EMPTY else 4) + 2000
        if size > self._limits.cached_bytes:
            return
        self._kept[text] = document, size
        self._kept_bytes += size
        while len(self._kept) > self._limits.cached_documents or self._kept_bytes > self._limits.cached_bytes:
            _, (_, freed) = self._kept.popitem(last=False)
            self._kept_bytes -= freed

    def _prepare(self, text: str) -> Document:
        if len(text) > self._limits.document_characters:
            return _refused(
                refusal(
                    ErrorCode.OPERATION_TOO_LARGE,
                    limit="document_characters",
                    counted="characters",
                    found=len(text),
                    allowed=self._limits.document_characters,
                    way_out="Send several smaller operations.",
                    subject="document",
                )
            )
        try:
            node = parse(text, max_lexical_tokens=self._limits.tokens, allow_empty_selection_sets=False)
        except GraphQLSyntaxError as error:
            return _refused(self._explained(error))
        if refusals := refuse_shape(node, self._limits):
            return _refused(*refusals[:MAX_ERRORS])
        if errors := validate(self._schema, node, max_errors=MAX_ERRORS):
            for found in errors:
                found.message = _shortened(found.message)
            return _refused(*(coded(found, ErrorCode.GRAPHQL_VALIDATION_FAILED) for found in errors))
        operations = [definition for definition in node.definitions if isinstance(definition, OperationDefinitionNode)]
        return Document(
            node,
            {
                (operation.name.value if operation.name else None): Operation(
                    operation,
                    operation.name.value if operation.name else None,
                    operation.operation,
                    compile_cost(self._schema, node, operation, self._rules),
                    measure(node, operation).root_fields if operation.operation is OperationType.MUTATION else 0,
                )
                for operation in operations
            },
        )

    def _explained(self, error: GraphQLSyntaxError) -> GraphQLError:
        """A syntax error with its code; that of the token limit says so."""
        if f"contains more than {self._limits.tokens} tokens" in error.message:
            return refusal(
                ErrorCode.OPERATION_TOO_LARGE,
                limit="tokens",
                counted="tokens or more",
                found=self._limits.tokens + 1,
                allowed=self._limits.tokens,
                way_out="Send several smaller operations; give long lists as variables.",
                subject="document",
            )
        error.message = _shortened(error.message)
        return coded(error, ErrorCode.GRAPHQL_PARSE_FAILED)


def _refused(*errors: GraphQLError) -> Document:
    return Document(_EMPTY, {}, errors)


def _shortened(message: str) -> str:
    return message if len(message) <= MAX_ERROR_CHARACTERS else f"{message[:MAX_ERROR_CHARACTERS]}…"
