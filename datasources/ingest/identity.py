"""Who is who, the certain part: records that state the same identifier are one organisation.

What the clusters are follows from what the records state now, and from nothing else: not from the order of reading, not
from what was thought before. So a wrong number that joined two clubs and was then corrected separates them again.

    - An identifier joins all records that state it, unless one source states it for several records that are there:
      then it joins none. A record that is gone still says what it said; so a source that renumbers its records keeps
      its entries, while two records at the same time are two entries.
    - Of entries that become one, that which was seen first stays. Ids and slugs of the others become aliases of it.
    - Of an entry that falls apart, the part with the record its id was made from keeps it; another part takes the id
      of its own first record, which for a time may have been an alias.

Each batch looks at the records it touched, everyone who states what they state or stated, and the entries of all these:
no cluster beyond can change.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from datasources import ids
from datasources.ingest import references
from datasources.ingest.entries import drop
from datasources.ingest.work import Work
from datasources.store.statements import ORGANIZATION
from datasources.store.writing import entities, records
from datasources.vocabulary import RecordKind

Pair: TypeAlias = tuple[str, str]
KIND = RecordKind.ORGANIZATION


@dataclass(slots=True)
class Touch:
    """A record that is new, says something else, came back or went. `entity_pk` is None for a new one."""

    record_pk: int
    origin_id: str
    entity_pk: int | None
    first_seen_at: int
    identifiers: Mapping[Pair, str | None]
    former: frozenset[Pair] = frozenset()
    moved: bool = False
    "Whether it came back or went, so that its identifiers count anew."
    is_gone: bool = False


@dataclass(slots=True)
class Clusters:
    """Where touched records belong, ids of entries to be made, and further entries to be made anew."""

    entity_of: dict[int, int] = field(default_factory=dict)
    new_ids: dict[int, str] = field(default_factory=dict)
    affected: set[int] = field(default_factory=set)


class _Node(NamedTuple):
    """A record within a neighbourhood."""

    record_pk: int
    entity_pk: int | None
    source_key: str
    origin_id: str
    first_seen_at: int

    @property
    def natural_id(self) -> str:
        return ids.entity_id(KIND, self.source_key, self.origin_id)


class _Statement(NamedTuple):
    record_pk: int
    source_pk: int
    entity_pk: int
    is_live: bool


async def cluster(work: Work, touches: Sequence[Touch]) -> Clusters:
    """Finds where touched records belong now, and moves whoever else must move. Identifiers are written by the caller,
    after their records."""
    result = Clusters()
    pairs = _affected(touches)
    others = await _stated(work, pairs, {touch.record_pk for touch in touches}) if pairs else {}
    shared = _shared(touches, others)
    alone = [touch for touch in touches if touch.entity_pk is None and touch.record_pk not in shared]
    await _begin(work, alone, result)
    together = [touch for touch in touches if touch.record_pk in shared]
    for touch in touches:
        if touch.entity_pk is not None:
            result.entity_of[touch.record_pk] = touch.entity_pk
            result.affected.add(touch.entity_pk)
    if together:
        await _join(work, together, others, result)
    _note(work, touches)
    return result


def _affected(touches: Sequence[Touch]) -> set[Pair]:
    """Identifiers whose statements have changed."""
    pairs: set[Pair] = set()
    for touch in touches:
        if touch.entity_pk is None or touch.moved:
            pairs.update(touch.identifiers)
            pairs.update(touch.former)
        elif touch.identifiers.keys() != touch.former:
            pairs.update(touch.identifiers.keys() ^ touch.former)
    return pairs


def _shared(touches: Sequence[Touch], others: Mapping[Pair, list[_Statement]]) -> set[int]:
    """Touched records whose place is not plain: they share an identifier, or had one that they do not state now."""
    stating: dict[Pair, int] = defaultdict(int)
    for touch in touches:
        for pair in touch.identifiers:
            stating[pair] += 1
    found: set[int] = set()
    for touch in touches:
        if touch.entity_pk is not None:
            if touch.moved or touch.identifiers.keys() != touch.former:
                found.add(touch.record_pk)
        elif any(stating[pair] > 1 or pair in others for pair in touch.identifiers):
            found.add(touch.record_pk)
    return found


async def _begin(work: Work, touches: Sequence[Touch], result: Clusters) -> None:
    """An entry of its own for each of these new records."""
    pks = await work.keys.take(ORGANIZATION, len(touches))
    made = await free_ids(work, KIND, [(work.source.key, touch.origin_id) for touch in touches])
    for touch, pk, id in zip(touches, pks, made, strict=True):
        result.entity_of[touch.record_pk] = pk
        result.new_ids[pk] = id


async def free_ids(work: Work, kind: RecordKind, origins: Sequence[tuple[str, str]]) -> list[str]:
    """The id of each new entry, by source key and origin id; where it belongs to another, the next that is free."""
    made = [ids.entity_id(kind, source, origin) for source, origin in origins]
    taken = {id for (id,) in await work.transaction.fetch(entities.IDS_TAKEN[kind], ids=made)} if made else set()
    attempt = 0
    while clashes := [at for at, id in enumerate(made) if id in taken]:
        attempt += 1
        for at in clashes:
            made[at] = ids.entity_id(kind, *origins[at], attempt)
        again = [made[at] for at in clashes]
        taken = {id for (id,) in await work.transaction.fetch(entities.IDS_TAKEN[kind], ids=again)}
    return made


# ── records that share something ─────────────────────────────────────────────────────────────────────────────────


async def _join(
    work: Work, touches: Sequence[Touch], others: Mapping[Pair, list[_Statement]], result: Clusters
) -> None:
    near = {touch.entity_pk for touch in touches if touch.entity_pk is not None}
    near |= {statement.entity_pk for found in others.values() for statement in found}
    nodes, identifiers = await _neighbourhood(work, touches, near)
    pairs = {pair for stated in identifiers.values() for pair in stated}
    statements = await _stated(work, pairs, {touch.record_pk for touch in touches})
    for touch in touches:
        for pair in touch.identifiers:
            live = _Statement(touch.record_pk, work.source.pk, touch.entity_pk or 0, not touch.is_gone)
            statements.setdefault(pair, []).append(live)
    usable = {pair for pair, found in statements.items() if _joins(found)}
    components = _components(nodes, identifiers, usable)
    await _settle(work, nodes, components, near, result)


async def _neighbourhood(
    work: Work, touches: Sequence[Touch], near: set[int]
) -> tuple[dict[int, _Node], dict[int, set[Pair]]]:
    """All records of the entries around, and what each states."""
    nodes: dict[int, _Node] = {}
    rows = await work.transaction.fetch(records.MEMBERS, pks=list(near)) if near else []
    for pk, entity_pk, _, _, first_seen_at, origin_id, source_key in rows:
        nodes[pk] = _Node(pk, entity_pk, source_key, origin_id, first_seen_at)
    touched = {touch.record_pk: touch for touch in touches}
    identifiers: dict[int, set[Pair]] = {pk: set() for pk in nodes}
    still = [pk for pk in nodes if pk not in touched]
    for pk, scheme, value, _ in await work.transaction.fetch(records.IDENTIFIERS_OF_RECORDS, records=still):
        identifiers[pk].add((scheme, value))
    for touch in touches:
        if touch.record_pk not in nodes:
            nodes[touch.record_pk] = _Node(
                touch.record_pk, touch.entity_pk, work.source.key, touch.origin_id, touch.first_seen_at
            )
        identifiers[touch.record_pk] = set(touch.identifiers)
    return nodes, identifiers


async def _stated(work: Work, pairs: set[Pair], without: set[int]) -> dict[Pair, list[_Statement]]:
    """Who states these identifiers, the touched records aside."""
    found: dict[Pair, list[_Statement]] = {}
    if not pairs:
        return found
    schemes, values = ({pair[at] for pair in pairs} for at in (0, 1))
    rows = await work.transaction.fetch(records.STATED, schemes=list(schemes), values=list(values))
    for scheme, value, record_pk, source_pk, entity_pk, gone_at in rows:
        if (scheme, value) in pairs and record_pk not in without:
            statement = _Statement(record_pk, source_pk, entity_pk, gone_at is None)
            found.setdefault((scheme, value), []).append(statement)
    return found


def _joins(statements: Iterable[_Statement]) -> bool:
    """Whether an identifier joins: no source states it for several records that are there."""
    live: set[int] = set()
    for statement in statements:
        if statement.is_live:
            if statement.source_pk in live:
                return False
            live.add(statement.source_pk)
    return True


def _components(
    nodes: Mapping[int, _Node], identifiers: Mapping[int, set[Pair]], usable: set[Pair]
) -> list[list[_Node]]:
    """Records that hang together, each part by first seen."""
    above = {pk: pk for pk in nodes}

    def root(pk: int) -> int:
        while above[pk] != pk:
            above[pk] = above[above[pk]]
            pk = above[pk]
        return pk

    first: dict[Pair, int] = {}
    for pk in nodes:
        for pair in identifiers[pk] & usable:
            above[root(pk)] = root(first.setdefault(pair, pk))
    parts: dict[int, list[_Node]] = {}
    for pk in sorted(nodes):
        parts.setdefault(root(pk), []).append(nodes[pk])
    return list(parts.values())


async def _settle(
    work: Work, nodes: Mapping[int, _Node], components: Sequence[list[_Node]], near: set[int], result: Clusters
) -> None:
    """Gives each component its entry, and merges, parts and moves what is not there yet."""
    held = {
        row["pk"]: row
        for values in (await work.transaction.fetch(entities.BY_PKS[KIND], pks=list(near)) if near else [])
        for row in [dict(zip(entities.COLUMNS[KIND], values, strict=True))]
    }
    keeper = _keepers(components, {pk: str(row["id"]) for pk, row in held.items()})
    homeless: list[list[_Node]] = []
    parted = False
    for number, component in enumerate(components):
        kept = [pk for pk, at in keeper.items() if at == number]
        if not kept:
            homeless.append(component)
            parted = parted or any(node.entity_pk is not None for node in component)
            continue
        survivor = min(kept, key=lambda pk: (held[pk]["created_at"], pk))
        await _move(work, component, survivor, result)
        losers = [pk for pk in kept if pk != survivor]
        if losers:
            await _merge(work, survivor, [held[pk] for pk in losers], result)
    await _house(work, homeless, result)
    if parted:
        await _return_aliases(work, components, result)


def _keepers(components: Sequence[list[_Node]], entity_ids: Mapping[int, str]) -> dict[int, int]:
    """Entry → the component that keeps it: that with the record its id was made from, else with its first record."""
    keeper: dict[int, int] = {}
    first: dict[int, int] = {}
    for number, component in enumerate(components):
        for node in component:
            if node.entity_pk is None or node.entity_pk not in entity_ids:
                continue
            if node.natural_id == entity_ids[node.entity_pk]:
                keeper[node.entity_pk] = number
            if node.entity_pk not in first or node.record_pk < first[node.entity_pk]:
                first[node.entity_pk] = node.record_pk
    for number, component in enumerate(components):
        for node in component:
            if node.entity_pk is not None and first.get(node.entity_pk) == node.record_pk:
                keeper.setdefault(node.entity_pk, number)
    return keeper


async def _move(work: Work, component: Sequence[_Node], entity_pk: int, result: Clusters) -> None:
    """Records of a component to its entry."""
    moving = [node for node in component if node.entity_pk != entity_pk]
    result.affected.add(entity_pk)
    for node in component:
        result.entity_of[node.record_pk] = entity_pk
    written = [node.record_pk for node in moving if node.entity_pk is not None]
    if written:
        await work.transaction.execute(records.SET_ENTITY_OF_RECORDS, records=written, entity=entity_pk)
        await work.transaction.executemany(
            records.MOVE_IDENTIFIERS, [{"record": pk, "organization_pk": entity_pk} for pk in written]
        )
        result.affected.update(node.entity_pk for node in moving if node.entity_pk is not None)
        work.arrivals.organizations.update(node.entity_pk for node in moving if node.entity_pk is not None)
    work.arrivals.note(references.record_key(node.source_key, node.origin_id) for node in moving)


async def _merge(work: Work, survivor: int, losers: Sequence[Mapping[str, object]], result: Clusters) -> None:
    """Ids and slugs of entries that are no more lead to the survivor."""
    pks = [int(str(row["pk"])) for row in losers]
    for row, pk in zip(losers, pks, strict=True):
        await work.transaction.execute(entities.MOVE_ALIASES, kind_=KIND.value, former=pk, target=survivor)
        names = (str(row["id"]), str(row["slug"]))
        await work.transaction.executemany(
            entities.INSERT_ALIAS, [{"kind": KIND.value, "alias": name, "target_pk": survivor} for name in names]
        )
        work.arrivals.note((references.name_key(str(row["name"])),))
    await drop(work, KIND, pks)
    result.affected.difference_update(pks)
    work.arrivals.organizations.update(pks)


async def _house(work: Work, components: Sequence[list[_Node]], result: Clusters) -> None:
    """New entries for components that have none; one that was an alias for a time gets its id back."""
    if not components:
        return
    firsts = [component[0] for component in components]
    naturals = [node.natural_id for node in firsts]
    rows = await work.transaction.fetch(entities.ALIASES, kind=KIND.value, aliases=naturals)
    regained = [alias for alias, _ in rows]
    if regained:
        await work.transaction.execute(entities.DELETE_ALIASES, kind_=KIND.value, aliases=regained)
    made = await free_ids(work, KIND, [(node.source_key, node.origin_id) for node in firsts])
    pks = await work.keys.take(ORGANIZATION, len(components))
    for component, pk, id in zip(components, pks, made, strict=True):
        result.new_ids[pk] = id
        await _move(work, component, pk, result)


async def _return_aliases(work: Work, components: Sequence[list[_Node]], result: Clusters) -> None:
    """After an entry fell apart, each former id leads to where its record is now."""
    wanted = {node.natural_id: result.entity_of[node.record_pk] for component in components for node in component}
    rows = await work.transaction.fetch(entities.ALIASES, kind=KIND.value, aliases=list(wanted))
    astray = [alias for alias, target in rows if wanted[alias] != target]
    if astray:
        await work.transaction.execute(entities.DELETE_ALIASES, kind_=KIND.value, aliases=astray)
        await work.transaction.executemany(
            entities.INSERT_ALIAS,
            [{"kind": KIND.value, "alias": alias, "target_pk": wanted[alias]} for alias in astray],
        )


def _note(work: Work, touches: Sequence[Touch]) -> None:
    for touch in touches:
        changed = touch.identifiers.keys() ^ touch.former if not touch.moved else touch.identifiers.keys()
        work.arrivals.note(references.identifier_key(*pair) for pair in changed)
