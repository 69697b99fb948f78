"""The graph over HTTP, WebSocket and Server-Sent Events, ready to be mounted.

application = Starlette(routes=[*routes(engine, sdl=print_sdl, web=Path("web/dist")), …])

/graphql                  GET, POST, WebSocket, and GraphiQL for browsers (`http`, `streams`, `page`)
/graphql/assets/{name}    what GraphiQL's page loads
/schema.graphql           the schema as text, with an ETag (`sdl`)

What programs send need not go through the application's routing: see `front`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from starlette.routing import BaseRoute, Route, WebSocketRoute

from supergraph.engine import Engine
from supergraph.view.front import Front
from supergraph.view.http import GraphView
from supergraph.view.page import Page
from supergraph.view.sdl import SdlView

__all__ = ["Front", "GraphView", "Page", "SdlView", "routes"]


def routes(
    engine: Engine,
    *,
    sdl: Callable[[], str],
    path: str = "/graphql",
    sdl_path: str = "/schema.graphql",
    title: str = "GraphQL",
    default_query: str = "",
    web: Path | None = None,
    cache_control: str = "public, max-age=60",
    allowed_origins: Sequence[str] = (),
    front: Front | None = None,
) -> list[BaseRoute]:
    """The routes of one graph.

    `sdl` is asked once, at the first request. `web` is the folder of GraphiQL's build (without one the page loads from
    a CDN). `cache_control` is that of GET answers without errors to clients that are not signed in. `allowed_origins`
    are the foreign pages ("https://app.kreis.example", or "*") that may open a WebSocket. `front` is what stands before
    the application, if anything does.
    """
    page = Page(title=title, default_query=default_query, path=path, build=web)
    view = GraphView(engine, page=page, cache_control=cache_control, allowed_origins=tuple(allowed_origins))
    if front is not None:
        front.answer(path, view)
    return [
        Route(path, view, name="graphql"),
        WebSocketRoute(path, view, name="graphql_socket"),
        Route(f"{path}/assets/{{name}}", page.assets, methods=["GET"], name="graphiql_assets"),
        Route(sdl_path, SdlView(sdl), methods=["GET"], name="schema"),
    ]
