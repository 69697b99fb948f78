"""Connectors: one per format. Each turns the bytes of a source into drafts and problems, and knows no store.

A connector is a plain function, run off the event loop: it gets the whole content and yields as it goes, so that a
large table is never held twice. A record it cannot read is a problem with its line and reason, and the rest is taken.
"""

from collections.abc import Callable
from typing import TypeAlias

from datasources.connectors.content import Content
from datasources.declarations import SourceDeclaration
from datasources.drafts import Reading

Connector: TypeAlias = Callable[[Content, SourceDeclaration], Reading]
"""Reads a source's content into drafts and problems."""
