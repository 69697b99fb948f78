"""From where an object is, which other subgraphs can be asked about it, and which of its fields can then be had.

An *option* is a subgraph that holds an object, under the type it has there (its own, or the @interfaceObject that
stands for it), with
what its parent's @provides brought along. From one option others are *reached* by their keys, when the key's fields
can be had from
those reached before; so that reaching goes on until nothing is added.

Keys ask for fields, fields are had by reaching, and reaching goes by keys: what is being looked at further up counts
as unreached, which
is right, since a key that needs itself opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from supergraph.compose.elements import ROOTS, Field, Kind, applied, has, named
from supergraph.compose.facts import Facts, Key, readable
from supergraph.compose.fieldsets import Selections, printed
from supergraph.compose.merging_fields import Merge
from supergraph.compose.overriding import Override
from supergraph.compose.supergraph import Supergraph


@dataclass(frozen=True, slots=True)
class Option:
    subgraph: int
    type: str
    provided: Selections = ()


Reached = tuple[Option, ...]
Excluded = frozenset[int]
_NONE: Excluded = frozenset()


class Reaching:
    """Answers for one graph, remembered."""

    def __init__(self, graph: Supergraph, merge: Merge) -> None:
        self._graph = graph
        self._known = merge.known
        self._overrides = merge.overrides
        self._memory: dict[tuple[str, Option, Excluded], Reached] = {}
        self._under_way: set[object] = set()
        self._cut = False

    def known(self, option: Option) -> Facts:
        return self._known[option.subgraph]

    def roots(self, name: str) -> Reached:
        return tuple(Option(index, name) for index, known in enumerate(self._known) if name in known.schema.types)

    def reach(self, type_name: str, option: Option, excluded: Excluded = _NONE) -> Reached:
        """All options for an object of this type that is held by one; the given one first. No subgraph of `excluded`
        is entered."""
        if type_name in ROOTS:
            return (
                option,
                *(each for each in self.roots(type_name) if each.subgraph not in {option.subgraph, *excluded}),
            )
        question = (type_name, option, excluded)
        remembered = self._memory.get(question)
        if remembered is not None:
            return remembered
        if question in self._under_way:
            self._cut = True
            return (option,)
        outer, self._cut = self._cut, False
        self._under_way.add(question)
        reached = self._reach(type_name, option, excluded)
        self._under_way.discard(question)
        if not self._cut or not self._under_way:
            self._memory[question] = reached
        self._cut = outer or (self._cut and bool(self._under_way))
        return reached

    def _reach(self, type_name: str, option: Option, excluded: Excluded) -> Reached:
        reached = [option]
        entered: dict[Option, str] = {}
        grown = True
        while grown:
            grown = False
            held = {(each.subgraph, each.type) for each in reached}
            typed = any(each.type == type_name for each in reached)
            for index, known in enumerate(self._known):
                if index in excluded:
                    continue
                for key, local in self.doors(type_name, known, typed=typed):
                    if (index, local) in held:
                        continue
                    # Routers do not go on by the key that they came by: where they came from, it was known too.
                    # And what a key needs is not fetched from where the key leads.
                    opening = printed(key.selections)
                    from_ = [each for each in reached if entered.get(each) != opening]
                    if self.can_have(type_name, key.selections, from_, excluded | {index}):
                        found = Option(index, local)
                        reached.append(found)
                        entered[found] = opening
                        held.add((index, local))
                        grown = True
        return tuple(reached)

    def doors(self, type_name: str, known: Facts, *, typed: bool = True) -> list[tuple[Key, str]]:
        """The resolvable keys by which a subgraph takes an object of this type, and the type it then has there.

        `typed` False: which type the object has is not known yet, so that only its interfaces' keys open.
        """
        found: list[tuple[Key, str]] = []
        names = ((type_name,) if typed else ()) + self._graph.types[type_name].interfaces
        for name in names:
            local = known.schema.types.get(name)
            if local is None:
                continue
            entered = type_name if local.kind is Kind.INTERFACE else name
            if local.kind is Kind.INTERFACE and type_name not in known.schema.implementations(name):
                continue
            found.extend((key, entered) for key in known.keys.get(name, ()) if key.resolvable and key.selections)
        return found

    def can_have(
        self, type_name: str, selections: Selections, reached: Iterable[Option], excluded: Excluded = _NONE
    ) -> bool:
        """Whether a selection on an object can be had from what was reached."""
        options = tuple(reached)
        for each in selections:
            if each.fragment:
                applies = each.on is None or type_name in self._graph.possible(each.on)
                if applies and not self.can_have(type_name, each.children, options, excluded):
                    return False
            elif each.name != "__typename" and not any(
                self._has(type_name, each.name, each.children, option, options, excluded) for option in options
            ):
                return False
        return True

    def _has(
        self, type_name: str, name: str, children: Selections, option: Option, options: Reached, excluded: Excluded
    ) -> bool:
        if self._by_label(option, name):
            return False
        found = self.step(type_name, name, option, options)
        if isinstance(found, str):
            return False
        if not children:
            return True
        target = found.type
        return all(
            self.can_have(each, children, self.reach(each, narrowed, excluded), excluded)
            for each in self._graph.possible(target)
            if each in self._graph.types and (narrowed := self.narrow(found, each)) is not None
        )

    def _by_label(self, option: Option, name: str) -> bool:
        """Whether who resolves a field is decided per request: a key or @requires cannot count on either."""
        fate = self._overrides.get((self.known(option).schema.name, option.type, name))
        return fate is not None and fate.label is not None

    def step(self, type_name: str, name: str, option: Option, reached: Reached) -> Option | str:
        """What a field of an object leads to, asked of one option; or why it cannot be asked there."""
        known = self.known(option)
        field = known.schema.types[option.type].fields.get(name)
        place = (option.type, name)
        if field is None:
            return f'cannot find field "{type_name}.{name}".'
        fate = self._overrides.get((known.schema.name, *place), Override())
        if fate.source is None and (fate.gone or (fate.referred and fate.label is None)):
            return f'field "{type_name}.{name}" is overridden by another subgraph.'
        brought = [each for each in self._brought(option, type_name) if each[0] == name]
        if place in known.external and not brought:
            return f'field "{type_name}.{name}" is not resolvable because marked @external.'
        for each in applied(field.directives, "requires"):
            if not self._meets(type_name, option, field, readable(each), reached):
                return f'cannot satisfy @require conditions on field "{type_name}.{name}".'
        provided = tuple(child for _, children in brought for child in children)
        for each in applied(field.directives, "provides"):
            provided += readable(each)
        return Option(option.subgraph, named(field.type), provided)

    def _brought(self, option: Option, type_name: str) -> list[tuple[str, Selections]]:
        found: list[tuple[str, Selections]] = []
        stack = list(option.provided)
        while stack:
            each = stack.pop(0)
            if not each.fragment:
                found.append((each.name, each.children))
            elif each.on is None or type_name in self._graph.possible(each.on):
                stack.extend(each.children)
        return found

    def _meets(self, type_name: str, option: Option, field: Field, selections: Selections, reached: Reached) -> bool:
        """A @requires is met when it can be had, from here or elsewhere, and there is a key to come back by."""
        guard = ("requires", option.subgraph, option.type, field.name)
        if guard in self._under_way:
            self._cut = True
            return False
        self._under_way.add(guard)
        if self.can_have(type_name, selections, (option,)):
            met = True
        else:
            known = self.known(option)
            back = any(
                local == option.type and self.can_have(type_name, key.selections, reached)
                for key, local in self.doors(type_name, known)
            )
            met = back and self.can_have(type_name, selections, reached)
        self._under_way.discard(guard)
        return met

    def narrow(self, option: Option, type_name: str) -> Option | None:
        """An option for a field's value, where the value is of this object type; None where the subgraph never
        answers one."""
        known = self.known(option)
        local = known.schema.types.get(option.type)
        if local is not None and has(local.directives, "interfaceObject"):
            return option
        if type_name in known.schema.possible(option.type) and type_name in known.schema.types:
            return Option(option.subgraph, type_name, option.provided)
        return None

    def finds_type(self, type_name: str, option: Option) -> bool:
        """Whether it can be told which type is behind an @interfaceObject."""
        return any(each.type == type_name for each in self.reach(type_name, option))

    def why_not(self, type_name: str, name: str, option: Option, reached: Reached) -> list[str]:
        """Reasons why other subgraphs that resolve a field cannot be asked from an option."""
        reasons = []
        held = {each.subgraph for each in reached}
        for index, known in enumerate(self._known):
            local = known.schema.types.get(type_name)
            if index in held or local is None:
                continue
            doors = self.doors(type_name, known)
            has_field = name in local.fields and (type_name, name) not in known.external
            if not doors and has_field:
                reasons.append(
                    f'cannot move to subgraph "{known.schema.name}", which has field "{type_name}.{name}", '
                    f'because type "{type_name}" has no resolvable @key in it.'
                )
            for key, _ in doors:
                reasons.append(
                    f'cannot move to subgraph "{known.schema.name}" using @key(fields: '
                    f'"{printed(key.selections)}") of "{key.type}", '
                    f'the key field(s) cannot be resolved from subgraph "{self.known(option).schema.name}".'
                )
        return reasons
