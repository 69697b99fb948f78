"""@override: which subgraph gives a field up, whether it still needs to name it, and by which label it is decided.

type Bill @key(fields: "id") { id: ID! amount: Int @override(from: "invoices", label: "percent(20)") }
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from supergraph.compose.elements import Kind, applied, has
from supergraph.compose.errors import Findings
from supergraph.compose.facts import Facts

_LABEL = re.compile(r"^(?:[a-zA-Z][a-zA-Z0-9_\-:./]*|percent\((?:\d{1,2}(?:\.\d{1,8})?|100)\))$")


@dataclass(frozen=True, slots=True)
class Override:
    """What befell a field in one subgraph: it overrides (`source` is set) or is overridden."""

    source: str | None = None
    label: str | None = None
    gone: bool = False  # overridden, and nothing there refers to it
    referred: bool = False  # overridden, and named in a selection there


Overrides = Mapping[tuple[str, str, str], Override]  # (subgraph, type, field)


def read_overrides(known: Sequence[Facts], findings: Findings) -> Overrides:
    by_name = {each.schema.name: each for each in known}
    overriding = {
        (each.schema.name, type_.name, field.name)
        for each in known
        for type_ in each.schema.types.values()
        for field in type_.fields.values()
        if has(field.directives, "override")
    }
    found: dict[tuple[str, str, str], Override] = {}
    for each in known:
        for type_ in each.schema.types.values():
            if type_.kind is not Kind.OBJECT:
                continue
            for field in type_.fields.values():
                for application in applied(field.directives, "override"):
                    source, label = application.text("from") or "", application.text("label")
                    _read_one(each, (type_.name, field.name), source, label, by_name, overriding, found, findings)
    return found


def _read_one(
    known: Facts,
    place: tuple[str, str],
    source: str,
    label: str | None,
    by_name: Mapping[str, Facts],
    overriding: set[tuple[str, str, str]],
    found: dict[tuple[str, str, str], Override],
    findings: Findings,
) -> None:
    here, name = known.schema.name, ".".join(place)
    if source == here:
        findings.error("OVERRIDE_FROM_SELF_ERROR", f'Field "{name}" overrides itself.', here, place=name)
        return
    if label is not None and not _LABEL.match(label):
        findings.error(
            "OVERRIDE_LABEL_INVALID", f'Field "{name}" overrides with the label "{label}".', here, place=name
        )
    other = by_name.get(source)
    if other is None:
        findings.hint(
            "FROM_SUBGRAPH_DOES_NOT_EXIST",
            f'Field "{name}" overrides the subgraph "{source}", which there is none of.',
            here,
            place=name,
        )
        found[here, *place] = Override(source=source, label=label)
        return
    if (source, *place) in overriding:
        findings.error(
            "OVERRIDE_SOURCE_HAS_OVERRIDE",
            f'Field "{name}" overrides "{source}", where it overrides too.',
            here,
            place=name,
        )
        return
    owner = other.schema.types.get(place[0])
    given_up = owner.fields.get(place[1]) if owner else None
    found[here, *place] = Override(source=source, label=label)
    if given_up is None:
        findings.hint(
            "OVERRIDE_DIRECTIVE_CAN_BE_REMOVED",
            f'Subgraph "{source}" has no field "{name}" any more.',
            here,
            place=name,
        )
        return
    collision = next((f for f in ("requires", "provides") if has(given_up.directives, f)), None)
    collision = collision or ("external" if place in known.external else None)
    if collision is not None:
        findings.error(
            "OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE",
            f'Field "{name}" cannot be overridden from "{source}": it is marked @{collision}.',
            here,
            place=name,
        )
    elif place in other.external:
        findings.hint(
            "OVERRIDE_DIRECTIVE_CAN_BE_REMOVED", f'Field "{name}" is @external in "{source}".', here, place=name
        )
    else:
        referred = other.used(place)
        found[source, *place] = Override(label=label, gone=not referred and label is None, referred=referred)
        if label is not None:
            findings.hint(
                "OVERRIDE_MIGRATION_IN_PROGRESS", f'Field "{name}" is being moved from "{source}".', here, place=name
            )
        else:
            findings.hint(
                "OVERRIDDEN_FIELD_CAN_BE_REMOVED",
                f'Field "{name}" of "{source}" is overridden{" and may become @external" if referred else ""}.',
                source,
                place=name,
            )
