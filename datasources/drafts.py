"""What a connector hands to ingest: drafts of records, in the hub's own fields.

A draft holds the mapped fields only: whatever else a source says never enters. Values are plain JSON in the normal form
that `datasources.fields` declares per field, so that a draft is stored as it is and compared by its hash.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from datasources.problems import Problem
from datasources.vocabulary import RecordKind

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
"""A JSON value."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One record of a source: `origin_id` is its identity there, `fields` maps names of `datasources.fields` to values.

    `line` is where the record begins in the source, counting from 1, where the format has lines.
    """

    kind: RecordKind
    origin_id: str
    fields: Mapping[str, Json]
    line: int | None = None


Reading: TypeAlias = Iterator[Draft | Problem]
"""What a connector yields while it reads: drafts it could take, problems it met, in the order of the source."""
