"""What taking part costs, in process on one core, over SQLite.

Suggestions: the whole `me { suggestions(first: 10) { … } }` over 10,000 open opportunities with 20,000 shifts, within
one district, so that nearly all of them come into question; every request is another volunteer's. Aim: p50 under 50 ms.
The processor's share tells more than the clock where other processes run as well.

One place: a hundred people ask for it at once; one gets it, and the others wait.

Permissions: the nested operation by nobody in particular, by someone with roles, and by the same one with a token that
is verified and looked up each time, in turn. Aim: under 5 % more.
"""

import asyncio
import os
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from functools import cache
from inspect import isawaitable
from pathlib import Path
from typing import Any

from graphql import DocumentNode, ExecutionResult, GraphQLSchema, parse

from bench import data
from bench.data import peers_database
from bench.executor import OPERATIONS
from bench.report import Row, show, write
from bench.volunteers import NOW, VOLUNTEERS, people_database
from datasources.people.consents import current
from datasources.people.entrance import Entrance
from datasources.people.viewer import ANONYMOUS, Viewer
from datasources.people.vocabulary import Purpose
from datasources.store import tables
from datasources.store.database import Database
from datasources.store.people import tables as people_tables
from resolvers.context import Context
from resolvers.paging import Bound, PageBounds
from schema.build import build_schema
from supergraph import execute, memory
from supergraph.outbound import Outbound
from supergraph.tokens import Verifier
from supergraph.tokens.development import DevelopmentKey, development_issuer

REQUESTS = 200
WARM_UP = 10
RUSH = 100
ROUNDS = 100
TICK_S = 0.001

SUGGESTIONS = parse("{ me { suggestions(first: 10) { edges { score why node { title } } } } }")
SIGN_UP = parse("""mutation ($opportunity: ID!, $text: String!, $contact: ContactInput!) {
  expressInterest(opportunity: $opportunity, contact: $contact, consents: [{purpose: CONTACT, textVersion: $text}]) {
    engagement { state } problems { code } } }""")
NESTED = parse(OPERATIONS["nested"])
RUSH_ID = f"opp_{data.key(999_999)}"


def run() -> None:
    """Measure and write the rows."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    _schema()
    memory.settle()
    rows = [
        *asyncio.run(_suggestions(people_database())),
        *_rush(people_database()),
        *asyncio.run(_permissions(peers_database())),
    ]
    show("People: suggestions, one place for a hundred, permissions", rows)
    write(rows)


# ── suggestions ──────────────────────────────────────────────────────────────────────────────────────────────────


async def _suggestions(database: Path) -> list[Row]:
    db = await Database.open(f"sqlite+aiosqlite:///{database}")
    times: list[float] = []
    spent: list[float] = []
    blocks: list[float] = []
    for number in range(WARM_UP + REQUESTS):
        viewer = Viewer("bench", str(number), account_pk=1 + number % VOLUNTEERS)
        begun, used = time.perf_counter(), time.process_time()
        result, blocked = await _watched(_answer(SUGGESTIONS, Context(db, now=NOW, viewer=viewer)))
        times.append((time.perf_counter() - begun) * 1000)
        spent.append((time.process_time() - used) * 1000)
        blocks.append(blocked * 1000)
        if result.errors or result.data is None or len(result.data["me"]["suggestions"]["edges"]) != 10:
            raise SystemExit(f"suggestions failed: {result.errors or result.data}")
    await db.close()
    return [
        *_percentiles("suggestions", times[WARM_UP:]),
        Row("people", "suggestions", "cpu_per_request", statistics.median(spent[WARM_UP:]), "ms", 1),
        Row("people", "suggestions", "loop_held", max(blocks[WARM_UP:]), "ms", 1),
    ]


def _percentiles(subject: str, times: Sequence[float]) -> list[Row]:
    ordered = sorted(times)
    return [
        Row("people", subject, "p50", statistics.median(ordered), "ms", 1),
        Row("people", subject, "p99", ordered[int(len(ordered) * 0.99) - 1], "ms", 1),
    ]


async def _watched(asked: Awaitable[ExecutionResult]) -> tuple[ExecutionResult, float]:
    """An answer, and the longest time for which the event loop's thread worked without a pause, in seconds."""
    longest, done = 0.0, False

    async def watch() -> None:
        nonlocal longest
        while not done:
            before = time.thread_time()
            await asyncio.sleep(TICK_S)
            longest = max(longest, time.thread_time() - before)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    result = await asked
    done = True
    await watching
    return result, longest


@cache
def _schema() -> GraphQLSchema:
    return build_schema()._schema


async def _answer(document: DocumentNode, context: Context, variables: dict[str, Any] | None = None) -> ExecutionResult:
    result = execute(_schema(), document, context_value=context, variable_values=variables)
    answer = await result if isawaitable(result) else result
    assert isinstance(answer, ExecutionResult)
    return answer


# ── one place ────────────────────────────────────────────────────────────────────────────────────────────────────


def _rush(database: Path) -> list[Row]:
    """A copy of the database with one more opportunity, of one place in one shift."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "rush.db"
        shutil.copy(database, copy)
        with closing(sqlite3.connect(copy)) as db, db:
            data.insert(db, tables.OpportunityTable, iter([_last_place()]))
            data.insert(db, tables.ShiftTable, iter([_last_shift()]))
        return asyncio.run(_all_at_once(copy))


def _last_place() -> dict[str, Any]:
    return {
        "pk": 999_999,
        "id": RUSH_ID,
        "slug": "letzter-platz",
        "title": "Der letzte Platz",
        "sort_key": "letzter platz",
        "organization_pk": 1,
        "commitment": "SPONTANEOUS",
        "places": 1,
        "status": "OPEN",
        "ars": "071375005086",
        "created_at": data.START,
        "updated_at": data.START,
    }


def _last_shift() -> dict[str, Any]:
    start = NOW + data.DAY_S
    return {
        "id": f"shf_{data.key(999_999)}",
        "opportunity_pk": 999_999,
        "start": start,
        "end": start + 2 * data.HOUR_S,
        "weekday": 0,
        "hour": 12,
        "capacity": 1,
    }


async def _all_at_once(database: Path) -> list[Row]:
    db = await Database.open(f"sqlite+aiosqlite:///{database}")

    async def one(number: int) -> tuple[str, float]:
        contact = {"displayName": f"Person {number}", "birthMonth": "1990-01", "email": f"p{number}@bench.example"}
        variables = {"opportunity": RUSH_ID, "text": current(Purpose.CONTACT), "contact": contact}
        context = Context(db, now=NOW, viewer=Viewer("bench", f"rush-{number}"))
        result = await _answer(SIGN_UP, context, variables)
        if result.errors or result.data is None or result.data["expressInterest"]["engagement"] is None:
            raise SystemExit(f"a sign-up failed: {result.errors or result.data}")
        return str(result.data["expressInterest"]["engagement"]["state"]), (time.perf_counter() - begun) * 1000

    begun = time.perf_counter()
    answers = await asyncio.gather(*map(one, range(RUSH)))
    elapsed = (time.perf_counter() - begun) * 1000
    await db.close()
    states = Counter(state for state, _ in answers)
    if states != {"INTERESTED": 1, "WAITLISTED": RUSH - 1}:
        raise SystemExit(f"one place went to {states}")
    return [
        Row("people", f"one place, {RUSH} at once", "elapsed", elapsed, "ms", RUSH),
        Row("people", f"one place, {RUSH} at once", "p50", statistics.median(took for _, took in answers), "ms", RUSH),
        Row("people", f"one place, {RUSH} at once", "got_it", float(states["INTERESTED"]), "people", RUSH),
    ]


# ── permissions ──────────────────────────────────────────────────────────────────────────────────────────────────


async def _permissions(database: Path) -> list[Row]:
    """In turn, so that whatever else the machine does meets all of them alike; compared by the processor's time."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "peers.db"
        shutil.copy(database, copy)
        _editor_of_every_club(copy)
        db = await Database.open(f"sqlite+aiosqlite:///{copy}")
        key = Path(folder) / "key.json"
        token = DevelopmentKey.at(key).sign({"sub": "editor"}, now=int(time.time()), lifetime_s=3600)
        async with Entrance(db, Verifier([development_issuer(key)], Outbound())) as entrance:

            async def by_token() -> Viewer:
                entered = entrance.viewer(f"Bearer {token}")
                return await entered if isawaitable(entered) else entered

            signed_in = await by_token()
            spent = await _in_turn(
                db,
                {
                    "nested, anonymous": lambda: _ready(ANONYMOUS),
                    "nested, signed in": lambda: _ready(signed_in),
                    "nested, by token": by_token,
                },
            )
        await db.close()
    medians = {name: statistics.median(times) for name, times in spent.items()}
    alone = medians["nested, anonymous"]
    return [
        *(Row("people", name, "cpu_per_request", median, "ms", 1) for name, median in medians.items()),
        *(
            Row("people", name, "more_than_anonymous", (median / alone - 1) * 100, "%", 1)
            for name, median in medians.items()
            if median is not alone
        ),
    ]


async def _in_turn(db: Database, entering: dict[str, Callable[[], Awaitable[Viewer]]]) -> dict[str, list[float]]:
    bounds = PageBounds(entries=Bound(20, 1000), dates=Bound(20, 1000))
    spent: dict[str, list[float]] = {name: [] for name in entering}
    for number in range(WARM_UP + ROUNDS):
        for name, enter in entering.items():
            used = time.process_time()
            result = await _answer(NESTED, Context(db, bounds=bounds, viewer=await enter()))
            if number >= WARM_UP:
                spent[name].append((time.process_time() - used) * 1000)
            if result.errors or result.data is None or len(result.data["clubs"]["nodes"]) != 100:
                raise SystemExit(f"the nested operation failed: {result.errors}")
    return spent


async def _ready(viewer: Viewer) -> Viewer:
    return viewer


def _editor_of_every_club(database: Path) -> None:
    """The account of the token's subject, with the roles that a large association's secretary might have."""
    issuer = development_issuer(database).issuer
    account = {"pk": 1, "id": f"acc_{data.key(1)}", "issuer": issuer, "subject": "editor", "created_at": NOW}
    with closing(sqlite3.connect(database)) as db, db:
        data.insert(db, people_tables.AccountTable, iter([account]))
        roles = [
            {"account_pk": 1, "role": "EDITOR", "scope": f"org_{data.key(pk)}", "granted_at": NOW}
            for pk in range(1, 101)
        ]
        data.insert(db, people_tables.RoleTable, iter(roles))
