"""The `hub` commands of this room; the door mounts them and hands each of them a `Hub`.

    hub ingest · hub check-feed · hub sources [show | release] · hub areas load
    hub roles [grant | list | revoke] · hub api-tokens [create | list | revoke] · hub token

Exit codes: 0 all is well; 1 it was done, and something of it needs a person; 2 the call or a setting is wrong, and
nothing was done. What needs a person: a run that was held or failed (`ingest`), a source that fails or is held
(`sources`), a feed with errors or without entries (`check-feed`), a line that could not be read (`areas load`).

Reports are tables on a terminal, plain lines with tabs elsewhere, and one JSON document with --json. They go to
standard output; logs and what is wrong with a call go to standard error.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from datasources.declarations import SourceDeclaration
from datasources.problems import Language
from datasources.store.database import Database
from supergraph.outbound import Outbound


class Hub(Protocol):
    """What a command asks of the door: the settings it needs, and the store when it needs one."""

    async def declared(self, db: Database) -> Sequence[SourceDeclaration]:
        """The sources of this store: the operator's, or the demo's."""
        ...

    def folder_of(self, declaration: SourceDeclaration) -> Path:
        """Where the relative path of a declaration begins: the folder of the file that declares it."""
        ...

    def now(self) -> int:
        """UTC seconds."""
        ...

    @property
    def language(self) -> Language: ...

    def database(self) -> AbstractAsyncContextManager[Database]:
        """The store, its tables brought up to date, with the bundled areas."""
        ...

    def outbound(self) -> Outbound:
        """A client under the one outbound policy; use it as an async context manager."""
        ...
