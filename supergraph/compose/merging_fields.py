"""Fields of several subgraphs become one: its type, its arguments, who may resolve it, and how it is joined.

a  what overriding has taken away is not resolved there any more, though its type and arguments still have to agree
b  external ones only witness: type and arguments come from those that resolve the field
c  one type: the one that all others are subtypes of
d  arguments: those that all have, each of the type that is a subtype of all others
e  several may resolve it only if all of them say @shareable
f  @join__field, unless every subgraph that has the type has the field, unadorned
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from supergraph.compose.carrying import Carrying
from supergraph.compose.elements import Argument, Field, Kind, applied, has, named, required
from supergraph.compose.errors import Findings, listed
from supergraph.compose.facts import Facts, context_reference
from supergraph.compose.fieldsets import Unreadable, parse_selections, printed
from supergraph.compose.overriding import Override, Overrides
from supergraph.compose.subtypes import Family, is_subtype, narrowest, widest
from supergraph.compose.supergraph import ContextArgument, FieldJoin, MergedArgument, MergedField

_NOTHING = Override()


@dataclass(frozen=True, slots=True)
class Merge:
    """What every step of merging needs."""

    known: tuple[Facts, ...]
    overrides: Overrides
    family: Family
    carrying: Carrying
    findings: Findings


@dataclass(frozen=True, slots=True)
class Source:
    """A field in one subgraph; `through` is the @interfaceObject that has it there for the type."""

    known: Facts
    field: Field
    owner: str
    through: str | None = None

    @property
    def name(self) -> str:
        return self.known.schema.name

    @property
    def external(self) -> bool:
        return (self.owner, self.field.name) in self.known.external

    @property
    def shareable(self) -> bool:
        return (self.owner, self.field.name) in self.known.shareable


def merge_output_field(
    merge: Merge,
    type_name: str,
    field_name: str,
    sources: Sequence[Source],
    holders: Sequence[Facts],
    *,
    interface: bool,
) -> MergedField | None:
    """None when no subgraph resolves it; `holders` are the subgraphs that have the type."""
    place = f"{type_name}.{field_name}"
    findings = merge.findings
    fate = [merge.overrides.get((source.name, source.owner, field_name), _NOTHING) for source in sources]
    present = [(source, fate_) for source, fate_ in zip(sources, fate, strict=True) if not fate_.gone]  # a
    own = [(source, fate_) for source, fate_ in present if source.through is None]
    resolving = [source for source, _ in own if not source.external]  # b
    settled = [source for source in sources if source.through is None and not source.external] or resolving
    if not resolving:
        names = tuple(source.name for source, _ in own)
        if own:
            findings.error(
                "EXTERNAL_MISSING_ON_BASE",
                f'Field "{place}" is marked @external wherever it is listed ({listed(names)}).',
                *names,
                place=place,
            )
        return None
    type_ = widest([source.field.type for source in settled], merge.family)  # c
    if type_ is None:
        _mismatch(findings, "FIELD_TYPE_MISMATCH", place, [(s.name, s.field.type) for s in settled])
        return None
    witnesses = [source for source, _ in own if source.external]
    equal = len({source.field.type for source, _ in own}) == 1
    arguments = _merge_arguments(merge, place, settled)  # d
    _check_witnesses(merge, place, type_, arguments, witnesses, resolving)
    if not interface:
        _check_sharing(merge, place, present)  # e
    if len({source.field.type for source in resolving}) > 1:
        findings.hint(
            "INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE",
            f'Field "{place}" has several types; the graph shows "{type_}".',
            *(source.name for source in resolving),
            place=place,
        )
    joins = _joins(own, holders, equal=equal)  # f
    directives = merge.carrying.merge([source.field.directives for source in resolving], findings, place)
    description = next((source.field.description for source, _ in own if source.field.description), None)
    return MergedField(field_name, type_, arguments, None, description, directives, joins)


def _check_sharing(merge: Merge, place: str, present: Sequence[tuple[Source, Override]]) -> None:
    resolving = [
        source
        for source, fate in present
        if not source.external and not fate.referred and not (fate.label and fate.source is None)
    ]
    unshared = [source for source in resolving if not source.shareable]
    if len(resolving) < 2 or not unshared:
        return
    names = tuple(source.name for source in resolving)
    said = listed(names) + "".join(
        f' (in "{s.name}" through @interfaceObject "{s.through}")' for s in resolving if s.through
    )
    merge.findings.error(
        "INVALID_FIELD_SHARING",
        f'Field "{place}" is resolved from {said}, and not @shareable in '
        f"{listed([source.name for source in unshared])}.",
        *names,
        place=place,
    )


def _merge_arguments(merge: Merge, place: str, sources: Sequence[Source]) -> dict[str, MergedArgument]:
    merged: dict[str, MergedArgument] = {}
    names = dict.fromkeys(name for source in sources for name in source.field.arguments)
    for name in names:
        given = [(s.name, s.field.arguments[name]) for s in sources if name in s.field.arguments]
        if any(has(argument.directives, "fromContext") for _, argument in given):
            continue  # the router fills it in, the API does not show it
        at = f"{place}({name}:)"
        lacking = tuple(source.name for source in sources if name not in source.field.arguments)
        if lacking:
            demanding = tuple(n for n, argument in given if required(argument.type, argument.default))
            if demanding:
                merge.findings.error(
                    "REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH",
                    f'Argument "{at}" is required in {listed(demanding)}, but missing in {listed(lacking)}.',
                    *demanding,
                    *lacking,
                    place=at,
                )
            else:
                merge.findings.hint(
                    "INCONSISTENT_ARGUMENT_PRESENCE",
                    f'Argument "{at}" is left out: {listed(lacking)} lacks it.',
                    *lacking,
                    place=at,
                )
            continue
        argument = merge_argument(merge, at, name, given, "FIELD_ARGUMENT")
        if argument is not None:
            merged[name] = argument
    return merged


def merge_argument(
    merge: Merge, at: str, name: str, given: Sequence[tuple[str, Argument | Field]], prefix: str
) -> MergedArgument | None:
    """An argument, or an input field, that all have. `prefix` begins its codes."""
    types = [argument.type for _, argument in given]
    type_ = narrowest(types, merge.family)
    if type_ is None:
        code = "FIELD_ARGUMENT_TYPE_MISMATCH" if prefix == "FIELD_ARGUMENT" else "FIELD_TYPE_MISMATCH"
        _mismatch(merge.findings, code, at, [(n, argument.type) for n, argument in given])
        return None
    if len(set(types)) > 1:
        merge.findings.hint(
            "INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE",
            f'"{at}" has several types; the graph takes "{type_}".',
            *(n for n, _ in given),
            place=at,
        )
    defaults = {argument.default for _, argument in given}
    if len(defaults - {None}) > 1:
        said = ", ".join(f'{argument.default} in "{n}"' for n, argument in given if argument.default is not None)
        merge.findings.error(
            f"{prefix}_DEFAULT_MISMATCH", f'"{at}" has several defaults: {said}.', *(n for n, _ in given), place=at
        )
    elif len(defaults) > 1:
        merge.findings.hint(
            "INCONSISTENT_DEFAULT_VALUE_PRESENCE", f'"{at}" has a default in some subgraphs only.', place=at
        )
    default = next(iter(defaults)) if len(defaults) == 1 else None
    if default is not None and default.startswith('"') and _is_enum(merge, named(type_)):
        default = default.strip('"')
    directives = merge.carrying.merge([argument.directives for _, argument in given], merge.findings, at)
    description = next((argument.description for _, argument in given if argument.description), None)
    return MergedArgument(name, type_, default, description, directives)


def _is_enum(merge: Merge, name: str) -> bool:
    return any(name in known.schema.types and known.schema.types[name].kind is Kind.ENUM for known in merge.known)


def _check_witnesses(
    merge: Merge,
    place: str,
    type_: str,
    arguments: dict[str, MergedArgument],
    witnesses: Sequence[Source],
    resolving: Sequence[Source],
) -> None:
    """What is said of a field where it is external agrees with what it is."""
    findings = merge.findings
    for source in witnesses:
        if not is_subtype(source.field.type, type_, merge.family):
            findings.error(
                "EXTERNAL_TYPE_MISMATCH",
                f'Field "{place}" is of type "{type_}", but @external with type "{source.field.type}" in '
                f'"{source.name}".',
                source.name,
                *(each.name for each in resolving),
                place=place,
            )
        for name, argument in arguments.items():
            said = source.field.arguments.get(name)
            at = f"{place}({name}:)"
            if said is None:
                findings.error(
                    "EXTERNAL_ARGUMENT_MISSING",
                    f'Argument "{at}" is missing where it is @external.',
                    source.name,
                    place=at,
                )
            elif not is_subtype(argument.type, said.type, merge.family) and not is_subtype(
                said.type, argument.type, merge.family
            ):
                findings.error(
                    "EXTERNAL_ARGUMENT_TYPE_MISMATCH",
                    f'Argument "{at}" is "{argument.type}", not "{said.type}".',
                    source.name,
                    place=at,
                )
            elif said.default is not None and argument.default is not None and said.default != argument.default:
                findings.error(
                    "EXTERNAL_ARGUMENT_DEFAULT_MISMATCH",
                    f'Argument "{at}" has the default {argument.default}, not {said.default}.',
                    source.name,
                    place=at,
                )


def _joins(own: Sequence[tuple[Source, Override]], holders: Sequence[Facts], *, equal: bool) -> tuple[FieldJoin, ...]:
    having = {source.name for source, _ in own}
    plain = equal and all(
        not source.external
        and fate == _NOTHING
        and not has(source.field.directives, "requires")
        and not has(source.field.directives, "provides")
        and not any(has(argument.directives, "fromContext") for argument in source.field.arguments.values())
        for source, fate in own
    )
    if plain and all(holder.schema.name in having for holder in holders):
        return ()
    return tuple(
        FieldJoin(
            source.known.schema.graph,
            requires=_selection(source.field, "requires"),
            provides=_selection(source.field, "provides"),
            type=None if equal else source.field.type,
            external=source.external,
            override=fate.source,
            used_overridden=fate.referred,
            override_label=fate.label,
            context_arguments=_context_arguments(source),
        )
        for source, fate in own
    )


def _selection(field: Field, feature: str) -> str | None:
    for application in applied(field.directives, feature):
        text = application.text("fields") or ""
        selections = parse_selections(text)
        return text if isinstance(selections, Unreadable) else printed(selections)
    return None


def _context_arguments(source: Source) -> tuple[ContextArgument, ...]:
    found = []
    for argument in source.field.arguments.values():
        for application in applied(argument.directives, "fromContext"):
            reference = context_reference(application.text("field") or "")
            if reference is not None:
                found.append(
                    ContextArgument(argument.name, argument.type, f"{source.name}__{reference[0]}", reference[1])
                )
    return tuple(found)


def _mismatch(findings: Findings, code: str, place: str, said: Sequence[tuple[str, str]]) -> None:
    detail = ", ".join(f'"{type_}" in "{name}"' for name, type_ in said)
    findings.error(
        code, f'"{place}" has types that do not go together: {detail}.', *(name for name, _ in said), place=place
    )
