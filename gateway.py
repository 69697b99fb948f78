"""The door: settings, the ASGI application with its lifespan, and the `hub` command. No logic lives here.

    hub.toml, HUB_*  →  Settings  →  application(settings)  →  uvicorn

Every room brings its own routes and its own commands; the door mounts them.
"""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
import typer
import uvicorn
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Mount, Route

from datasources import demo, health, identifiers, templates
from datasources.areas.loading import load_bundled
from datasources.commands import ingestion
from datasources.commands.areas import app as areas_commands
from datasources.commands.letters import letters
from datasources.commands.people import api_tokens_commands, roles_commands, token
from datasources.commands.report import NEEDS_A_PERSON, wrong_call
from datasources.commands.sources import app as sources_commands
from datasources.declarations import SourceDeclaration
from datasources.demo import booking
from datasources.ingest.refresh import Watched, refreshing
from datasources.lookups import LiveDeclaration, live_places
from datasources.people import calendar, hours_page
from datasources.people.authorities import AuthSettings, Environment
from datasources.people.entrance import Entrance
from datasources.people.housekeeping import housekeeping
from datasources.people.letters import MailSettings
from datasources.problems import Language
from datasources.store.database import Database, is_in_memory
from datasources.store.errors import StoreError
from datasources.store.people.kept_answers import KeptAnswers
from resolvers.callers import admitting, payer_of
from resolvers.context import context_factory
from resolvers.paging import PagingSettings
from schema.build import build_schema
from schema.commands import sdl
from schema.costs import cost_rules
from supergraph import execute, logs, memory, view
from supergraph.accounting import Accounting
from supergraph.compose.commands import commands as composing
from supergraph.compose.compose import Subgraph
from supergraph.engine import Engine
from supergraph.limits import Limits
from supergraph.outbound import Outbound, OutboundLimits
from supergraph.quota import Allowances, Quota
from supergraph.run.commands import gateway, plan
from supergraph.settings import SettingsError, load
from supergraph.tokens import Verifier

_log = structlog.get_logger(__name__)

CONFIG = Path("hub.toml")
BACKLOG = 2048
"""Connections that may wait to be accepted."""
EXPOSED = (
    "ETag",
    "Idempotency-Replayed",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "WWW-Authenticate",
)
"""The headers of an answer that pages of other sites may read."""
WEB = Path(__file__).parent / "web" / "dist"
DEFAULT_QUERY = """# Welcome. Ctrl-Space completes, the book on the left explains every field.
{
  clubs(first: 5, filter: { area: { ars: ["07137"] } }) {
    totalCount
    nodes {
      name
      municipality { name }
      events(first: 3) { nodes { name nextOccurrence { startDate } } }
      opportunities(first: 3) { nodes { title commitment } }
    }
  }
}
"""


class OutboundSettings(BaseModel):
    """Where the hub may go by itself: hosts named here may have local addresses; no others may."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    allowed_hosts: tuple[str, ...] = ()
    limits: OutboundLimits = Field(default_factory=OutboundLimits)


class Settings(BaseSettings):
    """What an operator may set, in hub.toml or by HUB_… variables (`HUB_LIMITS__DEPTH=12`)."""

    model_config = SettingsConfigDict(env_prefix="HUB_", env_nested_delimiter="__", extra="forbid", frozen=True)

    database_url: str = Field("sqlite+aiosqlite:///hub.db", repr=False)
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    title: str = "Engagement Hub"
    language: Language = "de"
    timezone: str = "Europe/Berlin"
    log_level: str = Field("info", pattern="^(debug|info|warning|error)$")
    demo: bool = Field(False, description="Fill an empty database with the demo district, and keep its sources fresh.")
    environment: Environment = "production"
    auth: AuthSettings = Field(default_factory=AuthSettings)
    public_url: str | None = Field(None, description="The hub's address for people, where requests come by another.")
    guardian_url: str | None = Field(None, description="The page where guardians enter the code of their letter.")
    mail: MailSettings = Field(default_factory=MailSettings)
    allowances: Allowances = Field(default_factory=Allowances)
    cors_origins: tuple[str, ...] = ("*",)
    limits: Limits = Field(default_factory=Limits)
    paging: PagingSettings = Field(default_factory=PagingSettings)
    outbound: OutboundSettings = Field(default_factory=OutboundSettings)
    sources: tuple[SourceDeclaration, ...] = ()
    live: tuple[LiveDeclaration, ...] = ()
    folder: Path = Field(Path(), description="Where paths of files begin; the settings file's own folder.")

    @field_validator("database_url")
    @classmethod
    def _outlives_the_process(cls, url: str) -> str:
        if is_in_memory(url):
            raise ValueError(
                "a database in memory ends with its process, and every command would have one of its own; "
                "name a file: sqlite+aiosqlite:///hub.db"
            )
        return url

    @field_validator("public_url", "guardian_url")
    @classmethod
    def _is_an_address(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "https://hub.example")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("write the address people use, such as https://hub.kreis.example")
        return url

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("no such time zone; name one of the IANA list, such as Europe/Berlin") from None
        return name

    @model_validator(mode="after")
    def _keys_once(self) -> Self:
        for table, keys in (
            ("sources", [each.key for each in self.sources]),
            ("live", [each.key for each in self.live]),
        ):
            twice = sorted({key for key in keys if keys.count(key) > 1})
            if twice:
                raise ValueError(f"{table}: the key {twice[0]!r} is given twice; every key stands for one of them")
        return self

    @model_validator(mode="after")
    def _no_development_key_in_production(self) -> Self:
        if self.environment == "production" and self.auth.development_key is not None:
            raise ValueError(
                "auth.development_key is set in production, where whoever reads that file could be anyone: remove it, "
                'or set environment = "development" on a hub for trying out'
            )
        return self

    @property
    def development_key(self) -> Path | None:
        """The file of the development key; None where this hub does not believe it."""
        key = self.auth.key_in(self.environment)
        return None if key is None else self.folder / key

    @property
    def own_address(self) -> str:
        """Where this hub reaches itself: its host and port."""
        host = "127.0.0.1" if self.host in ("", "0.0.0.0", "::", "localhost") else self.host
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"

    async def declared(self, db: Database) -> tuple[SourceDeclaration, ...]:
        """The operator's sources; those of the demo where it is on, the operator has none, and the store is its."""
        if self.sources or not self.demo or not await demo.belongs_in(db):
            return self.sources
        return demo.declarations()

    def folder_of(self, declaration: SourceDeclaration) -> Path:
        """Where the path of a source's file begins."""
        return self.folder if self.sources else demo.DECLARATION.parent


def application(settings: Settings) -> view.Front:
    """The hub as an ASGI application; what it needs is opened by its lifespan and closed after it."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            db = await Database.open(settings.database_url)
            stack.push_async_callback(db.close)
            own = [settings.own_address] if settings.demo else []
            outbound = await stack.enter_async_context(_outbound(settings, *settings.auth.hosts, *own))
            verifier = Verifier(settings.auth.believed(settings.environment), outbound, folder=settings.folder)
            entrance = await stack.enter_async_context(Entrance(db, verifier))
            await load_bundled(db)
            watched = [Watched(each, settings.folder_of(each)) for each in await settings.declared(db)]
            engine = _engine(settings, db, entrance, outbound, [each.declaration for each in watched])
            await stack.enter_async_context(housekeeping(db, settings.mail.carrier(settings.folder)))
            if settings.demo and not watched:
                _log.warning("the database holds other sources: the demo is left out, and nothing is refreshed")
            else:
                await stack.enter_async_context(
                    refreshing(
                        db,
                        watched,
                        allowed_hosts=settings.outbound.allowed_hosts,
                        limits=settings.outbound.limits,
                        log_level=settings.log_level,
                    )
                )
            app.router.routes[:] = [
                *_routes(settings, db, entrance, [each.declaration.key for each in watched]),
                *view.routes(
                    engine,
                    sdl=build_schema().as_str,
                    title=settings.title,
                    default_query=DEFAULT_QUERY,
                    web=WEB,
                    allowed_origins=settings.cors_origins,
                    front=front,
                ),
            ]
            memory.settle()
            yield

    cors = Middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_methods=("GET", "POST"),
        allow_headers=("*",),
        expose_headers=EXPOSED,
    )
    front = view.Front(Starlette(lifespan=lifespan, middleware=[cors]))
    return front


def _engine(
    settings: Settings, db: Database, entrance: Entrance, outbound: Outbound, declared: Sequence[SourceDeclaration]
) -> Engine:
    """The graph's engine, with all that the context of an operation is made of."""
    schema = build_schema()._schema
    live = (*settings.live, *([demo.live(f"http://{settings.own_address}")] if settings.demo else []))

    def forget() -> None:
        engine.forget()

    engine = Engine(
        schema,
        limits=settings.limits,
        cost_rules=cost_rules(schema, settings.limits),
        execute=execute,
        context_factory=admitting(
            context_factory(
                db,
                language=settings.language,
                timezone=settings.timezone,
                bounds=settings.paging.bounds(),
                live_places=live_places(live, outbound),
                public_url=settings.public_url,
                guardian_url=settings.guardian_url,
                addresses={each.key: each.url.get_secret_value() for each in declared if each.url is not None},
                forget=forget,
            ),
            entrance.viewer,
        ),
        accounting=Accounting(payer_of, Quota(settings.allowances), KeptAnswers(db)),
    )
    return engine


def _routes(settings: Settings, db: Database, entrance: Entrance, sources: Sequence[str]) -> list[BaseRoute]:
    """What is answered beside the graph, as each room brings it."""
    return [
        Route("/", _to_the_graph, methods=["GET"], name="door"),
        *health.routes(db, sources),
        *identifiers.routes(db),
        *templates.routes(),
        *calendar.routes(db, language=settings.language),
        *hours_page.routes(
            db, entrance.viewer, title=settings.title, language=settings.language, timezone=settings.timezone
        ),
        *([Mount(demo.BOOKING, booking.application())] if settings.demo else []),
    ]


async def _to_the_graph(request: Request) -> RedirectResponse:
    return RedirectResponse(request.url_for("graphql").path, 307)


def _outbound(settings: Settings, *hosts: str) -> Outbound:
    return Outbound(allowed_hosts=(*settings.outbound.allowed_hosts, *hosts), limits=settings.outbound.limits)


class Door:
    """What commands get: the settings, read when one of them is first needed."""

    def __init__(self, config: Path | None) -> None:
        self._config = config

    @cached_property
    def settings(self) -> Settings:
        environ = {name: value for name, value in os.environ.items() if name != "HUB_CONFIG"}
        try:
            settings = load(Settings, self._config, environ)
        except SettingsError as error:
            typer.echo(f"The hub cannot start with these settings:\n{error}", err=True)
            raise typer.Exit(2) from None
        return settings.model_copy(update={"folder": self._config.parent}) if self._config is not None else settings

    async def declared(self, db: Database) -> tuple[SourceDeclaration, ...]:
        return await self.settings.declared(db)

    def folder_of(self, declaration: SourceDeclaration) -> Path:
        return self.settings.folder_of(declaration)

    def now(self) -> int:
        return int(time.time())

    @property
    def language(self) -> Language:
        return self.settings.language

    @property
    def development_key(self) -> Path | None:
        return self.settings.development_key

    @property
    def issuers(self) -> Sequence[str]:
        return [each.issuer for each in self.settings.auth.believed(self.settings.environment)]

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        try:
            db = await Database.open(self.settings.database_url)
        except StoreError as error:
            raise wrong_call(f"The database that database_url names cannot be used:\n{error}") from None
        try:
            await load_bundled(db)
            yield db
        finally:
            await db.close()

    async def try_database(self) -> None:
        """Opens the store and closes it again: what is wrong with it is told before anything else is begun."""
        async with self.database():
            pass

    def outbound(self) -> Outbound:
        return _outbound(self.settings)


def _subgraphs(context: typer.Context) -> Sequence[Subgraph]:
    """What is composed where a command names nothing else: the hub's own schema."""
    settings = context.obj.settings
    address = settings.public_url or f"http://{settings.own_address}"
    return [Subgraph("hub", f"{address.rstrip('/')}/graphql", build_schema().as_str())]


cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)
cli.add_typer(areas_commands, name="areas")
cli.add_typer(sources_commands, name="sources")
cli.add_typer(roles_commands, name="roles")
cli.add_typer(api_tokens_commands, name="api-tokens")
cli.command("ingest")(ingestion.ingest)
cli.command("check-feed")(ingestion.check_feed)
cli.command("token")(token)
cli.command("letters")(letters)
cli.command("gateway")(gateway)
cli.command("plan")(plan)
cli.add_typer(composing(_subgraphs, lambda context, host: _outbound(context.obj.settings, host)))
cli.command("sdl", epilog="Example: hub sdl > schema.graphql")(sdl)


@cli.callback()
def hub(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(envvar="HUB_CONFIG", help="Settings; hub.toml where there is one.")
    ] = None,
    no_config: Annotated[bool, typer.Option("--no-config", help="Read no settings file.")] = False,
) -> None:
    """The federation hub for civic engagement: one graph over clubs, calendars and ways to help.

    Example: hub --config hub.toml serve
    """
    if config is None and not no_config and CONFIG.exists():
        config = CONFIG
    logs.configure(level="warning")
    context.obj = Door(config)


@cli.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Where to listen; 0.0.0.0 for every address.")] = None,
    port: Annotated[
        int | None, typer.Option(envvar="PORT", min=0, max=65535, help="Which port to listen on; 0 for a free one.")
    ] = None,
) -> None:
    """Serve the graph.

    Example: hub serve --port 8000
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _asked_to_end)
    door: Door = context.obj
    stated = {"host": host, "port": port}
    settings = door.settings.model_copy(update={name: value for name, value in stated.items() if value is not None})
    logs.configure(level=settings.log_level)
    asyncio.run(door.try_database())
    listening = _listening(settings)
    settings = settings.model_copy(update={"port": listening.getsockname()[1]})
    server = uvicorn.Server(
        uvicorn.Config(
            application(settings),
            host=settings.host,
            port=settings.port,
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            # A larger message is refused as it arrives; one between is told its limit (supergraph.view.streams).
            ws_max_size=2 * settings.limits.body_bytes,
            timeout_graceful_shutdown=10,
        )
    )
    if settings.development_key is not None:
        _log.warning("tokens of the development key are believed: this hub is for trying out")
    _log.info("the hub answers", address=f"http://{settings.own_address}/", demo=settings.demo)
    server.run(sockets=[listening])
    if not server.started:
        raise typer.Exit(NEEDS_A_PERSON)


def _listening(settings: Settings) -> socket.socket:
    """The socket to serve on, taken before anything is opened: a port that is in use is told as such."""
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise wrong_call(
            f"The hub cannot listen on {settings.host}, port {settings.port}: {error.strerror or error}. "
            "Name another with --port or --host, or end the program that uses it."
        ) from None


def _asked_to_end(_number: int, _frame: object) -> None:
    """Ctrl-C and SIGTERM are how a server ends: nothing went wrong. While it runs, uvicorn lets requests end first, and
    raises the signal again after that."""
    sys.exit(0)


def main() -> None:
    """Run the `hub` command."""
    cli()


if __name__ == "__main__":
    main()
