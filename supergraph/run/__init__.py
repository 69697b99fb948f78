"""Running plans: subgraphs asked, their answers joined, and shaped as the client asked.

    gateway = Gateway(read_supergraph(sdl), api_schema(sdl), fetcher)
    engine = Engine(gateway.schema, execute=gateway.execute)

fetching   the seam: Fetcher, what it is asked and what it answers
http       subgraphs over HTTP, under the outbound policy
answers    what a subgraph sent, checked; its errors put where they belong
data       objects found by paths, representations made and deduplicated, entities joined
series     the fetches of a plan, each as soon as those before it are done
shaping    the joined data as the client asked for it, nulls and errors as the specification says
gateway    all of it behind the engine's `Execute`
commands   `hub gateway`: a supergraph served by itself
"""

from supergraph.run.fetching import Fetcher, SubgraphAnswer, SubgraphFailed, SubgraphRequest
from supergraph.run.gateway import Gateway
from supergraph.run.http import HttpFetcher, Partner

__all__ = [
    "Fetcher",
    "Gateway",
    "HttpFetcher",
    "Partner",
    "SubgraphAnswer",
    "SubgraphFailed",
    "SubgraphRequest",
]
