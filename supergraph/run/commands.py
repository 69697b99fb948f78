"""`hub gateway` and `hub plan`: a supergraph from a file, served or planned by itself, without the hub.

POST /graphql    with the engine's limits and transports, as the hub's own graph
GET  /healthz    200 once the supergraph is served
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import orjson
import structlog
import typer
import uvicorn
from graphql import GraphQLError, GraphQLSchema, print_schema
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from supergraph import logs, view
from supergraph.engine import Engine
from supergraph.errors import GraphError
from supergraph.joined import Joined, SupergraphRefused, api_schema, read_supergraph
from supergraph.limits import Limits
from supergraph.outbound import Outbound
from supergraph.plan.cache import make_plan
from supergraph.run.gateway import Gateway
from supergraph.run.http import HttpFetcher, Partner

CONNECTIONS_PER_HOST: Final = 100
WRONG_CALL: Final = 2

_log = structlog.get_logger(__name__)

SupergraphFile = Annotated[
    Path,
    typer.Option("--supergraph", exists=True, dir_okay=False, help="The supergraph's SDL, as a composer wrote it."),
]


def gateway(
    supergraph: SupergraphFile,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Which port to listen on.")] = 4000,
    host: Annotated[str, typer.Option(help="Where to listen; 0.0.0.0 for every address.")] = "127.0.0.1",
    timeout_s: Annotated[float, typer.Option(min=0.01, help="Seconds for a subgraph's answer.")] = 5.0,
    pass_on: Annotated[list[str] | None, typer.Option(help="A header of clients that every subgraph is told.")] = None,
    show_messages: Annotated[bool, typer.Option(help="Tell clients what subgraphs say of their errors.")] = False,
    log_level: Annotated[str, typer.Option(help="debug, info, warning or error.")] = "info",
) -> None:
    """Serve a supergraph by itself.

    Example: hub gateway --supergraph supergraph.graphql --port 4000
    """
    logs.configure(level=log_level)
    joined, schema = _read(supergraph)
    partners = {
        each.name: Partner(each.name, each.url, timeout_s, passed_on=tuple(name.lower() for name in pass_on or ()))
        for each in joined.subgraphs.values()
    }
    limits = Limits()
    config = uvicorn.Config(
        application(joined, schema, partners, limits=limits, shows_messages=show_messages),
        host=host,
        port=port,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        ws_max_size=2 * limits.body_bytes,
        timeout_graceful_shutdown=10,
    )
    _log.info("the gateway answers", address=f"http://{host}:{port}/graphql", subgraphs=sorted(partners))
    uvicorn.Server(config).run()


def plan(
    query: Annotated[str, typer.Argument(help="The operation; - reads it from standard input.")],
    supergraph: SupergraphFile,
    operation_name: Annotated[str | None, typer.Option("--operation", help="Which one, of several.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Show how an operation is asked of the subgraphs. Variables of @skip and @include count as their defaults.

    Example: hub plan '{ clubs { name grants { sum } } }' --supergraph supergraph.graphql
    """
    joined, schema = _read(supergraph)
    document = Engine(schema).documents.get(sys.stdin.read() if query == "-" else query)
    if document.errors:
        raise _wrong_call("The operation is not valid", *(error.message for error in document.errors))
    chosen = document.choose(operation_name)
    if isinstance(chosen, GraphError):
        raise _wrong_call("The operation cannot be chosen", chosen.message)
    conditions = {
        each.variable.name.value: getattr(each.default_value, "value", None) is True
        for each in chosen.node.variable_definitions or ()
    }
    try:
        made = make_plan(joined, chosen.node, document.node, conditions)
    except GraphError as error:
        raise _wrong_call("The operation cannot be planned", error.message) from None
    if as_json:
        typer.echo(orjson.dumps(made.json(), option=orjson.OPT_INDENT_2))
    else:
        typer.echo(made.pretty(), nl=False)


def application(
    joined: Joined,
    schema: GraphQLSchema,
    partners: dict[str, Partner],
    *,
    limits: Limits,
    shows_messages: bool = False,
) -> view.Front:
    """The ASGI application of a supergraph; partners may have local addresses, since an operator wrote them."""
    hosts = [urlsplit(partner.url).netloc.rpartition("@")[2] for partner in partners.values()]
    outbound = Outbound(allowed_hosts=hosts, connections_per_host=CONNECTIONS_PER_HOST)
    served = Gateway(joined, schema, HttpFetcher(outbound, partners), shows_messages=shows_messages)
    engine = Engine(schema, limits=limits, execute=served.execute)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with outbound:
            yield

    behind = Starlette(routes=[Route("/healthz", _health, methods=["GET"])], lifespan=lifespan)
    front = view.Front(behind)
    behind.routes.extend(view.routes(engine, sdl=lambda: print_schema(schema), title="Supergraph", front=front))
    return front


async def _health(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


def _read(file: Path) -> tuple[Joined, GraphQLSchema]:
    try:
        sdl = file.read_text(encoding="utf-8")
        return read_supergraph(sdl), api_schema(sdl)
    except SupergraphRefused as refused:
        raise _wrong_call("The supergraph cannot be served", *refused.problems) from None
    except (GraphQLError, TypeError) as error:
        raise _wrong_call("The supergraph has no valid API schema", str(error)) from None
    except UnicodeDecodeError:
        raise _wrong_call("The supergraph cannot be read", f"{file} is not UTF-8") from None


def _wrong_call(what: str, *reasons: str) -> typer.Exit:
    typer.echo(f"{what}:", err=True)
    for reason in reasons:
        typer.echo(f"  {reason}", err=True)
    return typer.Exit(WRONG_CALL)
