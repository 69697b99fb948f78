"""`python -m supergraph.run --supergraph FILE --port N`: the gateway without the hub's command."""

import typer

from supergraph.run.commands import gateway

if __name__ == "__main__":
    typer.run(gateway)
