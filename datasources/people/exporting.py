"""A copy of everything the hub holds of someone, as one document: to read, and to take along.

    {"format": "engagement-hub/my-data/1", "exportedAt": "2026-11-22T21:00:00Z",
     "account": {…}, "roles": […], "readings": […], "keptAnswers": […],
     "profile": {…}, "consents": […], "guardianRequests": […], "engagements": [{…, "shifts": […], "messages": […]}],
     "certificates": […], "accessLog": […], "letters": […], "incomplete": []}

Keys stay as they are; docs/privacy.md says what each holds. Secrets are not in it: of codes and secret addresses the
hub keeps hashes, and a letter to a guardian that is still to be sent is told without its text, since the code in it is
the guardian's.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

import orjson

from datasources.concepts import uri_of
from datasources.store.database import Database
from datasources.store.people import exporting as store
from datasources.store.people.exporting import Form, Section
from datasources.vocabulary import ConceptScheme

__all__ = ["FORMAT", "export"]

FORMAT: Final = "engagement-hub/my-data/1"

Entry: TypeAlias = dict[str, Any]  # JSON

_ONE: Final = frozenset({"account", "profile"})
"""Sections of one entry, or null."""
_WITHIN_ENGAGEMENTS: Final = ("shifts", "messages")


async def export(db: Database, issuer: str, subject: str, now: int) -> Entry:
    """The document of someone; whoever has no account gets one that says so. `now` in UTC seconds."""
    pks = await store.account_of(db, issuer, subject)
    account_pk, volunteer_pk = (None, None) if pks is None else pks
    document: Entry = {"format": FORMAT, "exportedAt": _instant(now)}
    incomplete: list[str] = []
    for sections, owner in ((store.OF_ACCOUNT, account_pk), (store.OF_VOLUNTEER, volunteer_pk)):
        for section in sections:
            entries, more = ([], False) if owner is None else await _entries(db, section, owner)
            document[section.name] = (entries[0] if entries else None) if section.name in _ONE else entries
            if more:
                incomplete.append(section.name)
    _put_together(document)
    document["incomplete"] = incomplete
    return document


async def _entries(db: Database, section: Section, owner: int) -> tuple[list[Entry], bool]:
    rows, more = await store.read(db, section, owner)
    forms = section.columns.items()
    return [{name: _said(value, form) for (name, form), value in zip(forms, row, strict=True)} for row in rows], more


def _put_together(document: Entry) -> None:
    """Shifts and messages within their sign-ups; concepts by their uris."""
    parts = {name: document.pop(name) for name in _WITHIN_ENGAGEMENTS}
    by_id: Mapping[str, Entry] = {each["id"]: each for each in document["engagements"]}
    for each in by_id.values():
        each.update({name: [] for name in parts})
    for name, entries in parts.items():
        for entry in entries:
            engagement = by_id.get(entry.pop("engagement"))
            if engagement is not None:  # else made while this was read
                engagement[name].append(entry)
    profile = document["profile"]
    if profile is not None:
        profile["skills"] = [uri_of(ConceptScheme.SKILL, notation) for notation in profile["skills"]]
        profile["interests"] = [uri_of(ConceptScheme.TOPIC, notation) for notation in profile["interests"]]


def _said(value: Any, form: Form) -> Any:  # of a column, for JSON
    if value is None:
        return None
    match form:
        case Form.PLAIN:
            return value
        case Form.INSTANT:
            return _instant(value)
        case Form.JSON:
            return orjson.loads(value)


def _instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
