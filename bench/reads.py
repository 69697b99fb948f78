"""First page, search and near over 100,000 clubs and 1,000,000 occurrences in SQLite, through HTTP on one connection.

Each read answers 20 rows without totalCount or facets, with other values at every request. Aim: p50 under 20 ms. After
the figures come the plans by which SQLite answers each read's statements: which index serves it.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Callable, Sequence
from inspect import isawaitable
from pathlib import Path
from typing import Any

import apsw
from graphql import parse

from bench.data import KINDS, large_database
from bench.report import Row, show, write
from bench.serving import ask, hub, peak_mib, serving
from datasources.store.database import Database, count_statements
from resolvers.context import Context
from schema.build import build_schema
from supergraph import execute

IN_AREA = "first page of clubs in an area"
IN_CITY = "first page of clubs in one city"
IN_NO_AREA = "clubs where there are none"
REQUESTS = 200
SEED = 7

CLUBS = """query ($filter: OrganizationFilter, $order: [OrganizationOrder!]) {
  clubs(filter: $filter, orderBy: $order, first: 20) { nodes { id name } pageInfo { hasNextPage endCursor } } }"""
OCCURRENCES = """query ($filter: OccurrenceFilter!, $order: [OccurrenceOrder!]) {
  occurrences(filter: $filter, orderBy: $order, first: 20) { nodes { id name start } pageInfo { hasNextPage } } }"""
SEARCH = (
    """query ($text: String!) { search(text: $text, first: 20) { edges { score highlight node { __typename } } } }"""
)

Ask = tuple[str, dict[str, Any]]


def run() -> None:
    """Measure every read and write the rows."""
    rows: list[Row] = []
    database = large_database()
    with serving(hub(database)) as server:
        for name, make in READS.items():
            rows += _measure(name, make)
        rows += _beside_the_district(rows)
        rows.append(Row("reads", "hub", "peak_memory", peak_mib(server), "MiB"))
    show("Reads over 100,000 clubs and 1,000,000 occurrences", rows)
    write(rows)
    asyncio.run(_show_plans(database))


async def _show_plans(database: Path) -> None:
    db = await Database.open(f"sqlite+aiosqlite:///{database}")
    schema = build_schema()._schema
    plain = apsw.Connection(str(database), flags=apsw.SQLITE_OPEN_READONLY)
    for name, make in READS.items():
        query, variables = make(random.Random(SEED))
        with count_statements(db) as counted:
            result = execute(schema, parse(query), context_value=Context(db), variable_values=variables)
            if isawaitable(result):
                await result
        print(f"\n{name}")
        for number, text in enumerate(dict.fromkeys(counted.texts), 1):
            unbound = [None] * text.count("?")
            steps = [str(row[-1]) for row in plain.execute(f"EXPLAIN QUERY PLAN {text}", unbound)]
            print(f"  statement {number}: " + "; ".join(steps))
    plain.close()
    await db.close()


def _beside_the_district(rows: Sequence[Row]) -> list[Row]:
    """How many times a page of a district a page of a small area takes: of one city, and of where no club is."""
    median = {row.subject: row.value for row in rows if row.metric == "p50"}
    areas = (IN_CITY, IN_NO_AREA)
    return [
        Row("reads", name, "p50 to that of a district", median[name] / median[IN_AREA], "times", 1) for name in areas
    ]


def _measure(name: str, make: Callable[[random.Random], Ask]) -> list[Row]:
    rng = random.Random(SEED)
    for _ in range(10):
        _timed_ms(*make(rng))
    times = sorted(_timed_ms(*make(rng)) for _ in range(REQUESTS))
    return [
        Row("reads", name, "p50", statistics.median(times), "ms", 1),
        Row("reads", name, "p99", times[int(len(times) * 0.99) - 1], "ms", 1),
    ]


def _timed_ms(query: str, variables: dict[str, Any]) -> float:
    begun = time.perf_counter()
    answer = ask(query, variables)
    elapsed = (time.perf_counter() - begun) * 1000
    if answer.get("errors"):
        raise SystemExit(f"a read failed: {answer['errors'][:2]}")
    return elapsed


def _day(rng: random.Random) -> dict[str, str]:
    month, day = rng.randrange(1, 13), rng.randrange(1, 27)
    return {"from": f"2026-{month:02d}-{day:02d}T00:00:00Z", "to": f"2026-{month:02d}-{day + 2:02d}T00:00:00Z"}


def _point(rng: random.Random) -> dict[str, float]:
    return {"lat": round(rng.uniform(48.5, 53.5), 4), "lon": round(rng.uniform(7.0, 13.5), 4)}


def _clubs(rng: random.Random) -> Ask:
    return CLUBS, {"filter": {"area": {"ars": [rng.choice(("07137", "07"))]}}}


def _clubs_of_a_city(_: random.Random) -> Ask:
    return CLUBS, {"filter": {"area": {"ars": ["07111"]}}}


def _clubs_of_nowhere(rng: random.Random) -> Ask:
    return CLUBS, {"filter": {"area": {"ars": [rng.choice(("09999", "16999", "039"))]}}}


def _all_clubs(rng: random.Random) -> Ask:
    return CLUBS, {"filter": None, "order": [rng.choice(("NAME", "UPDATED"))]}


def _clubs_near(rng: random.Random) -> Ask:
    near = {"point": _point(rng), "radiusKm": rng.choice((5.0, 10.0, 25.0))}
    return CLUBS, {"filter": {"area": {"near": near}}, "order": ["DISTANCE"]}


def _clubs_by_text(rng: random.Random) -> Ask:
    return CLUBS, {"filter": {"text": f"{rng.choice(KINDS)[:7]} {1850 + rng.randrange(170)}"}, "order": ["RELEVANCE"]}


def _dates(rng: random.Random) -> Ask:
    return OCCURRENCES, {"filter": {"between": _day(rng)}}


def _dates_near(rng: random.Random) -> Ask:
    near = {"point": _point(rng), "radiusKm": rng.choice((5.0, 10.0))}
    return OCCURRENCES, {"filter": {"between": _day(rng), "area": {"near": near}}, "order": ["DISTANCE"]}


def _search(rng: random.Random) -> Ask:
    return SEARCH, {"text": rng.choice(("Mayen", "Polch", "Bendorf", "Andernach")) + f" {1850 + rng.randrange(170)}"}


def _search_common(rng: random.Random) -> Ask:
    return SEARCH, {"text": rng.choice(("verein", "feuerwehr", "tennis", "schuetzen", "Möhnen"))}


READS: dict[str, Callable[[random.Random], Ask]] = {
    IN_AREA: _clubs,
    IN_CITY: _clubs_of_a_city,
    IN_NO_AREA: _clubs_of_nowhere,
    "first page of all clubs": _all_clubs,
    "clubs near a point": _clubs_near,
    "clubs by text": _clubs_by_text,
    "first page of occurrences": _dates,
    "occurrences near a point": _dates_near,
    "search, two words": _search,
    "search, a word of many": _search_common,
}
