"""The engine, which knows no clubs: execution, documents, limits, HTTP in and out."""

from supergraph.execute import execute

__all__ = ["execute"]
