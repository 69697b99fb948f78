"""The specifications a subgraph may link, and what federation defines in each of its versions."""

from __future__ import annotations

from dataclasses import dataclass

LINK = "https://specs.apollo.dev/link"
FEDERATION = "https://specs.apollo.dev/federation"
LATEST = (2, 9)
FIRST_FEDERATION = ("key", "requires", "provides", "external", "extends", "tag")
LATER_BY_DEFINITION = ("shareable", "inaccessible", "override", "interfaceObject")

_EVERYWHERE = (
    "FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | "
    "ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION"
)
_COSTED = "ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR"
_GUARDED = "FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM"
LIST_SIZE = (
    "(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true)"
)


@dataclass(frozen=True, slots=True)
class Definition:
    """A federation directive: `text` follows its name, `until` is the first version that has another text."""

    name: str
    text: str
    since: tuple[int, int] = (2, 0)
    until: tuple[int, int] = (3, 0)


DEFINITIONS = (
    Definition("key", "(fields: FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE"),
    Definition("requires", "(fields: FieldSet!) on FIELD_DEFINITION"),
    Definition("provides", "(fields: FieldSet!) on FIELD_DEFINITION"),
    Definition("external", "(reason: String) on OBJECT | FIELD_DEFINITION"),
    Definition("extends", " on OBJECT | INTERFACE"),
    Definition("shareable", " on OBJECT | FIELD_DEFINITION", until=(2, 2)),
    Definition("shareable", " repeatable on OBJECT | FIELD_DEFINITION", since=(2, 2)),
    Definition("inaccessible", f" on {_EVERYWHERE}"),
    Definition("tag", f"(name: String!) repeatable on {_EVERYWHERE}", until=(2, 3)),
    Definition("tag", f"(name: String!) repeatable on {_EVERYWHERE} | SCHEMA", since=(2, 3)),
    Definition("override", "(from: String!) on FIELD_DEFINITION", until=(2, 7)),
    Definition("override", "(from: String!, label: String) on FIELD_DEFINITION", since=(2, 7)),
    Definition("composeDirective", "(name: String) repeatable on SCHEMA", since=(2, 1)),
    Definition("interfaceObject", " on OBJECT", since=(2, 3)),
    Definition("authenticated", f" on {_GUARDED}", since=(2, 5)),
    Definition("requiresScopes", f"(scopes: [[Scope!]!]!) on {_GUARDED}", since=(2, 5)),
    Definition("policy", f"(policies: [[Policy!]!]!) on {_GUARDED}", since=(2, 6)),
    Definition("context", "(name: String!) repeatable on INTERFACE | OBJECT | UNION", since=(2, 8)),
    Definition("fromContext", "(field: ContextFieldValue) on ARGUMENT_DEFINITION", since=(2, 8)),
    Definition("cost", f"(weight: Int!) on {_COSTED}", since=(2, 9)),
    Definition("listSize", f"{LIST_SIZE} on FIELD_DEFINITION", since=(2, 9)),
)

# Scalars of the specification, with the first version that has them.
SCALARS = {"FieldSet": (2, 0), "Scope": (2, 5), "Policy": (2, 6), "ContextFieldValue": (2, 8)}


@dataclass(frozen=True, slots=True)
class Carried:
    """A directive that the supergraph keeps, in the specification of its own: `@tag` of tag/v0.3."""

    name: str
    identity: str
    version: str
    purpose: str | None
    text: str
    scalar: str | None = None  # the specification's scalar ("Scope"), spelt `requiresScopes__Scope` in the supergraph

    @property
    def specification(self) -> str:
        return self.identity.rsplit("/", 1)[-1]


_HOST = "https://specs.apollo.dev"
CARRIED = {
    each.name: each
    for each in (
        Carried("tag", f"{_HOST}/tag", "v0.3", None, f"(name: String!) repeatable on {_EVERYWHERE} | SCHEMA"),
        Carried("inaccessible", f"{_HOST}/inaccessible", "v0.2", "SECURITY", f" on {_EVERYWHERE}"),
        Carried("authenticated", f"{_HOST}/authenticated", "v0.1", "SECURITY", f" on {_GUARDED}"),
        Carried(
            "requiresScopes",
            f"{_HOST}/requiresScopes",
            "v0.1",
            "SECURITY",
            f"(scopes: [[requiresScopes__Scope!]!]!) on {_GUARDED}",
            "requiresScopes__Scope",
        ),
        Carried(
            "policy",
            f"{_HOST}/policy",
            "v0.1",
            "SECURITY",
            f"(policies: [[policy__Policy!]!]!) on {_GUARDED}",
            "policy__Policy",
        ),
        Carried("cost", f"{_HOST}/cost", "v0.1", None, f"(weight: Int!) on {_COSTED}"),
        Carried("listSize", f"{_HOST}/cost", "v0.1", None, f"{LIST_SIZE} on FIELD_DEFINITION"),
    )
}


def definitions(version: tuple[int, int]) -> dict[str, str]:
    """Name → text of each directive that this version of federation has."""
    return {each.name: each.text for each in DEFINITIONS if each.since <= version < each.until}
