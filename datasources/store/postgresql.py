"""PostgreSQL on asyncpg: a pool of connections, statements prepared once per connection by their text."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg

from datasources.store.statements import Compiled, Parameter, Statement

CONNECTIONS: Final = 10
CONNECT_TIMEOUT_S: Final = 10.0
_PREPARED_STATEMENTS: Final = 512


class PostgresqlDriver:
    """Reads and writes one PostgreSQL database."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def fetch(self, compiled: Compiled, arguments: tuple[object, ...], *, quick: bool) -> list[Any]:
        """The rows of a reading statement; asyncpg stops it in the server when it is cancelled."""
        async with self._pool.acquire() as connection:
            rows: list[Any] = await connection.fetch(compiled.text, *arguments)
            return rows

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["PostgresqlTransaction"]:
        """One transaction; rolled back where an error leaves the block."""
        async with self._pool.acquire() as connection, connection.transaction():
            yield PostgresqlTransaction(connection)

    async def optimize(self) -> None:
        """Samples the tables."""
        async with self._pool.acquire() as connection:
            await connection.execute("ANALYZE")

    async def close(self) -> None:
        """Ends all connections; what runs is stopped."""
        self._pool.terminate()


class PostgresqlTransaction:
    """A transaction of one connection."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def execute(self, statement: Statement, **parameters: Parameter) -> int:
        compiled = statement.compiled("postgresql")
        status: str = await self._connection.execute(compiled.text, *compiled.arguments(parameters, "postgresql"))
        touched = status.rpartition(" ")[2]
        return int(touched) if touched.isdigit() else 0

    async def executemany(self, statement: Statement, rows: Sequence[Mapping[str, Parameter]]) -> None:
        if rows:
            compiled = statement.compiled("postgresql")
            arguments = [compiled.arguments(row, "postgresql") for row in rows]
            await self._connection.executemany(compiled.text, arguments)

    async def fetch(self, statement: Statement, **parameters: Parameter) -> list[tuple[Any, ...]]:
        compiled = statement.compiled("postgresql")
        rows = await self._connection.fetch(compiled.text, *compiled.arguments(parameters, "postgresql"))
        return [tuple(row) for row in rows]


async def open_postgresql(dsn: str) -> PostgresqlDriver:
    """A driver of the database at a libpq address."""
    pool = await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=CONNECTIONS,
        timeout=CONNECT_TIMEOUT_S,
        statement_cache_size=_PREPARED_STATEMENTS,
        max_inactive_connection_lifetime=300.0,
        reset=_keep_as_it_is,
        server_settings={"application_name": "engagement-hub", "jit": "off", "timezone": "UTC"},
    )
    return PostgresqlDriver(pool)


async def _keep_as_it_is(connection: asyncpg.Connection) -> None:
    """Nothing here changes a connection's settings, so that resetting them would be a round trip for nothing."""
