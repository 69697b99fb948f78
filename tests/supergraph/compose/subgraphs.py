"""Subgraphs for tests, in few words."""

from supergraph.compose import Composition, CompositionErrors, Subgraph, compose

FEDERATION = 'extend schema @link(url: "https://specs.apollo.dev/federation/v{version}", import: [{names}])\n'
EVERYTHING = (
    "key requires provides external tag extends shareable inaccessible override composeDirective "
    "interfaceObject authenticated "
    "requiresScopes policy context fromContext cost listSize"
)


def second(sdl: str, names: str = EVERYTHING, version: str = "2.9") -> str:
    """The SDL with a link to federation that imports directives."""
    imported = ", ".join(f'"@{name}"' for name in names.split())
    return FEDERATION.format(version=version, names=imported) + sdl


def subgraphs(**sdls: str) -> list[Subgraph]:
    return [Subgraph(name, f"http://{name}.example/graphql", sdl) for name, sdl in sdls.items()]


def composed(**sdls: str) -> Composition:
    """Of SDLs of federation v2.9 without their link."""
    found = compose(subgraphs(**{name: second(sdl) for name, sdl in sdls.items()}))
    assert isinstance(found, Composition), [error.message for error in found]
    return found


def refused(**sdls: str) -> CompositionErrors:
    found = compose(subgraphs(**{name: second(sdl) for name, sdl in sdls.items()}))
    assert isinstance(found, CompositionErrors), "it composed"
    return found
