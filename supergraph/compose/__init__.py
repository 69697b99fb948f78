"""Composes subgraphs of Apollo Federation (v1, v2.0 to v2.9) into one supergraph.

composed = compose([Subgraph("hub", "", hub_sdl), Subgraph("grants", "http://localhost:4001/graphql", grants_sdl)])
if isinstance(composed, CompositionErrors):
    for error in composed:
        print(error.code, error.message)
else:
    router_file.write_text(composed.supergraph_sdl)
"""

from supergraph.compose.compose import Composition, Subgraph, compose
from supergraph.compose.errors import CompositionError, CompositionErrors, Hint

__all__ = ["Composition", "CompositionError", "CompositionErrors", "Hint", "Subgraph", "compose"]
