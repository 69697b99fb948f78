"""Documents made harder: what hypothesis-graphql generates, with what it does not.

Its operations have arguments, aliases and inline fragments. Added here, by a reproducible dice: named fragments, the
same field twice, `__typename`, `@skip` and `@include` by literal and by variable, and arguments by variable with and
without defaults.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any, cast

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    get_named_type,
    is_composite_type,
    is_required_argument,
    parse,
    parse_type,
    print_ast,
    value_from_ast_untyped,
    visit,
)
from graphql.language import BooleanValueNode, ConstValueNode


def harder(schema: GraphQLSchema, text: str, seed: int) -> tuple[DocumentNode, dict[str, Any]]:
    """The document with decorations, parsed anew so that locations are real, and values for its variables."""
    types = TypeInfo(schema)
    decorator = _Decorator(types, Random(seed))
    document = visit(parse(text), TypeInfoVisitor(types, decorator))
    definitions = tuple(
        replace(one, variable_definitions=tuple(decorator.definitions))
        if isinstance(one, OperationDefinitionNode)
        else one
        for one in document.definitions
    )
    whole = replace(document, definitions=(*definitions, *decorator.fragments))
    return parse(print_ast(whole)), decorator.values


def deep(schema: GraphQLSchema, seed: int, operation: OperationType = OperationType.QUERY) -> str:
    """An operation that goes further down than hypothesis-graphql's usually do, with aliases and fragments on types."""
    random = Random(seed)
    root = schema.get_root_type(operation)
    assert root is not None
    return f"{operation.value} {_selection(schema, root, random, random.randint(2, 5))}"


def _selection(schema: GraphQLSchema, kind: GraphQLNamedType, random: Random, depth: int) -> str:
    parts = []
    if isinstance(kind, (GraphQLInterfaceType, GraphQLUnionType)):
        possible = schema.get_possible_types(kind)
        chosen = random.sample(possible, random.randint(1, len(possible)))
        parts += [f"... on {one.name} {_selection(schema, one, random, depth)}" for one in chosen]
    if isinstance(kind, (GraphQLObjectType, GraphQLInterfaceType)):
        fields = list(kind.fields.items())
        for name, field in random.sample(fields, random.randint(1, min(4, len(fields)))):
            named = get_named_type(field.type)
            if any(is_required_argument(argument) for argument in field.args.values()):
                continue
            if not is_composite_type(named):
                parts.append(f"{kind.name}_{name}: {name}")
            elif depth:
                # The alias tells the type, so that fields of the same name need not be the same field.
                parts.append(f"{kind.name}_{name}: {name} {_selection(schema, named, random, depth - 1)}")
    return f"{{ {' '.join(parts or ['__typename'])} }}"


class _Decorator(Visitor):
    def __init__(self, types: TypeInfo, random: Random) -> None:
        super().__init__()
        self.types = types
        self.random = random
        self.definitions: list[VariableDefinitionNode] = []
        self.fragments: list[FragmentDefinitionNode] = []
        self.values: dict[str, Any] = {}

    def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode:
        parent = self.types.get_parent_type()
        selections: list[SelectionNode] = []
        for selection in node.selections:
            selections.append(self._wrapped(selection, parent.name if parent else None))
            if self.random.random() < 0.15:
                selections.append(selection)
        if self.random.random() < 0.2:
            selections.insert(self.random.randint(0, len(selections)), FieldNode(name=NameNode(value="__typename")))
        return SelectionSetNode(selections=tuple(selections))

    def leave_argument(self, node: ArgumentNode, *_: Any) -> ArgumentNode | None:
        kind = self.types.get_input_type()
        if kind is None or self.random.random() > 0.15:
            return None
        name = f"a{len(self.definitions)}"
        has_default = self.random.random() < 0.5
        definition = VariableDefinitionNode(
            variable=VariableNode(name=NameNode(value=name)),
            type=parse_type(str(kind)),
            default_value=cast(ConstValueNode, node.value) if has_default else None,
            directives=(),
        )
        self.definitions.append(definition)
        if not has_default or self.random.random() < 0.5:
            self.values[name] = value_from_ast_untyped(node.value)
        return ArgumentNode(name=node.name, value=VariableNode(name=NameNode(value=name)))

    def _wrapped(self, selection: SelectionNode, parent: str | None) -> SelectionNode:
        dice = self.random.random()
        if dice < 0.12:
            return InlineFragmentNode(
                selection_set=SelectionSetNode(selections=(selection,)), directives=self._condition()
            )
        if dice < 0.24 and parent is not None:
            name = f"F{len(self.fragments)}"
            self.fragments.append(
                FragmentDefinitionNode(
                    name=NameNode(value=name),
                    type_condition=NamedTypeNode(name=NameNode(value=parent)),
                    directives=(),
                    variable_definitions=(),
                    selection_set=SelectionSetNode(selections=(selection,)),
                )
            )
            return FragmentSpreadNode(name=NameNode(value=name), arguments=(), directives=self._condition())
        if dice < 0.3 and isinstance(selection, FieldNode):
            return FieldNode(
                alias=selection.alias,
                name=selection.name,
                arguments=selection.arguments,
                directives=self._condition(always=True),
                selection_set=selection.selection_set,
            )
        return selection

    def _condition(self, *, always: bool = False) -> tuple[DirectiveNode, ...]:
        if not always and self.random.random() < 0.5:
            return ()
        directive, kept = self.random.choice((("skip", False), ("include", True)))
        answer = kept if self.random.random() < 0.8 else not kept
        value: BooleanValueNode | VariableNode = BooleanValueNode(value=answer)
        if self.random.random() < 0.5:
            name = f"c{len(self.definitions)}"
            self.definitions.append(
                VariableDefinitionNode(
                    variable=VariableNode(name=NameNode(value=name)), type=parse_type("Boolean!"), directives=()
                )
            )
            self.values[name] = answer
            value = VariableNode(name=NameNode(value=name))
        argument = ArgumentNode(name=NameNode(value="if"), value=value)
        return (DirectiveNode(name=NameNode(value=directive), arguments=(argument,)),)
