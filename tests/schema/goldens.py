"""Where the golden SDL stands."""

from pathlib import Path

GOLDEN = Path(__file__).parents[2] / "schema" / "schema.graphql"
