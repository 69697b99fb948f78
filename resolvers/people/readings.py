"""Readings of personal data: decided, recorded, and only then answered.

    { opportunity { engagements { nodes { applicant { displayName email skills } } } } }

    each field asks for its own     (volunteer 7, organisation 3, CONTACT, email), …
    gathered for the whole level    one loader, one transaction:
        1. the profiles that are there, held until the end      one statement
        2. the consents that stand now                          one statement
        3. what was answered, written down                      one statement
    committed; then the fields are answered

What no consent covers is not answered and not recorded. Where the record cannot be written, nothing is answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final, NamedTuple

import orjson

from datasources.people.consents import covers
from datasources.people.guardians import needs_guardian
from datasources.people.vocabulary import Purpose
from datasources.store import organizations
from datasources.store.database import Database
from datasources.store.people import access, consents
from datasources.store.people.rows import AccessEventRow, ConsentRow, VolunteerRow
from supergraph.dataloader import DataLoader

__all__ = ["MAX_READINGS", "Reader", "Reading", "disclosing"]

MAX_READINGS: Final = 2_000
"""Fields that are decided and recorded in one transaction; more are taken in several."""

_NAMES: Final = frozenset({"pk", "name"})


class Reading(NamedTuple):
    """One field of one person's data, asked for by an organisation. `column` is where it is kept; None: elsewhere."""

    volunteer_pk: int
    organization_pk: int
    purpose: Purpose
    field: str
    column: str | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and when: the account where it is a person's, the moment, and the local day that ages go by."""

    account_pk: int | None
    now: int
    today: date


def disclosing(db: Database, reader: Reader) -> DataLoader[Reading, VolunteerRow | None]:
    """Answers the profile that a reading may be taken from; None where no consent covers it, or nothing is stated.

    What is asked twice in an operation is one reading.
    """
    return DataLoader(partial(_disclosed, db, reader), max_batch_size=MAX_READINGS)


async def _disclosed(db: Database, reader: Reader, readings: list[Reading]) -> list[VolunteerRow | None]:
    names = await _names_of(db, {each.organization_pk for each in readings})
    pks = list(dict.fromkeys(each.volunteer_pk for each in readings))
    async with db.transaction() as transaction:
        profiles = await access.present(transaction, pks)
        standing = await consents.standing(transaction, pks)
        answers = [_decided(each, profiles, standing, reader.today) for each in readings]
        taken = [reading for reading, row in zip(readings, answers, strict=True) if row is not None]
        if taken:
            await access.record(transaction, _events(taken, names, reader))
    return answers


async def _names_of(db: Database, pks: set[int]) -> Mapping[int, str]:
    rows = await organizations.by_pks(db, sorted(pks), _NAMES)
    return {row.pk: row.name for row in rows if row is not None}


def _decided(
    reading: Reading,
    profiles: Mapping[int, VolunteerRow],
    standing: Mapping[int, Sequence[ConsentRow]],
    today: date,
) -> VolunteerRow | None:
    row = profiles.get(reading.volunteer_pk)
    if row is None or (reading.column is not None and getattr(row, reading.column) is None):
        return None
    guarded = needs_guardian(row.birth_month, today)
    covered = covers(standing[row.pk], reading.purpose, reading.organization_pk, guarded=guarded)
    return row if covered else None


def _events(taken: Sequence[Reading], names: Mapping[int, str], reader: Reader) -> list[AccessEventRow]:
    """One event for each person, organisation and purpose, with all its fields."""
    fields: dict[tuple[int, int, Purpose], list[str]] = {}
    for each in taken:
        fields.setdefault((each.volunteer_pk, each.organization_pk, each.purpose), []).append(each.field)
    return [
        AccessEventRow(
            pk=0,
            volunteer_pk=volunteer_pk,
            at=reader.now,
            by=names.get(organization_pk, ""),
            organization_pk=organization_pk,
            account_pk=reader.account_pk,
            fields=orjson.dumps(read).decode(),
            purpose=purpose.value,
        )
        for (volunteer_pk, organization_pk, purpose), read in fields.items()
    ]
