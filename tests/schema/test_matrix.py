"""The matrix of docs/permissions.md: what it says is what is declared, and every cell of it is asked of a hub."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from graphql import is_leaf_type
from graphql.type import GraphQLObjectType, get_named_type
from sqlalchemy import select

from datasources.commands import people as commands
from datasources.ids import record_id
from datasources.people.viewer import ANONYMOUS, Viewer
from datasources.people.vocabulary import Purpose
from datasources.people.vocabulary import Role as Kept
from datasources.store.database import Database
from datasources.store.people.core import ACCESS_EVENT
from datasources.store.statements import Statement
from datasources.vocabulary import RecordKind
from resolvers.context import Context
from schema.build import build_schema
from schema.permissions import ROLES, Cell, Declaration, Role, cell, declarations, legend, table
from supergraph.execute import execute
from tests.resolvers.asking import Answer, ask_graph, graphql_core
from tests.resolvers.district import FEUERWEHR, KUCHEN, NACHBARN, NOW, REGISTER, REGISTER_ID, TURNVEREIN, district
from tests.resolvers.people import world
from tests.resolvers.people.people import ISSUER

SCHEMA = build_schema()._schema
DECLARED = declarations(SCHEMA)
PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"
READINGS = Statement(select(ACCESS_EVENT.c.purpose).order_by(ACCESS_EVENT.c.pk))

RECORDED = {"Engagement.messages": Purpose.CONTACT}
"""What is recorded as well, though a sign-up's and no applicant's."""

ORGANIZATIONS = frozenset({1, 3, 4})
"""The club, the fire brigade and the neighbours: whoever edits one of them edits all of them here."""
VIEWERS: dict[str, Viewer] = {
    "nobody signed in": ANONYMOUS,
    "API token without scopes": world.API_TOKEN,
    "another volunteer": world.STRANGER,
    "its owner": world.JANA,
    "its organisation's editor": Viewer(ISSUER, "trainer", account_pk=3, edits=ORGANIZATIONS),
    "another's editor": Viewer(ISSUER, "wehrfuehrer", account_pk=4, edits=frozenset({2})),
    "its area's steward": world.STEWARD,
    "another area's steward": world.OTHER_STEWARD,
    "analyst": world.ANALYST,
    "administrator": world.ADMINISTRATOR,
}
RECORD = record_id(RecordKind.ORGANIZATION, REGISTER, "VR 1902")
ROWS = {
    "Club": f'node(id: "{TURNVEREIN}") {{ ... on Club {{ %s }} }}',
    "Institution": f'node(id: "{FEUERWEHR}") {{ ... on Institution {{ %s }} }}',
    "Initiative": f'node(id: "{NACHBARN}") {{ ... on Initiative {{ %s }} }}',
    "Opportunity": f'opportunity(id: "{KUCHEN}") {{ %s }}',
    "Engagement": f'node(id: "{world.JANAS_SIGN_UP}") {{ ... on Engagement {{ %s }} }}',
    "Applicant": f'node(id: "{world.JANAS_SIGN_UP}") {{ ... on Engagement {{ applicant {{ %s }} }} }}',
    "VolunteerProfile": f'node(id: "{world.JANAS_PROFILE}") {{ ... on VolunteerProfile {{ %s }} }}',
    "Run": 'node(id: "run_aaaaaaaaaaaaaaaa") { ... on Run { %s } }',
    "Source": f'source(id: "{REGISTER_ID}") {{ %s }}',
    "SourceRecord": f'node(id: "{RECORD}") {{ ... on SourceRecord {{ %s }} }}',
    "Query": "%s",
}
"""How a row of each type is reached by whoever may reach it."""
ARGUMENTS = {
    "Query.aggregateEngagements": "(groupBy: [STATE])",
    "Mutation.saveMyProfile": '(input: {displayName: "Neu"})',
    "Mutation.grantConsent": '(purpose: STATISTICS, textVersion: "2026-11")',
    "Mutation.revokeConsent": "(purpose: STATISTICS)",
    "Mutation.requestGuardianConsent": '(email: "mutter@posteo.example", purposes: [CONTACT])',
    "Mutation.confirmGuardianConsent": f'(code: "{world.GUARDIAN_CODE}")',
    "Mutation.eraseMe": '(confirm: "ERASE")',
    "Mutation.expressInterest": (
        f'(opportunity: "{KUCHEN}", consents: [{{purpose: CONTACT, textVersion: "2026-11"}}, '
        '{purpose: VETTING, textVersion: "2026-11"}], '
        'contact: {displayName: "Neu", birthMonth: "1990-01", email: "neu@posteo.example"})'
    ),
    "Mutation.withdrawEngagement": f'(id: "{world.JANAS_SIGN_UP}")',
    "Mutation.decideEngagement": f'(id: "{world.JANAS_SIGN_UP}", state: ACCEPTED)',
    "Mutation.recordCertificate": f'(engagement: "{world.JANAS_SIGN_UP}", kind: FIRST_AID, inspectedOn: "2026-06-01")',
    "Mutation.shareMyCalendar": "(on: true)",
}


@pytest.fixture(scope="module")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the district and its people, to be copied."""
    path = tmp_path_factory.mktemp("peopled") / "hub.db"

    async def fill() -> None:
        db = await Database.open(f"sqlite+aiosqlite:///{path}")
        made = district()
        world.people(made)
        await made.write(db)
        await db.close()

    asyncio.run(fill())
    return path


@asynccontextmanager
async def copied(source: Path, target: Path) -> AsyncIterator[Database]:
    for part in source.parent.iterdir():
        shutil.copy(part, target.with_name(part.name.replace(source.name, target.name)))
    db = await Database.open(f"sqlite+aiosqlite:///{target}", migrate_first=False)
    try:
        yield db
    finally:
        await db.close()


@pytest.mark.parametrize(("part", "generated"), [("levels", legend()), ("matrix", table(DECLARED))])
def test_page_holds_what_is_declared(part: str, generated: str, request: pytest.FixtureRequest) -> None:
    between = re.compile(rf"(?<=<!-- {part} -->\n).*?(?=\n<!-- end of {part} -->)", flags=re.DOTALL)
    text = PAGE.read_text(encoding="utf-8")
    if request.config.getoption("--update-goldens", default=False):
        text = between.sub(lambda _: generated, text)
        PAGE.write_text(text, encoding="utf-8")
    assert between.findall(text) == [generated], "run pytest tests/schema --update-goldens and review the change"


def test_every_role_has_someone_who_asks() -> None:
    assert VIEWERS.keys() == {role.name for role in ROLES}


def test_every_role_that_is_kept_has_a_row_and_can_be_granted() -> None:
    for kept in Kept:
        assert [role for role in ROLES if kept.value.lower() in role.name], kept
    assert {each.value.upper() for each in commands.Kept} == {kept.value for kept in Kept}
    assert {each.value for each in commands.Asked} == {"volunteer", *commands.Kept}


@pytest.mark.parametrize("run", [execute, graphql_core], ids=["ours", "graphql-core"])
@pytest.mark.parametrize("declared", DECLARED, ids=lambda declared: declared.coordinate)
async def test_every_cell_is_answered_as_it_says(
    declared: Declaration, run: Callable[..., Any], peopled: Path, tmp_path: Path
) -> None:
    said = {role.name: cell(declared, role) for role in ROLES}
    found = {}
    async with AsyncExitStack() as opened:
        for number, role in enumerate(ROLES):
            if number == 0 or declared.coordinate.startswith("Mutation."):
                db = await opened.enter_async_context(copied(peopled, tmp_path / f"hub-{number}.db"))
            found[role.name] = await asked(db, declared, role, run)
    assert found == said


async def asked(db: Database, declared: Declaration, role: Role, run: Callable[..., Any]) -> Cell:
    """What someone of a role is really answered."""
    typename, field = declared.coordinate.split(".")
    selection = f"{field}{ARGUMENTS.get(declared.coordinate, '')}{_below(declared.coordinate)}"
    query = f"mutation {{ {selection} }}" if typename == "Mutation" else f"{{ {ROWS[typename] % selection} }}"
    before = await db.fetch(READINGS)
    answer = await ask_graph(Context(db, now=NOW, viewer=VIEWERS[role.name]), query, run=run)
    recorded = [purpose for (purpose,) in (await db.fetch(READINGS))[len(before) :]]
    found = _cell_of(answer, field)
    if declared.purpose is not None and found is Cell.ANSWERED and recorded:
        assert recorded == [declared.purpose], "read for what @personal says"
        return Cell.CONSENTED
    assert set(recorded) <= {RECORDED.get(declared.coordinate)}, "what is not personal is not recorded"
    return found


def _cell_of(answer: Answer, field: str) -> Cell:
    if answer.errors:
        assert len(answer.errors) == 1, answer.errors
        return Cell(answer.codes[0])
    value = _value(answer.data, field)
    if value is None or value == []:
        return Cell.NOTHING
    problems = value.get("problems", []) if isinstance(value, dict) else []
    return Cell.PROBLEM if any(each["code"].endswith("_UNKNOWN") for each in problems) else Cell.ANSWERED


def _value(data: Any, field: str) -> Any:
    """The value of a field, wherever it stands."""
    while isinstance(data, dict) and field not in data:
        [data] = data.values()
    return None if data is None else data[field]


def _below(coordinate: str) -> str:
    typename, field = coordinate.split(".")
    parent = SCHEMA.type_map[typename]
    assert isinstance(parent, GraphQLObjectType)
    answered = get_named_type(parent.fields[field].type)
    if is_leaf_type(answered):
        return ""
    return " { problems { code } }" if "problems" in getattr(answered, "fields", {}) else " { __typename }"
