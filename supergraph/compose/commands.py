"""The commands of composing; the door mounts them and says what the hub is composed of.

    hub compose [--subgraphs FILE] [--out FILE]                     the supergraph, for any router
    hub check-subgraph URL|FILE [--name NAME] [--subgraphs FILE]    what would happen if a subgraph joined

FILE for --subgraphs is JSON: [{"name": "grants", "url": "http://localhost:4001/graphql", "sdl": "…"}], each with
`"ignore": ["Query.node"]` where something is to be left out.

Exit codes: 0 it composes; 1 it does not, and the report says why; 2 the call is wrong.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from supergraph.compose.checking import Check, check_joining
from supergraph.compose.compose import Composition, Subgraph, compose
from supergraph.compose.errors import CompositionError, CompositionErrors, Hint
from supergraph.errors import OutboundError
from supergraph.outbound import Outbound

__all__ = ["commands", "read_subgraphs"]

_Subgraphs = Annotated[Path | None, typer.Option(help="JSON list of name, url and sdl; else what is configured.")]
_Out = Annotated[Path | None, typer.Option(help="Where to write the supergraph; else standard output.")]
_Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
_Configured = Callable[[typer.Context], Sequence[Subgraph]]
MAX_FILE_BYTES = 64 * 1024 * 1024
_SERVICE = "{ _service { sdl } }"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    url: str | None = None
    sdl: str
    ignore: tuple[str, ...] = ()


_ENTRIES = TypeAdapter(tuple[_Entry, ...])


def commands(configured: _Configured, outbound: Callable[[typer.Context, str], Outbound]) -> typer.Typer:
    """`configured` are the subgraphs that are composed where no file names others; `outbound` is how a host, which
    may be a private one, is asked for its SDL."""
    app = typer.Typer(help="The supergraph and its subgraphs.")

    @app.command("compose", epilog="Example: hub compose --out supergraph.graphql")
    def compose_(
        context: typer.Context, subgraphs: _Subgraphs = None, out: _Out = None, as_json: _Json = False
    ) -> None:
        """Compose the subgraphs into one supergraph, which any router of Federation v2 runs."""
        composed = compose(_chosen(subgraphs, configured, context))
        if isinstance(composed, CompositionErrors):
            _say_errors(composed.errors, as_json=as_json)
            raise typer.Exit(1)
        if out is not None:
            out.write_text(composed.supergraph_sdl, encoding="utf-8")
        _say_composition(composed, is_written=out is not None, as_json=as_json)

    @app.command("check-subgraph", epilog="Example: hub check-subgraph http://localhost:4001/graphql --name grants")
    def check_subgraph(
        context: typer.Context,
        source: Annotated[str, typer.Argument(help="The subgraph's address, or a file with its SDL.")],
        name: Annotated[str, typer.Option(help="The subgraph's name; one of that name is replaced.")] = "new",
        subgraphs: _Subgraphs = None,
        ignore: Annotated[list[str] | None, typer.Option(help="Fields to leave out, such as Query.node.")] = None,
        as_json: _Json = False,
    ) -> None:
        """Tell what would happen if a subgraph joined: errors, hints, what clients gain and lose."""
        is_address = source.startswith(("http://", "https://"))
        if is_address:
            sdl = asyncio.run(_ask(source, outbound(context, urlsplit(source).netloc)))
        else:
            sdl = _text(Path(source))
        candidate = Subgraph(name, source if is_address else "", sdl, tuple(ignore or ()))
        check = check_joining(candidate, _chosen(subgraphs, configured, context))
        _say_check(check, as_json=as_json)
        if not check.composes:
            raise typer.Exit(1)

    return app


def read_subgraphs(path: Path) -> list[Subgraph]:
    """The subgraphs of a JSON file; raises typer.BadParameter, naming file and place."""
    try:
        entries = _ENTRIES.validate_json(_text(path))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(each) for each in first["loc"]) or "the document"
        said = f'{first["msg"]}. Write a list of {{"name", "url", "sdl"}}.'
        raise typer.BadParameter(f"{path}: {place}: {said}") from error
    return [Subgraph(entry.name, entry.url or "", entry.sdl, entry.ignore) for entry in entries]


def _chosen(path: Path | None, configured: _Configured, context: typer.Context) -> Sequence[Subgraph]:
    return read_subgraphs(path) if path is not None else configured(context)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise typer.BadParameter(f"{path} is larger than {MAX_FILE_BYTES} bytes.")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{path} cannot be read: {error}") from error


async def _ask(url: str, outbound: Outbound) -> str:
    """The SDL that a subgraph publishes of itself."""
    async with outbound:
        try:
            answer = (await outbound.post_json(url, {"query": _SERVICE})).json()
        except (OutboundError, ValueError) as error:
            raise typer.BadParameter(f"{url} did not answer {_SERVICE}: {error}") from error
    match answer:
        case {"data": {"_service": {"sdl": str(sdl)}}}:
            return sdl
        case _:
            raise typer.BadParameter(f"{url} did not answer {_SERVICE} with an SDL. Is it a subgraph of Federation?")


def _say_errors(errors: Sequence[CompositionError], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"errors": [_error(each) for each in errors], "hints": []}, ensure_ascii=False))
        return
    for each in errors:
        typer.echo(f"{each.code}\t{each.message}")


def _say_composition(composed: Composition, *, is_written: bool, as_json: bool) -> None:
    if as_json:
        report = {
            "errors": [],
            "hints": [_hint(each) for each in composed.hints],
            "supergraph": composed.supergraph_sdl,
        }
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    if not is_written:
        typer.echo(composed.supergraph_sdl, nl=False)
    for each in composed.hints:
        typer.echo(f"{each.code}\t{each.message}", err=True)


def _say_check(check: Check, *, as_json: bool) -> None:
    lists = {
        "added": check.added,
        "removed": check.removed,
        "breaking": check.breaking,
        "suggestedIgnore": check.suggested_ignore,
    }
    if as_json:
        report = {"errors": [_error(e) for e in check.errors], "hints": [_hint(h) for h in check.hints], **lists}
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    problems: tuple[CompositionError | Hint, ...] = (*check.errors, *check.hints)
    for problem in problems:
        typer.echo(f"{problem.code}\t{problem.message}")
    for title, entries in lists.items():
        for entry in entries:
            typer.echo(f"{title}\t{entry}")
    typer.echo("It composes." if check.composes else "It does not compose.")


def _error(error: CompositionError) -> dict[str, object]:
    return {
        "code": error.code,
        "message": error.text,
        "mend": error.mend,
        "subgraphs": list(error.subgraphs),
        "place": error.place,
    }


def _hint(hint: Hint) -> dict[str, object]:
    return {"code": hint.code, "message": hint.message, "subgraphs": list(hint.subgraphs), "place": hint.place}
