"""`hub areas load`: the official list of municipalities, and boundaries."""

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from datasources.areas import Area
from datasources.areas.boundaries import read_boundaries, with_boundaries
from datasources.areas.gv100 import read_gv100
from datasources.areas.loading import load, stored
from datasources.commands import Hub
from datasources.commands.report import DONE, NEEDS_A_PERSON, Report, problem_as_json, wrong_call
from datasources.problems import Problem

app = typer.Typer(no_args_is_help=True)


@app.callback()
def areas() -> None:
    """Municipalities and the areas above them.

    Example: hub areas load GV100AD_301123.txt
    """


@app.command("load")
def load_areas(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="GV100AD, as its text file or as CSV.")] = None,
    boundaries: Annotated[Path | None, typer.Option(help="GeoJSON whose features name an ARS or AGS.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Load the official list of municipalities, boundaries, or both.

    Example: hub areas load GV100AD_301123.txt --boundaries vg250.geojson
    """
    hub: Hub = context.obj
    if file is None and boundaries is None:
        raise wrong_call("Nothing to load: name a list (GV100AD), --boundaries, or both.")
    for path in filter(None, (file, boundaries)):
        if not path.is_file():
            raise wrong_call(f"There is no file {path}.")
    report = Report(as_json=as_json, language=hub.language)
    loaded, problems = asyncio.run(_load(hub, file, boundaries))
    report.line(f"{loaded} areas loaded, {len(problems)} problems.")
    report.problems(problems)
    report.document({"loaded": loaded, "problems": [problem_as_json(each, hub.language) for each in problems]})
    raise typer.Exit(NEEDS_A_PERSON if problems else DONE)


async def _load(hub: Hub, file: Path | None, boundaries: Path | None) -> tuple[int, list[Problem]]:
    problems: list[Problem] = []
    async with hub.database() as db:
        found: Iterable[Area] = await stored(db) if file is None else list(_taken(read_gv100(file), problems))
        if boundaries is not None:
            found = list(_taken(with_boundaries(found, read_boundaries(boundaries)), problems))
        return await load(db, found), problems


def _taken(items: Iterable[Area | Problem], problems: list[Problem]) -> Iterator[Area]:
    for item in items:
        if isinstance(item, Problem):
            problems.append(item)
        else:
            yield item
