"""From drafts to the frozen plan: the texts of requests, and how representations are read from the data.

(a) the parts of one subgraph and level become one request; those with the same selection share its `_entities`
(b) fields of one name whose types differ between fragments are renamed, since a subgraph's validation forbids them
(c) what a representation carries is read from the data by the keys under which it was fetched
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from graphql import OperationDefinitionNode, print_ast

from supergraph.joined import FieldSet, Joined
from supergraph.plan.drafts import FetchDraft, Node, NodeField
from supergraph.plan.model import Carried, Fetch, Part, Target
from supergraph.plan.positions import Keys, Position, too_large

MAX_TEXT: Final = 512 * 1024
"""Characters of all requests of a plan."""

_VARIABLE: Final = re.compile(r'"""(?:\\"""|[^"]|"(?!""))*"""|"(?:\\.|[^"\\\n])*"|\$([_A-Za-z]\w*)')
_NAMED: Final = re.compile(r"[_A-Za-z]\w*")


class Writer:
    """Writes the fetches of one operation; ids go on from series to series."""

    def __init__(self, joined: Joined, keys: Keys, operation: OperationDefinitionNode) -> None:
        self._joined = joined
        self._keys = keys
        self._kind = operation.operation.value
        self._definitions = {
            each.variable.name.value: f"${each.variable.name.value}: {print_ast(each.type)}"
            + (f" = {print_ast(each.default_value)}" if each.default_value is not None else "")
            for each in operation.variable_definitions or ()
        }
        self._next = 0
        self._written = 0

    def series(self, drafts: list[FetchDraft]) -> tuple[Fetch, ...]:
        """The requests in the order of their levels."""
        groups: dict[tuple[int, str], list[FetchDraft]] = {}  # (a)
        for draft in sorted(drafts, key=lambda each: each.level):
            groups.setdefault((draft.level, draft.graph), []).append(draft)
        ids = {draft: self._next + index for index, group in enumerate(groups.values()) for draft in group}
        for key, group in groups.items():
            groups[key] = _together(group)
        self._next += len(groups)
        return tuple(self._fetch(group, ids) for group in groups.values())

    def _fetch(self, group: list[FetchDraft], ids: Mapping[FetchDraft, int]) -> Fetch:
        renamed: dict[str, str] = {}
        for draft in group:
            rename([draft.node], renamed)
        subgraph = self._joined.subgraphs[group[0].graph].name
        if group[0].position is None:
            text, names = self._text(selection(group[0].node), self._kind, [])
            keys = tuple(group[0].node.fields)
            return Fetch(ids[group[0]], subgraph, text, names, keys, renamed=renamed)
        parts: dict[tuple[str, str], list[FetchDraft]] = {}
        for draft in group:
            parts.setdefault((draft.node.type, selection(draft.node)), []).append(draft)
        written, bodies, representations = [], [], []
        for index, ((kind, selected), members) in enumerate(parts.items()):
            is_only = len(parts) == 1
            alias = "_entities" if is_only else f"e{index}"
            variable = self._variable("representations" if is_only else f"r{index}")
            representations.append(f"${variable}: [_Any!]!")
            label = "" if is_only else f"{alias}: "
            bodies.append(f"{label}_entities(representations: ${variable}) {{ ... on {kind} {selected} }}")
            targets = tuple(self._target(member) for member in members)
            filled = tuple(dict.fromkeys(key for level in members[0].node.level() for key in level.fields))
            written.append(Part(alias, variable, targets, filled))
        text, names = self._text(f"{{ {' '.join(bodies)} }}", "query", representations)
        after = sorted({ids[before] for draft in group for before in draft.after})
        return Fetch(ids[group[0]], subgraph, text, names, (), tuple(written), tuple(after), renamed)

    def _variable(self, name: str) -> str:
        while name in self._definitions:
            name += "_"
        return name

    def _text(self, body: str, kind: str, defined: list[str]) -> tuple[str, tuple[str, ...]]:
        found = dict.fromkeys(name for name in _VARIABLE.findall(body) if name in self._definitions)
        defined = [*defined, *(self._definitions[name] for name in found)]
        head = kind + (f"({', '.join(defined)})" if defined else "")
        text = body if head == "query" else f"{head} {body}"
        self._written += len(text)
        if self._written > MAX_TEXT:
            raise too_large(f"requests of more than {MAX_TEXT} characters")
        return text, tuple(found)

    def _target(self, draft: FetchDraft) -> Target:  # (c)
        assert draft.position is not None
        is_real = self._joined.types[draft.node.type].is_abstract and not self._joined.is_interface_object(
            draft.node.type, draft.graph
        )
        carried = self._carried(draft.position.type, draft.carried, None)
        keys = tuple(each.name for each in draft.key.fields)
        return Target(draft.position.path, draft.node.type, not is_real, carried, keys)

    def _carried(self, kind: str, wanted: FieldSet, only: frozenset[str] | None) -> tuple[Carried, ...]:
        found: list[Carried] = []
        for each in wanted.fields:
            asked = self._keys.asked(each.name, each.arguments)
            children: tuple[Carried, ...] = ()
            if each.children is not None:
                named = self._joined.types[kind].fields[each.name].named
                children = self._carried(named, each.children, None)
                if self._joined.types[named].is_abstract:
                    children = (Carried("__typename", "__typename"), *children)
            found.append(Carried(asked.key, each.name, children, only))
        for condition, inner in wanted.fragments:
            types = self._joined.all_possible(condition) & self._joined.all_possible(kind)
            if self._joined.types[kind].is_abstract:
                found += self._carried(condition, inner, types if only is None else types & only)
            elif types:
                found += self._carried(kind, inner, only)
        return tuple(found)


def _together(group: list[FetchDraft]) -> list[FetchDraft]:
    """The parts of a request; those that ask for the same entities by the same representations become one."""
    found: dict[tuple[Position | None, str, FieldSet], FetchDraft] = {}
    for draft in group:
        first = found.setdefault((draft.position, draft.node.type, draft.carried), draft)
        if first is not draft:
            first.node.merge(draft.node)
            first.after |= draft.after
    return list(found.values())


def services(root: Position, joined: Joined) -> dict[tuple[str, ...], str]:
    """Who is asked for the fields of each position, by the keys that lead to them."""
    found: dict[tuple[str, ...], str] = {}
    for position in root.walk():
        path = tuple(step.key for step in position.path)
        for visit in position.visits:
            for key in visit.node.fields:
                found.setdefault((*path, key), joined.subgraphs[visit.graph].name)
    return found


def selection(node: Node) -> str:
    """A selection as GraphQL writes it, braces included; one that is empty asks whether something is there."""
    written = [
        (f"{each.alias}: " if each.alias else "" if each.asked.key == each.asked.name else f"{each.asked.key}: ")
        + each.asked.name
        + each.asked.arguments
        + (f" {selection(each.child)}" if each.child is not None else "")
        for each in node.fields.values()
    ]
    if not written and not node.on:
        written = ["__typename"]
    written += [f"... on {name} {selection(inner)}" for name, inner in node.on.items() if inner.fields or inner.on]
    return f"{{ {' '.join(written) or '__typename'} }}"


def rename(nodes: Iterable[Node], renamed: dict[str, str]) -> None:  # (b)
    """Gives aliases to the fields of these selections, which stand at the same objects, that could not be merged."""
    groups: dict[str, list[NodeField]] = {}
    for node in nodes:
        for level in node.level():
            for key, each in level.fields.items():
                groups.setdefault(key, []).append(each)
    for key, fields in groups.items():
        by_shape: dict[str, list[NodeField]] = {}
        for each in fields:
            by_shape.setdefault(each.shape if each.child is None else _NAMED.sub("_", each.shape), []).append(each)
        for index, alike in enumerate(by_shape.values()):
            if index:
                alias = f"{key}__{len(renamed)}"
                renamed[alias] = key
                for each in alike:
                    each.alias = alias
            children = [each.child for each in alike if each.child is not None]
            if children:
                rename(children, renamed)
