"""What @key, @requires and @provides select: `id organization { id ... on Club { number } }`, as a hashable value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graphql import FieldNode, InlineFragmentNode, OperationDefinitionNode, SelectionSetNode, parse, print_ast


@dataclass(frozen=True, slots=True)
class SelectedField:
    """One field; `arguments` as they are printed, parentheses included: '(currency: "EUR")', or ''."""

    name: str
    arguments: str = ""
    children: FieldSet | None = None


@dataclass(frozen=True, slots=True)
class FieldSet:
    """Fields, and those of `... on Type` fragments."""

    fields: tuple[SelectedField, ...] = ()
    fragments: tuple[tuple[str, FieldSet], ...] = ()

    def field(self, name: str) -> SelectedField | None:
        """The first field of that name."""
        return next((each for each in self.fields if each.name == name), None)

    def narrowed(self, types: Iterable[str]) -> FieldSet:
        """What is selected of an object that is all of `types`."""
        known = frozenset(types)
        fields = list(self.fields)
        fragments: list[tuple[str, FieldSet]] = []
        for condition, inner in self.fragments:
            if condition in known:
                within = inner.narrowed(known)
                fields += within.fields
                fragments += within.fragments
            else:
                fragments.append((condition, inner))
        return FieldSet(tuple(fields), tuple(fragments))

    def joined(self, other: FieldSet | None) -> FieldSet:
        """Both together; a field that both have is written once, with the children of both."""
        if other is None or other == self:
            return self
        merged: dict[tuple[str, str], SelectedField] = {}
        for each in (*self.fields, *other.fields):
            key = each.name, each.arguments
            known = merged.get(key)
            if known is None or known.children is None or each.children is None:
                merged.setdefault(key, each)
            else:
                merged[key] = SelectedField(each.name, each.arguments, known.children.joined(each.children))
        fragments = dict(self.fragments)
        for condition, inner in other.fragments:
            fragments[condition] = fragments[condition].joined(inner) if condition in fragments else inner
        return FieldSet(tuple(merged.values()), tuple(fragments.items()))

    @property
    def size(self) -> int:
        """Fields, nested ones included: how much a representation carries."""
        own = sum(1 + (each.children.size if each.children else 0) for each in self.fields)
        return own + sum(inner.size for _, inner in self.fragments)

    def __str__(self) -> str:
        fields = [
            f"{each.name}{each.arguments}" + (f" {{ {each.children} }}" if each.children else "")
            for each in self.fields
        ]
        return " ".join(fields + [f"... on {condition} {{ {inner} }}" for condition, inner in self.fragments])


def read_field_set(text: str) -> FieldSet:
    """The value of a field set as a directive writes it; raises GraphQLSyntaxError."""
    definition = parse(f"{{ {text} }}", no_location=True).definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    return _of(definition.selection_set)


def _of(selection_set: SelectionSetNode) -> FieldSet:
    fields: list[SelectedField] = []
    fragments: list[tuple[str, FieldSet]] = []
    for selection in selection_set.selections:
        match selection:
            case FieldNode(name=name, arguments=arguments, selection_set=inner):
                printed = f"({', '.join(print_ast(each) for each in arguments)})" if arguments else ""
                fields.append(SelectedField(name.value, printed, _of(inner) if inner else None))
            case InlineFragmentNode(type_condition=condition, selection_set=inner) if condition and inner:
                fragments.append((condition.name.value, _of(inner)))
            case InlineFragmentNode(selection_set=inner) if inner:
                within = _of(inner)
                fields += within.fields
                fragments += within.fragments
    return FieldSet(tuple(fields), tuple(fragments))
