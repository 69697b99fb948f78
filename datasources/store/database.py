"""The door to a database, SQLite or PostgreSQL: reads that run a compiled statement on the driver, and one transaction
for writes.

    db = await Database.open("sqlite+aiosqlite:///hub.db")
    rows = await db.fetch_rows(PlaceRow, BY_PKS, pks=[1, 2, 3])
    async with db.transaction() as transaction:
        await transaction.execute(MARK_SET, name="rolled", value="2026-07-04")

Reads never wait for the writer: SQLite is in WAL mode and has reading connections of its own. A read that is cancelled
stops in the database too. SQLAlchemy writes the SQL, Alembic the tables; neither stands between a row and its reader.
"""

import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from asyncpg import CharacterNotInRepertoireError, DataError, PostgresError
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from datasources.store.errors import AddressError, StoreError
from datasources.store.migrations import migrate
from datasources.store.postgresql import open_postgresql
from datasources.store.rows import Row, builder
from datasources.store.sqlite import SqliteDriver
from datasources.store.statements import Compiled, DialectName, Parameter, Statement

_ADDRESSES: Final = "It is sqlite+aiosqlite:///path/to/hub.db or postgresql+asyncpg://user:password@host/database."


class Transaction(Protocol):
    """Writes that happen together or not at all, and reads that see them."""

    async def execute(self, statement: Statement, **parameters: Parameter) -> int:
        """Runs a writing statement; answers how many rows it touched."""
        ...

    async def executemany(self, statement: Statement, rows: Sequence[Mapping[str, Parameter]]) -> None:
        """Runs a writing statement once per row, in one go."""
        ...

    async def fetch(self, statement: Statement, **parameters: Parameter) -> list[tuple[Any, ...]]:
        """Runs a statement that answers rows (RETURNING included)."""
        ...


class Driver(Protocol):
    """What the two databases have in common."""

    async def fetch(self, compiled: Compiled, arguments: tuple[object, ...], *, quick: bool) -> list[Any]: ...

    def transaction(self) -> AbstractAsyncContextManager[Transaction]: ...

    async def optimize(self) -> None: ...

    async def close(self) -> None: ...


@dataclass(slots=True)
class Counted:
    """Statements run within `count_statements`, in order."""

    texts: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.texts)


class Database:
    """One database, one per process."""

    def __init__(self, driver: Driver, dialect: DialectName, url: URL) -> None:
        self._driver = driver
        self.dialect: DialectName = dialect
        self.url = url
        self.watched: list[Counted] = []

    @classmethod
    async def open(cls, url: str, *, migrate_first: bool = True) -> "Database":
        """Opens `sqlite+aiosqlite:///path` or `postgresql+asyncpg://…`, its tables brought up to date.

        Without a path the database is a scratch file, gone when this object is closed: see `is_in_memory`.

        Raises StoreError where the address is neither, or the database cannot be reached or migrated.
        """
        try:
            address = make_url(url)
        except ArgumentError as error:
            raise AddressError("The database's address cannot be read. " + _ADDRESSES) from error
        match address.drivername:
            case "sqlite+aiosqlite" | "sqlite":
                return await cls._open_sqlite(address, migrate_first)
            case "postgresql+asyncpg" | "postgresql":
                return await cls._open_postgresql(address.set(drivername="postgresql+asyncpg"), migrate_first)
            case other:
                raise AddressError(f"The hub has no driver {other!r}. " + _ADDRESSES)

    @classmethod
    async def _open_sqlite(cls, address: URL, migrate_first: bool) -> "Database":
        scratch = None
        if _is_in_memory(address):
            scratch = tempfile.TemporaryDirectory(prefix="hub-", ignore_cleanup_errors=True)
            address = address.set(database=str(Path(scratch.name) / "hub.db"))
        assert address.database is not None
        path = Path(address.database)
        if not path.parent.is_dir():
            raise AddressError(f"The database {path} cannot be made: its directory does not exist. Make it first.")
        if migrate_first:
            await migrate(address)
        return cls(SqliteDriver(path, scratch), "sqlite", address)

    @classmethod
    async def _open_postgresql(cls, address: URL, migrate_first: bool) -> "Database":
        if migrate_first:
            await migrate(address)
        dsn = address.set(drivername="postgresql").render_as_string(hide_password=False)
        try:
            return cls(await open_postgresql(dsn), "postgresql", address)
        except (OSError, PostgresError) as error:
            shown = address.render_as_string(hide_password=True)
            raise StoreError(f"The database {shown} does not answer: {error}. Is it running, and reachable?") from error

    async def close(self) -> None:
        """Ends its connections; statements under way are stopped."""
        await self._driver.close()

    async def optimize(self) -> None:
        """Lets the database look at how its tables are filled, for its plans: after large changes."""
        await self._driver.optimize()

    async def fetch(self, statement: Statement, **parameters: Parameter) -> list[tuple[Any, ...]]:
        """The rows of a reading statement, as the driver's tuples."""
        compiled = statement.compiled(self.dialect)
        for counted in self.watched:
            counted.texts.append(compiled.text)
        arguments = compiled.arguments(parameters, self.dialect)
        try:
            return await self._driver.fetch(compiled, arguments, quick=statement.quick)
        except (UnicodeEncodeError, CharacterNotInRepertoireError, DataError):
            if arguments == (cleaned := tuple(map(_storable, arguments))):
                raise
            return await self._driver.fetch(compiled, cleaned, quick=statement.quick)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Writes that happen together or not at all; on SQLite one transaction at a time."""
        async with self._driver.transaction() as transaction:
            yield transaction

    async def fetch_rows(self, row_type: type[Row], statement: Statement, **parameters: Parameter) -> list[Row]:
        """The rows of a statement whose columns are those of the row type, in its order."""
        return list(map(builder(row_type), await self.fetch(statement, **parameters)))


def is_in_memory(url: str) -> bool:
    """Whether the address names a database that only the process which opens it has: for tests, not for a hub."""
    try:
        return _is_in_memory(make_url(url))
    except ArgumentError:
        return False


def _is_in_memory(address: URL) -> bool:
    return address.get_backend_name() == "sqlite" and address.database in (None, "", ":memory:")


def _storable(value: Any) -> Any:
    """A text without what no text of a database has: NUL, and halves of surrogate pairs. Nothing equals it then."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
        case list():
            return [_storable(each) for each in value]
        case _:
            return value


@contextmanager
def count_statements(db: Database) -> Iterator[Counted]:
    """Counts the reading statements that are run within the block, whoever runs them."""
    counted = Counted()
    db.watched.append(counted)
    try:
        yield counted
    finally:
        db.watched.remove(counted)
