"""What @link says: which specifications a subgraph uses, and under which names.

    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", as: "fed", import: ["@key", {name: "@tag",
    as: "@label"}])

makes `@key`, `@label` and everything else as `@fed__name` available. A subgraph without a link to federation is of
the first federation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphql import DirectiveNode, EnumValueNode, ListValueNode, ObjectValueNode, StringValueNode

from supergraph.compose.elements import Link
from supergraph.compose.errors import Findings
from supergraph.compose.specifications import (
    FEDERATION,
    FIRST_FEDERATION,
    LATER_BY_DEFINITION,
    LATEST,
    LINK,
    SCALARS,
    definitions,
)

_URL = re.compile(r"^(?P<identity>.*?/(?P<name>[A-Za-z][A-Za-z0-9_-]*))/(?P<version>[^/]+)/?$")
_VERSION = re.compile(r"^v(\d{1,6})\.(\d{1,6})$")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Spelling → meaning of federation's directives and scalars in one subgraph."""

    directives: Mapping[str, str]
    scalars: Mapping[str, str]
    version: tuple[int, int] | None
    link_spelling: str = "link"


def read_links(applications: Sequence[DirectiveNode], subgraph: str, findings: Findings) -> tuple[Link, ...]:
    """The links on a schema; what is wrong with them goes to the findings."""
    found: list[Link] = []
    for each in applications:
        if each.name.value != "link" and not _bootstraps(each):
            continue
        link = _read_link(each, subgraph, findings)
        if link is None:
            continue
        if any(other.identity == link.identity for other in found):
            findings.error(
                "INVALID_LINK_DIRECTIVE_USAGE",
                f'The feature "{link.identity}" is linked twice in the schema.',
                subgraph,
            )
            continue
        found.append(link)
    for link in found:
        _check_version(link, subgraph, findings)
    return tuple(found)


def vocabulary(links: tuple[Link, ...], defined: Sequence[str]) -> Vocabulary:
    """What federation's names mean here; links were checked before.

    `defined` are the directives that the subgraph defines itself: one of the first federation may bring later ones
    along by that.
    """
    federation = next((link for link in links if link.identity == FEDERATION), None)
    if federation is None:
        known = {name: name for name in (*FIRST_FEDERATION, *(each for each in LATER_BY_DEFINITION if each in defined))}
        for link in links:
            # The specifications of their own that federation draws in, linked directly: tag/v0.3, inaccessible/v0.2.
            if link.identity.startswith("https://specs.apollo.dev/") and link.name in ("tag", "inaccessible"):
                known[link.imports.get(f"@{link.name}", f"@{link.namespace}")[1:]] = link.name
        return Vocabulary(
            known, {"_FieldSet": "FieldSet", "FieldSet": "FieldSet", "federation__FieldSet": "FieldSet"}, None
        )
    directives: dict[str, str] = {}
    for name in definitions(federation.version):
        directives[f"{federation.namespace}__{name}"] = name
        if (spelling := federation.imports.get(f"@{name}")) is not None:
            directives[spelling[1:]] = name
    scalars: dict[str, str] = {}
    for name, since in SCALARS.items():
        if since <= federation.version:
            scalars[f"{federation.namespace}__{name}"] = name
            if (spelling := federation.imports.get(name)) is not None:
                scalars[spelling] = name
    for link in links:
        if link.identity.startswith("https://specs.apollo.dev/") and link.name in ("tag", "inaccessible"):
            directives[link.imports.get(f"@{link.name}", f"@{link.namespace}")[1:]] = link.name
    link_link = next((link for link in links if link.identity == LINK), None)
    return Vocabulary(directives, scalars, federation.version, link_link.namespace if link_link else "link")


def _bootstraps(application: DirectiveNode) -> bool:
    """`@core__link(url: "https://specs.apollo.dev/link/v1.0", as: "core__link")` names itself."""
    for argument in application.arguments or ():
        if argument.name.value == "url" and isinstance(argument.value, StringValueNode):
            return argument.value.value.startswith(LINK + "/")
    return False


def _read_link(application: DirectiveNode, subgraph: str, findings: Findings) -> Link | None:
    arguments = {argument.name.value: argument.value for argument in application.arguments or ()}
    url = arguments.get("url")
    if not isinstance(url, StringValueNode):
        findings.error("INVALID_LINK_DIRECTIVE_USAGE", "The directive @link has no `url` that is a string.", subgraph)
        return None
    matched = _URL.match(url.value)
    if matched is None:
        findings.error("INVALID_LINK_IDENTIFIER", f'"{url.value}" is not the address of a specification.', subgraph)
        return None
    version = _VERSION.match(matched["version"])
    if version is None:
        findings.error(
            "INVALID_LINK_IDENTIFIER",
            f'"{url.value}" ends in "{matched["version"]}" where a version like v1.2 belongs.',
            subgraph,
        )
        return None
    alias = arguments.get("as")
    name = matched["name"]
    namespace = alias.value if isinstance(alias, StringValueNode) else name
    imports = _read_imports(arguments.get("import"), subgraph, findings)
    return Link(url.value, matched["identity"], name, (int(version[1]), int(version[2])), namespace, imports)


def _read_imports(value: object, subgraph: str, findings: Findings) -> dict[str, str]:
    imports: dict[str, str] = {}
    if value is None:
        return imports
    for each in value.values if isinstance(value, ListValueNode) else (value,):
        name: str | None = None
        spelling: str | None = None
        match each:
            case StringValueNode(value=text) | EnumValueNode(value=text):
                name = spelling = text
            case ObjectValueNode(fields=fields):
                texts = {f.name.value: f.value.value for f in fields if isinstance(f.value, StringValueNode)}
                name = texts.get("name")
                spelling = texts.get("as", name)
        if name is None or spelling is None:
            findings.error(
                "INVALID_LINK_DIRECTIVE_USAGE", "An entry of `import` is neither a name nor {name, as}.", subgraph
            )
        elif name.startswith("@") != spelling.startswith("@"):
            findings.error(
                "INVALID_LINK_DIRECTIVE_USAGE",
                f'"{name}" cannot be imported as "{spelling}": one is a directive, the other is not.',
                subgraph,
            )
        else:
            imports[name] = spelling
    return imports


def _check_version(link: Link, subgraph: str, findings: Findings) -> None:
    if link.identity == LINK and link.version != (1, 0):
        findings.error(
            "UNKNOWN_LINK_VERSION", f"The schema uses the unknown version {link.printed_version} of link.", subgraph
        )
    if link.identity != FEDERATION:
        return
    if not (2, 0) <= link.version <= LATEST:
        findings.error(
            "UNKNOWN_LINK_VERSION",
            f"The schema uses the unknown version {link.printed_version} of federation.",
            subgraph,
        )
        return
    known = {f"@{name}" for name in definitions(link.version)} | {
        n for n, since in SCALARS.items() if since <= link.version
    }
    for name in link.imports:
        if name not in known:
            hint = (f"@{name}" in known and f' (did you mean "@{name}"?)') or ""
            findings.error(
                "INVALID_LINK_DIRECTIVE_USAGE",
                f'Federation {link.printed_version} has no "{name}" that could be imported{hint}.',
                subgraph,
            )
