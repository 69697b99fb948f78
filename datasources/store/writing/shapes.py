"""The three shapes of writing a row, and internal keys for new ones."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from datasources.store.database import Transaction
from datasources.store.statements import DialectName, Statement, in_array

KEY: Final = "pk_"
"""The parameter that names the row to change: SQLAlchemy keeps columns' own names for what is set."""


def inserting(table: Table) -> Statement:
    """Inserts a row; parameters are all its columns, in their names."""
    return Statement(insert(table))


def changing(table: Table, columns: Iterable[str] | None = None) -> Statement:
    """Sets columns (all but the key, unless named) of the row whose pk is `pk_`."""
    names = list(columns) if columns is not None else [column.name for column in table.c if column.name != "pk"]
    values = {name: bindparam(name, type_=table.c[name].type) for name in names}
    return Statement(update(table).where(table.c.pk == bindparam(KEY, type_=table.c.pk.type)).values(values))


def setting(table: Table, where: ColumnElement[bool], *columns: str) -> Statement:
    """Sets columns of the rows that a condition picks; its parameters must not be named like columns."""
    return Statement(
        update(table).where(where).values({name: bindparam(name, type_=table.c[name].type) for name in columns})
    )


def deleting(table: Table, column: str = "pk") -> Statement:
    """Deletes the rows whose column is among the list `keys`."""
    return Statement(delete(table).where(in_array(table.c[column], "keys")))


class Keys:
    """Hands out internal keys within one transaction, so that rows can refer to each other before they are written.

    On SQLite the writer is alone, so keys count up from the highest; on PostgreSQL they come from the sequence.
    """

    def __init__(self, transaction: Transaction, dialect: DialectName) -> None:
        self._transaction = transaction
        self.dialect: DialectName = dialect
        self._next: dict[str, int] = {}

    async def take(self, table: Table, count: int) -> Sequence[int]:
        """As many new keys."""
        if count == 0:
            return ()
        if self.dialect == "postgresql":
            return [pk for (pk,) in await self._transaction.fetch(_sequence(table), count=count)]
        first = self._next.get(table.name)
        if first is None:
            ((highest,),) = await self._transaction.fetch(_highest(table))
            first = highest + 1
        self._next[table.name] = first + count
        return range(first, first + count)


_STATEMENTS: dict[tuple[str, str], Statement] = {}


def _highest(table: Table) -> Statement:
    key = ("highest", table.name)
    if key not in _STATEMENTS:
        _STATEMENTS[key] = Statement(select(func.coalesce(func.max(table.c.pk), 0)))
    return _STATEMENTS[key]


def _sequence(table: Table) -> Statement:
    key = ("sequence", table.name)
    if key not in _STATEMENTS:
        sequence: Any = func.pg_get_serial_sequence(literal(table.name), literal("pk"))
        numbers = func.generate_series(1, bindparam("count", type_=Integer())).alias("numbers")
        _STATEMENTS[key] = Statement(select(func.nextval(sequence, type_=BigInteger())).select_from(numbers))
    return _STATEMENTS[key]
