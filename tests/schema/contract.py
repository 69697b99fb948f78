"""The served graph beside the contract: what the contract names and the graph does not have, or has differently."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    NameNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    parse,
    print_ast,
)


class Named(Protocol):
    """A node with a name."""

    @property
    def name(self) -> NameNode: ...


CONTRACT = Path(__file__).parents[3] / "shared" / "graph.graphql"

# What belongs to messages, following, notifications, and to publishing and deciding: none of it is served yet.
LATER_TYPES = frozenset(
    {
        "Subscription",
        "Notification",
        "NotificationConnection",
        "NotificationEdge",
        "Match",
        "Evidence",
        "MatchConnection",
        "MatchEdge",
        "OpportunityPayload",
        "EventPayload",
        "ClaimPayload",
        "Claim",
        "FeedbackPayload",
        "OrganizationPayload",
        "SourcePayload",
        "RunPayload",
        "MatchPayload",
        "ClubsPayload",
        "CompositionPayload",
        "Preview",
        "OpportunityInput",
        "HoursInput",
        "ShiftInput",
        "PlaceInput",
        "EventInput",
        "OrganizationInput",
        "ImageInput",
        "OpeningHoursInput",
        "ContactPointInput",
        "SourceInput",
        "MatchDecision",
        "ClaimState",
        "NotificationKind",
    }
)
LATER_FIELDS = frozenset(
    {
        "Club.matches",
        "Query.matchQueue",
        "VolunteerProfile.following",
        "VolunteerProfile.notifications",
        "Mutation.sendMessage",
        "Mutation.follow",
        "Mutation.markNotificationsRead",
        "Mutation.reportEntry",
        "Mutation.createOrganization",
        "Mutation.updateOrganization",
        "Mutation.claimOrganization",
        "Mutation.confirmClaim",
        "Mutation.decideClaim",
        "Mutation.inviteEditor",
        "Mutation.removeEditor",
        "Mutation.saveOpportunity",
        "Mutation.closeOpportunity",
        "Mutation.saveEvent",
        "Mutation.cancelOccurrence",
        "Mutation.previewSource",
        "Mutation.registerSource",
        "Mutation.updateSource",
        "Mutation.refreshSource",
        "Mutation.releaseHeldRun",
        "Mutation.retireSource",
        "Mutation.publishSubgraph",
        "Mutation.decideMatch",
        "Mutation.splitClub",
    }
)

# Where the graph says otherwise than the contract, and why.
DEVIATIONS: Mapping[str, str] = {
    "Schedule.summary(language:)": "no default: without it, the language of the request (Accept-Language)",
    "Concept.label(language:)": "no default: without it, the language of the request (Accept-Language)",
    "Query.consentTexts(language:)": "no default: without it, the language of the request (Accept-Language)",
    "Mutation.recordCertificate": "certificates are read; somebody has to say that a document was seen",
    "VolunteerProfile.hours": "confirmed hours add up towards the volunteer card",
    "HoursStatement": "what they add up to",
    "HoursEntry": "what was counted",
    "Mutation.shareMyCalendar": "the personal calendar's address is made and revoked by its owner",
    "CalendarPayload": "where the calendar is",
}


def differences(contract: DocumentNode, served: DocumentNode) -> list[str]:
    """Each as `Type.field(argument:): contract … graph …`; empty when they agree in what is in scope."""
    ours = _types(served)
    found: list[str] = []
    for name, theirs in _types(contract).items():
        if name in LATER_TYPES:
            if name in ours:
                found.append(f"{name}: comes later, but is served")
        elif name not in ours:
            found.append(f"{name}: is not served")
        else:
            found += _differences(theirs, ours[name])
    found += [f"{name}: the contract does not know it" for name in ours.keys() - _types(contract).keys()]
    return found


def _types(document: DocumentNode) -> dict[str, TypeDefinitionNode]:
    return {
        each.name.value: each
        for each in document.definitions
        if isinstance(each, TypeDefinitionNode)
        and not each.name.value.startswith(("_", "FieldSet", "link__", "federation__"))
    }


def _differences(theirs: TypeDefinitionNode, ours: TypeDefinitionNode) -> Iterator[str]:
    name = theirs.name.value
    if theirs.kind != ours.kind:
        yield f"{name}: contract {theirs.kind}, graph {ours.kind}"
        return
    if isinstance(theirs, ScalarTypeDefinitionNode):
        return
    if isinstance(theirs, EnumTypeDefinitionNode) and isinstance(ours, EnumTypeDefinitionNode):
        yield from _members(name, _names(theirs.values), _names(ours.values))
        return
    if isinstance(theirs, UnionTypeDefinitionNode) and isinstance(ours, UnionTypeDefinitionNode):
        yield from _members(name, _names(theirs.types), _names(ours.types))
        return
    if isinstance(theirs, InputObjectTypeDefinitionNode) and isinstance(ours, InputObjectTypeDefinitionNode):
        yield from _values(name, ".{}", theirs.fields or (), ours.fields or ())
        return
    assert isinstance(theirs, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode)
    assert isinstance(ours, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode)
    yield from _members(f"{name} implements", _names(theirs.interfaces), _names(ours.interfaces))
    yield from _members(f"{name} has", _directives(theirs), _directives(ours))
    yield from _fields(name, theirs.fields or (), ours.fields or ())


def _fields(name: str, theirs: tuple[FieldDefinitionNode, ...], ours: tuple[FieldDefinitionNode, ...]) -> Iterator[str]:
    served = {each.name.value: each for each in ours}
    for field in theirs:
        coordinate = f"{name}.{field.name.value}"
        own = served.pop(field.name.value, None)
        if coordinate in LATER_FIELDS:
            if own is not None:
                yield f"{coordinate}: comes later, but is served"
        elif own is None:
            yield f"{coordinate}: is not served"
        else:
            if print_ast(field.type) != print_ast(own.type):
                yield f"{coordinate}: contract {print_ast(field.type)}, graph {print_ast(own.type)}"
            yield from _values(coordinate, "({}:)", field.arguments or (), own.arguments or ())
    yield from (f"{name}.{each}: the contract does not know it" for each in served if not each.startswith("_"))


def _values(
    name: str,
    form: str,
    theirs: tuple[InputValueDefinitionNode, ...],
    ours: tuple[InputValueDefinitionNode, ...],
) -> Iterator[str]:
    served = {each.name.value: each for each in ours}
    for value in theirs:
        coordinate = name + form.format(value.name.value)
        own = served.pop(value.name.value, None)
        if own is None:
            yield f"{coordinate}: is not served"
            continue
        if print_ast(value.type) != print_ast(own.type):
            yield f"{coordinate}: contract {print_ast(value.type)}, graph {print_ast(own.type)}"
        wanted, has = (each.default_value and print_ast(each.default_value) for each in (value, own))
        if wanted != has:
            yield f"{coordinate}: contract = {wanted}, graph = {has}"
    yield from (f"{name}{form.format(each)}: the contract does not know it" for each in served)


def _members(name: str, theirs: list[str], ours: list[str]) -> Iterator[str]:
    yield from (f"{name} {each}: not in the graph" for each in theirs if each not in ours)
    yield from (f"{name} {each}: not in the contract" for each in ours if each not in theirs)


def _directives(node: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode) -> list[str]:
    return sorted(print_ast(each) for each in node.directives or ())


def _names(nodes: Sequence[Named] | None) -> list[str]:
    return [each.name.value for each in nodes or ()]


def contract() -> DocumentNode:
    """The contract; the caller makes sure that it is there."""
    return parse(CONTRACT.read_text(encoding="utf-8"))
