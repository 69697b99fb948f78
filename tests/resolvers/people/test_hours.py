"""Hours as the graph answers them: the current year, unless another is named; by one statement for all."""

import pytest
from sqlalchemy import update

from datasources.store.database import Database, count_statements
from datasources.store.people import profiles
from datasources.store.people.core import ENGAGEMENT
from datasources.store.statements import Statement
from resolvers.context import Context
from resolvers.people.hours import hours_of
from supergraph.errors import GraphError
from tests.resolvers.district import NOW, District
from tests.resolvers.people.people import info_of
from tests.resolvers.people.world import JANA, JANAS_PK, JANAS_SIGN_UP, people


async def test_hours_are_those_of_the_year_that_is_named_or_runs(hub: Database) -> None:
    made = District()
    people(made)
    await made.write(hub)
    async with hub.transaction() as transaction:
        await transaction.execute(
            Statement(
                update(ENGAGEMENT).where(ENGAGEMENT.c.id == JANAS_SIGN_UP).values(state="CONFIRMED", confirmed_at=NOW)
            )
        )
    info = info_of(Context(hub, now=NOW, viewer=JANA))
    (row,) = await profiles.by_pks(hub, [JANAS_PK])
    assert row is not None
    with count_statements(hub) as counter:
        mine, nobodys = await hours_of([row, row._replace(pk=99)], info, None)
    assert counter.count == 1
    assert (mine.year, mine.total, [entry.engagement for entry in mine.entries]) == (2026, 1.5, [JANAS_SIGN_UP])
    assert (nobodys.total, nobodys.reached) == (0, False)
    (before,) = await hours_of([row], info, 2025)
    assert (before.year, before.total) == (2025, 0)


@pytest.mark.parametrize("year", [1999, 2027, 10**9, -1])
async def test_years_that_are_not_added_up_are_refused(hub: Database, year: int) -> None:
    with pytest.raises(GraphError, match="2000 to 2026"):
        await hours_of([], info_of(Context(hub, now=NOW)), year)
