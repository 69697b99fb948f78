"""The schema's own command: `hub sdl` prints what the hub says.

hub sdl > schema.graphql        for code generators, editors and composers
"""

import typer

from schema.build import build_schema

__all__ = ["app", "sdl"]

app = typer.Typer(help="The graph as the hub serves it.")


@app.command(epilog="Example: hub sdl > schema.graphql")
def sdl() -> None:
    """Print the schema that the hub serves, as a subgraph of Federation v2.9."""
    typer.echo(build_schema().as_str())
