"""Public ids: opaque, URL-safe, prefixed by kind, and the same for ever.

    org_3kq5u7w2n4x6y2ab    evt_… opp_… rec_… src_… shf_… plc_…      16 letters derived from where the entry comes from
    run_… vol_… eng_… acc_… tok_… era_…                               16 letters of chance
    occ_<key of the event>_20260707T160000Z                           an event's date, by its recurrence id
    mun_071375002089                                                  an area, by its official key (ARS)
    con_topic.football                                                a concept, by its address

An entry's id comes from the source and origin id of its first record, so that a hub that lost its store answers the
same ids after it has read its sources again. Nobody but this module reads meaning out of an id.
"""

import hashlib
import re
import secrets
from base64 import b32encode
from enum import StrEnum
from typing import Final

from datasources.concepts import PREFIX
from datasources.vocabulary import RecordKind

KEY_CHARS: Final = 16
_KEY_BYTES: Final = 10
_BETWEEN: Final = b"\x1f"


class IdKind(StrEnum):
    """What an id names; the value is its prefix."""

    ORGANIZATION = "org"
    EVENT = "evt"
    OPPORTUNITY = "opp"
    SOURCE = "src"
    RUN = "run"
    RECORD = "rec"
    SHIFT = "shf"
    PLACE = "plc"
    OCCURRENCE = "occ"
    AREA = "mun"
    CONCEPT = "con"
    VOLUNTEER = "vol"
    ENGAGEMENT = "eng"
    ACCOUNT = "acc"
    API_TOKEN = "tok"
    ERASURE = "era"


_ENTITIES: Final = {
    RecordKind.ORGANIZATION: IdKind.ORGANIZATION,
    RecordKind.EVENT: IdKind.EVENT,
    RecordKind.OPPORTUNITY: IdKind.OPPORTUNITY,
}
_KEY: Final = f"[a-z2-7]{{{KEY_CHARS}}}"
_FORMS: Final = {
    IdKind.OCCURRENCE: re.compile(rf"({_KEY})_(\d{{8}}(?:T\d{{6}}Z?)?)"),
    IdKind.AREA: re.compile(r"\d{2}(?:\d{3}(?:\d{4}(?:\d{3})?)?)?"),
    IdKind.CONCEPT: re.compile(r"([a-z]+(?:-[a-z]+)*)\.([A-Za-z0-9][A-Za-z0-9._-]{0,99})"),
}
_PLAIN: Final = re.compile(_KEY)
_PREFIXES: Final = {f"{kind}_": kind for kind in IdKind}


def entity_id(kind: RecordKind, source_key: str, origin_id: str, attempt: int = 0) -> str:
    """The id of an entry, from its first record. `attempt` counts up where that id belongs to another entry already:
    an origin id that a source gives a second time, to something else."""
    return _derived(_ENTITIES[kind], source_key, origin_id, *_again(attempt))


def record_id(kind: RecordKind, source_key: str, origin_id: str, attempt: int = 0) -> str:
    """The id of what one source says; `attempt` as in `entity_id`."""
    return _derived(IdKind.RECORD, kind.value, source_key, origin_id, *_again(attempt))


def source_id(source_key: str) -> str:
    """The id of a source, from its declared key."""
    return _derived(IdKind.SOURCE, source_key)


def shift_id(opportunity_id: str, shift: str) -> str:
    """The id of a shift, from its opportunity's id and what the source calls it."""
    return _derived(IdKind.SHIFT, opportunity_id, shift)


def place_id(*parts: str) -> str:
    """The id of a place, from everything it says."""
    return _derived(IdKind.PLACE, *parts)


def chance_id(kind: IdKind) -> str:
    """A new id that nothing is derived from: of a run, and of whatever belongs to a person."""
    return f"{kind}_{_letters(secrets.token_bytes(_KEY_BYTES))}"


def occurrence_id(event_id: str, recurrence_id: str) -> str:
    """The id of an event's date.

    >>> occurrence_id("evt_aaaaaaaaaaaaaaaa", "20260707T160000Z")
    'occ_aaaaaaaaaaaaaaaa_20260707T160000Z'
    """
    return f"{IdKind.OCCURRENCE}_{event_id[4:]}_{recurrence_id}"


def event_of(occurrence: str) -> tuple[str, str] | None:
    """The event's id and the recurrence id within an occurrence's id; None for any other text."""
    match = _FORMS[IdKind.OCCURRENCE].fullmatch(occurrence[4:]) if occurrence.startswith("occ_") else None
    return None if match is None else (f"{IdKind.EVENT}_{match[1]}", match[2])


def area_id(ars: str) -> str:
    """The id of an area, from its official key."""
    return f"{IdKind.AREA}_{ars}"


def ars_of(area: str) -> str | None:
    """The official key within an area's id; None for any other text."""
    return area[4:] if kind_of(area) is IdKind.AREA else None


def concept_id(uri: str) -> str:
    """The id of a concept, from its address.

    >>> concept_id("urn:engagement-hub:topic:football")
    'con_topic.football'
    """
    scheme, _, notation = uri.removeprefix(PREFIX).partition(":")
    return f"{IdKind.CONCEPT}_{scheme}.{notation}"


def concept_uri_of(concept: str) -> str | None:
    """The address within a concept's id; None for any other text."""
    match = _FORMS[IdKind.CONCEPT].fullmatch(concept[4:]) if concept.startswith("con_") else None
    return None if match is None else f"{PREFIX}{match[1]}:{match[2]}"


def kind_of(id: str) -> IdKind | None:
    """What an id names; None for a text that is none of ours, whatever its length."""
    kind = _PREFIXES.get(id[:4])
    if kind is None:
        return None
    return kind if _FORMS.get(kind, _PLAIN).fullmatch(id, 4) else None


def _derived(kind: IdKind, *parts: str) -> str:
    content = _BETWEEN.join(part.encode("utf-8", "surrogatepass") for part in (kind.value, *parts))
    return f"{kind}_{_letters(hashlib.blake2b(content, digest_size=_KEY_BYTES).digest())}"


def _again(attempt: int) -> tuple[str, ...]:
    return (str(attempt),) if attempt else ()


def _letters(data: bytes) -> str:
    return b32encode(data).decode("ascii").lower()
