"""Organisations: their rows, from what their records say.

Without a stated type an entry is an institution where its kind is stated, and a club otherwise: what registers and
federations list are clubs, and initiatives are rare enough for a mapping to say so.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from datasources.concepts import concept, uri_of
from datasources.drafts import Json
from datasources.folding import sort_key
from datasources.ingest import references, schemes
from datasources.ingest.atlas import Located
from datasources.ingest.places import Row, place_row, says_something
from datasources.ingest.work import (
    Entry,
    Made,
    Tags,
    Work,
    json_list,
    json_or_none,
    listed_texts,
    text,
)
from datasources.vocabulary import (
    ConceptScheme,
    InstitutionKind,
    OrganizationStatus,
    OrganizationType,
    RecordKind,
    SearchType,
)

SEARCH_TYPES: Final = (SearchType.CLUB, SearchType.INITIATIVE, SearchType.INSTITUTION)


async def make(work: Work, entries: Sequence[Entry]) -> list[Made]:
    """The rows of organisations, with their seats and main clubs found."""
    seats: list[tuple[Row | None, Located]] = []
    for entry in entries:
        seat = entry.values.get("seat")
        municipality = _municipality(work, entry)
        if isinstance(seat, dict) and says_something(seat):
            located = await work.atlas.locate(seat, municipality)
            seats.append((place_row(seat, located), located))
        else:
            seats.append((None, work.atlas.fallback(municipality)))
    await work.places.ensure([row for row, _ in seats if row is not None])
    keys = [references.key_of(entry.values.get("parent"), entry.best.source_key) for entry in entries]
    parents = await references.resolve(work.transaction, filter(None, keys)) if any(keys) else {}
    made: list[Made] = []
    for entry, (seat_row, located), key in zip(entries, seats, keys, strict=True):
        parent = parents.get(key) if key is not None else None
        parent_pk = parent if isinstance(parent, int) and parent != entry.pk else None
        row = _row(entry, located, seat_pk=work.places.pk(seat_row), parent_pk=parent_pk, parent=key)
        if located.ars is None:
            work.unlocated += 1
        made.append(_made(entry, row, seat_row))
        if key is not None:
            work.arrivals.is_awaited = True
    return made


def tags(values: dict[str, Json]) -> Tags:
    """The concepts of an entry, by scheme."""
    found: Tags = set()
    for name, scheme in _CONCEPTS.items():
        if name in values:
            found.update((scheme, notation) for notation in listed_texts(values, name))
    return found


def labels(values: dict[str, Json]) -> Iterable[str]:
    """What the concepts of an entry are called, for search."""
    for scheme, notation in sorted(tags(values)):
        found = concept(uri_of(ConceptScheme(scheme), notation))
        if found is not None and scheme in _SEARCHED:
            yield from (found.label_de, found.label_en, *found.alt_de)


def _row(entry: Entry, located: Located, *, seat_pk: int | None, parent_pk: int | None, parent: str | None) -> Row:
    values = entry.values
    kind = values.get("institutionKind")
    stated = values.get("type")
    default = OrganizationType.INSTITUTION if kind else OrganizationType.CLUB
    type_ = OrganizationType(str(stated)) if stated else default
    if type_ is OrganizationType.INSTITUTION and not kind:
        kind = InstitutionKind.OTHER.value
    founded = text(values, "foundingDate")
    name = str(values["name"])
    return {
        "pk": entry.pk,
        "type": type_.value,
        "name": name,
        "sort_key": sort_key(name),
        "status": text(values, "status") or OrganizationStatus.UNKNOWN.value,
        "alternate_names": json_list(values, "alternateNames"),
        "description": text(values, "description"),
        "website": text(values, "website"),
        "social_media": json_list(values, "socialMedia"),
        "logo": json_or_none(values, "logo"),
        "images": json_list(values, "images"),
        "contact_points": json_list(values, "contactPoints"),
        "opening_hours": json_list(values, "openingHours"),
        "categories": json_list(values, "categories"),
        "accessibility": json_list(values, "accessibility"),
        "charitable_purposes": json_list(values, "charitablePurposes"),
        "legal_form": text(values, "legalForm"),
        "register_number": text(values, "registerNumber"),
        "register_court": text(values, "registerCourt"),
        "founding_date": founded,
        "founding_decade": int(founded[:4]) // 10 * 10 if founded and founded[:4].isdigit() else None,
        "member_count": values.get("memberCount"),  # type: ignore[dict-item]
        "institution_kind": kind if isinstance(kind, str) else None,
        "parent_pk": parent_pk,
        "parent_reference": parent,
        "seat_pk": seat_pk,
        "ars": located.ars,
        "listed": entry.gone_at is None,
    }


def _made(entry: Entry, row: Row, seat: Row | None) -> Made:
    values = entry.values
    locality = str((seat and seat["locality"]) or "")
    made = Made(entry, row, tags(values), titles=(str(row["name"]), locality))
    if entry.gone_at is None:
        others = (
            *listed_texts(values, "alternateNames"),
            *labels(values),
            locality,
            str((seat and seat["name"]) or ""),
            text(values, "description") or "",
        )
        made.find_by(SearchType(str(row["type"])), others, "seat_pk")
    return made


def _municipality(work: Work, entry: Entry) -> str | None:
    """Where the sources of an entry say that theirs belong, the best first."""
    for said in entry.said:
        municipality = work.sources[said.source_key].municipality
        if municipality is not None:
            return municipality
    return None


def stated_identifiers(fields: dict[str, Json]) -> dict[tuple[str, str], str | None]:
    """The identifiers of a record in their one form, with the address that some have."""
    found: dict[tuple[str, str], str | None] = {}
    listed = fields.get("identifiers")
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict):
            pair = schemes.normal(str(each.get("scheme") or ""), str(each.get("value") or ""))
            if pair is not None:
                uri = each.get("uri")
                found.setdefault(pair, uri if isinstance(uri, str) else None)
    return found


_CONCEPTS: Final = {
    "categories": ConceptScheme.TOPIC.value,
    "accessibility": ConceptScheme.ACCESSIBILITY.value,
    "charitablePurposes": ConceptScheme.CHARITABLE_PURPOSE.value,
    "skills": ConceptScheme.SKILL.value,
}
_SEARCHED: Final = frozenset({ConceptScheme.TOPIC.value, ConceptScheme.SKILL.value})
KIND: Final = RecordKind.ORGANIZATION
