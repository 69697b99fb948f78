"""Which source said what of an entry, which value was chosen, and why.

For every field the value of one record is taken: of the most trusted source (0–100, 50 where none is declared), among
those of the most recent change, then by the source's key, so that the choice never hangs on the order of reading. What
a record does not state it leaves to the others. Records that are gone from their source count only where all are.

Three lists are united instead, the best record's entries first: identifiers, alternateNames and socialMedia. A further
one is no contradiction there, whereas opening hours, categories or contacts are one statement each. Names that were not
chosen become alternate names, since people know the club by them.

Contacts count only where declared public. Private ones are chosen by nothing and answered by nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, cast

import orjson

from datasources.drafts import Json
from datasources.fields import FIELDS, Form
from datasources.store.rows import RecordRow, SourceRow
from datasources.vocabulary import RecordKind

UNITED: Final = frozenset({"identifiers", "alternateNames", "socialMedia"})
"""Lists that hold what any record states."""

Reason = Literal["ONLY", "TRUST", "RECENT", "KEY", "UNITED", "SAME", "LOST_TRUST", "LOST_RECENT", "LOST_KEY", "GONE"]

_REASONS: Final[Mapping[Reason, tuple[str, str]]] = {
    "ONLY": ("Nur diese Quelle nennt einen Wert.", "Only this source states a value."),
    "TRUST": ("Dieser Quelle wird am meisten vertraut ({trust}).", "This source is trusted most ({trust})."),
    "RECENT": (
        "Gleich vertrauenswürdig wie andere, und zuletzt geändert.",
        "As trusted as others, and changed most recently.",
    ),
    "KEY": (
        "Gleich vertrauenswürdig und gleich alt wie andere; der Name der Quelle entscheidet.",
        "As trusted and as old as others; the source's key decides.",
    ),
    "UNITED": ("Die Angaben aller Quellen werden vereint.", "What all sources state is united."),
    "SAME": ("Stimmt mit dem gewählten Wert überein.", "Agrees with the value that was chosen."),
    "LOST_TRUST": ("Einer anderen Quelle wird mehr vertraut.", "Another source is trusted more."),
    "LOST_RECENT": ("Eine gleich vertrauenswürdige Quelle ist neuer.", "A source trusted as much is more recent."),
    "LOST_KEY": (
        "Gleich vertrauenswürdig und gleich alt; der Name der Quelle entscheidet.",
        "As trusted and as old; the source's key decides.",
    ),
    "GONE": ("Die Quelle führt den Eintrag nicht mehr.", "The source no longer has the entry."),
}


class Said(NamedTuple):
    """What one record says, and how it stands among others."""

    trust: int
    changed_at: int
    source_key: str
    origin_id: str
    is_gone: bool
    fields: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Statement:
    """One value that one record states for a field."""

    field: str
    value: Json
    record: RecordRow
    source_pk: int
    fetched_at: int
    chosen: bool
    reason_code: Reason
    trust: int

    def reason(self, language: str) -> str:
        """Why it was chosen or not, in German, or in English for every other language."""
        german, english = _REASONS[self.reason_code]
        return (german if language.lower().startswith("de") else english).format(trust=self.trust)


def ranked(said: Iterable[Said]) -> list[Said]:
    """What counts, best first: records that are there, or, where none is, those that were."""
    ordered = sorted(said, key=_rank)
    live = [each for each in ordered if not each.is_gone]
    return live or ordered


def chosen(best_first: Sequence[Said], kind: RecordKind) -> dict[str, Json]:
    """The value of each field that is stated, from records in the order of `ranked`."""
    if len(best_first) == 1:
        fields = best_first[0].fields
        values = {name: value for name, value in fields.items() if value not in _UNSTATED}
        for name in _CONTACTS[kind] & values.keys():
            public = _public(values.pop(name))
            if public:
                values[name] = public
        return values
    values = {}
    for said in best_first:
        for name in said.fields:
            value = stated(said.fields, name)
            if value is None:
                continue
            if name in UNITED:
                values[name] = _united(values.get(name), value)
            else:
                values.setdefault(name, value)
    if kind is RecordKind.ORGANIZATION:
        _keep_other_names(values, best_first)
    return values


def stated(fields: Mapping[str, Json], name: str) -> Json:
    """What a record states for a field that anyone may see; None where it states nothing."""
    value = fields.get(name)
    if value in _UNSTATED:
        return None
    return _public(value) or None if name in _ALL_CONTACTS else value


def statements(
    kind: RecordKind, records: Sequence[RecordRow], sources: Mapping[int, SourceRow], field: str | None = None
) -> list[Statement]:
    """Every value that the records of one entry state, the chosen first within its field; fields in the order of
    `datasources.fields`. `sources` holds the records' sources by pk; `field` limits the answer to one."""
    standing = [(_said(record, sources[record.source_pk]), record) for record in records]
    standing.sort(key=lambda each: (each[0].is_gone, *_rank(each[0])))
    counting = [each for each in standing if not each[0].is_gone] or standing
    found: list[Statement] = []
    for name in FIELDS[kind] if field is None else [field] if field in FIELDS[kind] else ():
        found += _of_field(name, standing, {id(said) for said, _ in counting}, sources)
    return found


def _of_field(
    name: str, standing: Sequence[tuple[Said, RecordRow]], counting: set[int], sources: Mapping[int, SourceRow]
) -> list[Statement]:
    stating = [(said, record, stated(said.fields, name)) for said, record in standing]
    stating = [each for each in stating if each[2] is not None]
    rivals = [each for each in stating if id(each[0]) in counting]
    best = rivals[0] if rivals else None
    found: list[Statement] = []
    for said, record, value in stating:
        reason = _reason(name, said, value, best and (best[0], best[2]), rivals)
        found.append(
            Statement(
                field=name,
                value=value,
                record=record,
                source_pk=record.source_pk,
                fetched_at=_fetched_at(record, sources[record.source_pk]),
                chosen=reason in {"ONLY", "TRUST", "RECENT", "KEY", "UNITED"},
                reason_code=reason,
                trust=said.trust,
            )
        )
    return found


def _reason(
    name: str, said: Said, value: Json, best: tuple[Said, Json] | None, rivals: Sequence[tuple[Said, RecordRow, Json]]
) -> Reason:
    if all(said is not rival for rival, _, _ in rivals) or best is None:
        return "GONE"
    if len(rivals) == 1:
        return "ONLY"
    if name in UNITED:
        return "UNITED"
    if said is best[0]:
        second = rivals[1][0]
        return "TRUST" if second.trust < said.trust else "RECENT" if second.changed_at < said.changed_at else "KEY"
    if value == best[1]:
        return "SAME"
    if said.trust < best[0].trust:
        return "LOST_TRUST"
    return "LOST_RECENT" if said.changed_at < best[0].changed_at else "LOST_KEY"


def _said(record: RecordRow, source: SourceRow) -> Said:
    fields = cast(Mapping[str, Json], orjson.loads(record.fields))
    return Said(source.trust, record.changed_at, source.key, record.origin_id, record.gone_at is not None, fields)


def _fetched_at(record: RecordRow, source: SourceRow) -> int:
    """When the source was last seen to say so: a record that is there was seen at its last success."""
    if record.gone_at is not None:
        return record.last_seen_at if record.last_seen_at is not None else record.changed_at
    return max(record.changed_at, source.last_success_at or 0)


def _rank(said: Said) -> tuple[int, int, str, str]:
    return -said.trust, -said.changed_at, said.source_key, said.origin_id


def _public(contacts: Json) -> list[Json]:
    return (
        [each for each in contacts if isinstance(each, dict) and each.get("public") is True]
        if isinstance(contacts, list)
        else []
    )


def _united(known: Json, further: Json) -> list[Json]:
    united = list(known) if isinstance(known, list) else []
    if isinstance(further, list):
        united += [each for each in further if each not in united]
    return united


def _keep_other_names(values: dict[str, Json], best_first: Sequence[Said]) -> None:
    others = [said.fields.get("name") for said in best_first]
    names = _united(values.get("alternateNames"), [name for name in others if name])
    names = [name for name in names if name != values.get("name")]
    if names:
        values["alternateNames"] = names


_UNSTATED: Final[tuple[Json, ...]] = (None, "", [], {})
_CONTACTS: Final = {
    kind: frozenset(name for name, each in fields.items() if each.form is Form.CONTACTS)
    for kind, fields in FIELDS.items()
}
_ALL_CONTACTS: Final = frozenset[str]().union(*_CONTACTS.values())
