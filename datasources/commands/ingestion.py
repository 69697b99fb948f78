"""`hub ingest` and `hub check-feed`: read sources into the store, or see what reading one would bring."""

import asyncio
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import orjson
import typer
from pydantic import SecretStr
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from datasources.commands import Hub
from datasources.commands.report import (
    DONE,
    NEEDS_A_PERSON,
    Report,
    language_of,
    problem_as_json,
    unknown_source,
    wrong_call,
)
from datasources.connectors.registry import CONNECTORS, check, connector_for, suggest_mapping
from datasources.declarations import LicenseDeclaration, PublisherDeclaration, SourceDeclaration
from datasources.ingest.declared import declare_all
from datasources.ingest.pull import NotModified, pull
from datasources.ingest.run import RunReport, run_source
from datasources.ingest.staging import stage
from datasources.problems import Language, Problem
from datasources.vocabulary import RecordKind, RunOutcome, Severity, SourceKind

MAX_SHOWN: Final = 5
_ENDINGS: Final = {
    ".ics": SourceKind.ICALENDAR,
    ".ical": SourceKind.ICALENDAR,
    ".csv": SourceKind.CSV,
    ".tsv": SourceKind.CSV,
    ".txt": SourceKind.CSV,
    ".xlsx": SourceKind.XLSX,
    ".json": SourceKind.JSON,
    ".geojson": SourceKind.GEOJSON,
}


def ingest(
    context: typer.Context,
    sources: Annotated[
        list[str] | None, typer.Argument(help="Keys of sources; all of them where none is named.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    language: Annotated[str | None, typer.Option(help="Of problems: de or en.")] = None,
) -> None:
    """Read sources into the store now, whatever their interval.

    Example: hub ingest vereinsregister kalender-polch
    """
    hub: Hub = context.obj
    report = Report(as_json=as_json, language=language_of(language, hub))
    runs = asyncio.run(_ingest(hub, sources or [], report))
    report.table(
        "Runs",
        ("source", "outcome", "created", "updated", "unchanged", "removed", "held", "refused", "problems", "seconds"),
        [
            (
                run.source_key,
                run.outcome.value,
                run.created,
                run.updated,
                run.unchanged,
                run.removed,
                run.held,
                run.refused,
                len(run.problems),
                f"{run.seconds:.2f}",
            )
            for run in runs
        ],
    )
    for run in runs:
        if run.problems:
            report.line(f"\n{run.source_key}: {run.outcome.value} ({run.run_id})")
            report.problems(run.problems, most=MAX_SHOWN)
    report.document({"runs": [_as_json(run, report.language) for run in runs]})
    needs_a_person = any(run.outcome in (RunOutcome.FAILED, RunOutcome.HELD) for run in runs)
    raise typer.Exit(NEEDS_A_PERSON if needs_a_person else DONE)


def check_feed(
    context: typer.Context,
    place: Annotated[str, typer.Argument(metavar="FILE|URL", help="The source to look at.")],
    kind: Annotated[SourceKind | None, typer.Option(help="Its format; by its ending where it is left out.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="A mapping, as TOML or JSON.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    language: Annotated[str | None, typer.Option(help="Of problems: de or en.")] = None,
) -> None:
    """See what a source would bring: entries, problems, and a mapping to begin with. Nothing is written.

    Example: hub check-feed vereine.csv --mapping vereine.toml
    """
    hub: Hub = context.obj
    report = Report(as_json=as_json, language=language_of(language, hub))
    declaration = _undeclared(place, kind, mapping)
    seen = asyncio.run(_look(hub, declaration))
    report.line(f"{sum(seen.kinds.values())} entries would be taken, {len(seen.problems)} problems.")
    report.table("Entries", ("kind", "entries"), seen.kinds.items())
    report.table("The first of them", ("kind", "origin id", "name"), [_named(draft) for draft in seen.first])
    report.problems(seen.problems)
    if seen.suggested is not None:
        report.line("A mapping to begin with; read it before you use it:")
        report.line(orjson.dumps(seen.suggested, option=orjson.OPT_INDENT_2).decode())
    report.document(
        {
            "entries": dict(seen.kinds),
            "first": [{"kind": d.kind.value, "originId": d.origin_id, "fields": d.fields} for d in seen.first],
            "problems": [problem_as_json(each, report.language) for each in seen.problems],
            "suggestedMapping": seen.suggested,
        }
    )
    is_wrong = any(problem.severity is Severity.ERROR for problem in seen.problems) or not seen.kinds
    raise typer.Exit(NEEDS_A_PERSON if is_wrong else DONE)


def _chosen(declared: Sequence[SourceDeclaration], keys: Sequence[str]) -> list[SourceDeclaration]:
    known = {declaration.key: declaration for declaration in declared}
    if not known:
        raise wrong_call(
            "No sources are declared. Add [[sources]] to hub.toml, or set demo = true for a database that holds none."
        )
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise unknown_source(unknown, list(known))
    return [known[key] for key in dict.fromkeys(keys or known)]


async def _ingest(hub: Hub, keys: Sequence[str], report: Report) -> list[RunReport]:
    """Source by source, in the order of their declaration, so that two calls say the same."""
    bars = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not report.is_terminal,
        transient=True,
    )
    runs = []
    async with hub.database() as db, hub.outbound() as outbound:
        declared = await hub.declared(db)
        chosen = _chosen(declared, keys)
        await declare_all(db, declared, hub.now())
        with bars:
            whole = bars.add_task("sources", total=len(chosen))
            for declaration in chosen:
                bar = bars.add_task(declaration.key, total=None)

                def tell(step: str, done: int, total: int | None, bar: Any = bar, key: str = declaration.key) -> None:
                    bars.update(bar, description=f"{key}: {step}", completed=done, total=total)

                runs.append(
                    await run_source(
                        db, declaration, folder=hub.folder_of(declaration), outbound=outbound, progress=tell
                    )
                )
                bars.remove_task(bar)
                bars.advance(whole)
    return runs


class _Entry(NamedTuple):
    """An entry that would be taken."""

    kind: RecordKind
    origin_id: str
    fields: dict[str, Any]


@dataclass(slots=True)
class _Seen:
    """What looking at a source brought."""

    kinds: dict[str, int] = field(default_factory=dict)
    first: list[_Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    suggested: Any = None


async def _look(hub: Hub, declaration: SourceDeclaration) -> _Seen:
    seen = _Seen()
    async with hub.outbound() as outbound:
        if declaration.mapping:
            seen.problems += check(declaration)
            if seen.problems:
                return seen
        pulled = await pull(declaration, folder=Path(), outbound=outbound)
        if isinstance(pulled, Problem):
            seen.problems.append(pulled)
            return seen
        assert not isinstance(pulled, NotModified), "asked without conditions"
        if not declaration.mapping and declaration.kind is not SourceKind.ICALENDAR:
            seen.suggested = await asyncio.to_thread(suggest_mapping, pulled.content, declaration.kind)
        # Read as ingest reads it, so that what only the whole source can tell (an id or number twice) is told as well.
        staging = await stage(connector_for(declaration.kind)(pulled.content, declaration))
        try:
            seen.problems += staging.found.all()
            seen.kinds = {kind.value: len(origins) for kind, origins in staging.origins.items() if origins}
            for kind, batch in staging.batches():
                missing = max(0, MAX_SHOWN - len(seen.first))
                seen.first += [_Entry(kind, each.origin_id, orjson.loads(each.fields)) for each in batch[:missing]]
        finally:
            staging.close()
    if seen.kinds:
        seen.suggested = None
    return seen


def _undeclared(place: str, kind: SourceKind | None, mapping: Path | None) -> SourceDeclaration:
    is_address = "://" in place
    if not is_address and not Path(place).is_file():
        raise wrong_call(f"There is no file {place}.")
    ending = Path(place.split("?", 1)[0]).suffix.lower()
    found = kind or _ENDINGS.get(ending)
    if found is None or found not in CONNECTORS:
        known = ", ".join(sorted(CONNECTORS))
        raise wrong_call(f"The format of {ending or 'this source'} is not known: name one with --kind ({known}).")
    return SourceDeclaration(
        key="check-feed",
        name="check-feed",
        kind=found,
        url=SecretStr(place) if is_address else None,
        file=None if is_address else place,
        publisher=PublisherDeclaration(name="check-feed"),
        license=LicenseDeclaration(id="unknown", name="unknown"),
        mapping=_mapping(mapping) if mapping is not None else {},
    )


def _mapping(file: Path) -> dict[str, Any]:
    """The mapping of a file: the document itself, or what stands in it under `mapping`."""
    try:
        text = file.read_text("utf-8")
        written = orjson.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except (OSError, UnicodeDecodeError, orjson.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        raise wrong_call(f"The mapping {file} cannot be read: {error}") from None
    if not isinstance(written, dict):
        raise wrong_call(f"The mapping {file} is no table of options.")
    inner = written.get("mapping", written)
    return inner if isinstance(inner, dict) else {}


def _named(draft: _Entry) -> tuple[object, ...]:
    return draft.kind.value, draft.origin_id, draft.fields.get("name") or draft.fields.get("title")


def _as_json(run: RunReport, language: Language) -> Mapping[str, Any]:
    return {
        "source": run.source_key,
        "run": run.run_id,
        "outcome": run.outcome.value,
        "created": run.created,
        "updated": run.updated,
        "unchanged": run.unchanged,
        "removed": run.removed,
        "held": run.held,
        "refused": run.refused,
        "seconds": round(run.seconds, 3),
        "problems": [problem_as_json(each, language) for each in run.problems],
    }
