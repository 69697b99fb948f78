"""What the steps of one transaction share: where they write, what they have learnt, whom they must look at again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias, cast

import orjson

from datasources.drafts import Json
from datasources.ingest.atlas import Atlas
from datasources.ingest.dates import DateRange
from datasources.ingest.places import Places
from datasources.ingest.references import Arrivals
from datasources.ingest.staging import Found
from datasources.statements import Said, chosen, ranked
from datasources.store.database import Transaction
from datasources.store.matching import search_entry
from datasources.store.statements import DialectName, Value
from datasources.store.writing import entities, sources
from datasources.store.writing.shapes import Keys
from datasources.vocabulary import RecordKind, SearchType

Row: TypeAlias = dict[str, Value]
Tags: TypeAlias = set[tuple[str, str]]

NO_JSON: Final = "[]"


class SourceFacts(NamedTuple):
    """What entries need to know of the source that says something."""

    pk: int
    key: str
    trust: int
    municipality: str | None


_NO_SOURCE: Final = SourceFacts(0, "", 0, None)


@dataclass(slots=True)
class Work:
    """One transaction's work for one source."""

    transaction: Transaction
    dialect: DialectName
    now: int
    source: SourceFacts
    sources: Mapping[str, SourceFacts]
    keys: Keys
    atlas: Atlas
    places: Places
    arrivals: Arrivals
    found: Found
    dates: DateRange
    unlocated: int = 0

    @classmethod
    async def begin(
        cls, transaction: Transaction, dialect: DialectName, source_pk: int | None, now: int, found: Found
    ) -> "Work":
        """Reads what is shared. `source_pk` may be None where nothing new is taken from a source."""
        if dialect == "postgresql":
            await transaction.fetch(sources.ONE_WRITER)
        keys = Keys(transaction, dialect)
        facts = {row[1]: SourceFacts(*row) for row in await transaction.fetch(entities.SOURCE_FACTS)}
        ((is_awaited,),) = await transaction.fetch(entities.ANY_REFERENCE)
        return cls(
            transaction=transaction,
            dialect=dialect,
            now=now,
            source=next((each for each in facts.values() if each.pk == source_pk), _NO_SOURCE),
            sources=facts,
            keys=keys,
            atlas=Atlas((), transaction),
            places=Places(transaction, keys),
            arrivals=Arrivals(bool(is_awaited)),
            found=found,
            dates=DateRange.around(now),
        )


@dataclass(slots=True)
class Entry:
    """An entry to be made from its records. `new_id` is set where it has no row yet."""

    pk: int
    said: list[Said]
    gone_at: int | None
    first_seen_at: int
    values: dict[str, Json]
    new_id: str | None = None

    @classmethod
    def of(
        cls,
        kind: RecordKind,
        pk: int,
        said: list[Said],
        *,
        gone_at: int | None = None,
        first_seen_at: int = 0,
        new_id: str | None = None,
    ) -> "Entry":
        """`said` in any order; `gone_at` is when the last of its records went, None while one is there."""
        counting = ranked(said)
        return cls(pk, counting, gone_at, first_seen_at, chosen(counting, kind), new_id)

    @property
    def best(self) -> Said:
        """The record that counts most."""
        return self.said[0]


@dataclass(slots=True)
class Made:
    """An entry's row (without id, slug and times), its tags, and its search entry where it is listed."""

    entry: Entry
    row: Row
    tags: Tags = field(default_factory=set)
    search: Row | None = None
    titles: tuple[str, ...] = ()
    "What its slug is made of: its name, then what tells it from others of that name."

    def find_by(self, type_: SearchType, others: Iterable[str], place: str) -> None:
        """Makes its search entry; `place` is the column of its place, `others` find it less well than its title."""
        row = self.row
        ars, place_pk = row["ars"], row[place]
        assert ars is None or isinstance(ars, str)
        assert place_pk is None or isinstance(place_pk, int)
        entry = search_entry(type_, self.entry.pk, self.titles[0], others, ars, place_pk=place_pk)
        self.search = cast(Row, entry)


def text(values: Mapping[str, Json], name: str) -> str | None:
    """A field's text, or None."""
    value = values.get(name)
    return value if isinstance(value, str) else None


def listed_texts(values: Mapping[str, Json], name: str) -> list[str]:
    """A field's list of texts."""
    value = values.get(name)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def json_text(value: Json) -> str:
    """A value as the store keeps it."""
    return orjson.dumps(value).decode("utf-8")


def json_list(values: Mapping[str, Json], name: str) -> str:
    """A field's list as the store keeps it; an empty one where nothing is stated."""
    value = values.get(name)
    return json_text(value) if value else NO_JSON


def json_or_none(values: Mapping[str, Json], name: str) -> str | None:
    """A field's object as the store keeps it, or None."""
    value = values.get(name)
    return json_text(value) if value else None
