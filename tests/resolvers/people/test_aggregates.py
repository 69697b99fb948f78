"""Sign-ups counted for analysts: what is told, what is suppressed, in which words."""

from typing import Any

import pytest

from datasources.people.vocabulary import AgeBand, EngagementDimension, EngagementState
from datasources.store.database import Database
from datasources.store.people.core import ENGAGEMENT
from resolvers.aggregates import AggregateResult
from resolvers.context import Context
from resolvers.people import aggregates
from resolvers.people.aggregates import of_engagements
from supergraph.errors import GraphError
from tests.resolvers.district import MAYEN, NOW, POLCH, district

By = EngagementDimension


async def signed_up(db: Database, *, polch: dict[str, int], mayen: dict[str, int], **values: Any) -> Database:
    """So many people who erased themselves, by town and state."""
    made = district()
    club = made.organization("org_q", "Club", ars=POLCH)
    number = 0
    for ars, states in ((POLCH, polch), (MAYEN, mayen)):
        pk = made.opportunity(f"opp_{ars}", "Hilfe", club, ars=ars, commitment="SPONTANEOUS")
        for state, people in states.items():
            for _ in range(people):
                number += 1
                own = {"opportunity_pk": pk, "state": state, "created_at": NOW, "updated_at": NOW}
                made.add(ENGAGEMENT, id=f"eng_{number}", **own | values)
    await made.write(db)
    return db


async def counted(db: Database, *by: By, language: Any = "de") -> AggregateResult:
    return await of_engagements(Context(db, now=NOW, language=language), by)


def table(result: AggregateResult) -> dict[tuple[str | None, ...], int | None]:
    return {tuple(key.key for key in group.keys): group.count for group in result.groups}


async def test_counts_come_the_largest_first_with_their_names(empty: Database) -> None:
    db = await signed_up(empty, polch={"DONE": 6}, mayen={"DONE": 8})
    result = await counted(db, By.MUNICIPALITY)
    assert [[key.label for key in group.keys] for group in result.groups] == [["Mayen"], ["Polch"]]
    assert [(group.count, group.suppressed) for group in result.groups] == [(8, False), (6, False)]
    assert (result.total, result.truncated, result.as_of) == (14, False, NOW)


async def test_few_people_are_suppressed_and_so_is_what_would_tell_them(empty: Database) -> None:
    db = await signed_up(empty, polch={"ACCEPTED": 12, "DONE": 3, "WITHDRAWN": 7}, mayen={"ACCEPTED": 9, "DONE": 8})
    result = await counted(db, By.MUNICIPALITY, By.STATE)
    hidden = {keys for keys, count in table(result).items() if count is None}
    assert (POLCH, "DONE") in hidden
    assert len(hidden) >= 4
    assert [group.suppressed for group in result.groups] == sorted(group.suppressed for group in result.groups)
    assert result.total == sum(count for count in table(result).values() if count is not None)


async def test_whoever_is_alone_in_the_whole_country_is_not_counted(empty: Database) -> None:
    db = await signed_up(empty, polch={"DONE": 2}, mayen={})
    result = await counted(db, By.STATE)
    assert table(result) == {("DONE",): None}
    assert result.total == 0


async def test_what_is_not_stated_is_a_group_of_its_own(empty: Database) -> None:
    db = await signed_up(empty, polch={"DONE": 6}, mayen={})
    (group,) = (await counted(db, By.AGE_BAND)).groups
    assert [(key.key, key.label) for key in group.keys] == [(None, "nicht angegeben")]
    (group,) = (await counted(db, By.CATEGORY, language="en")).groups
    assert [(key.dimension, key.key, key.label) for key in group.keys] == [("CATEGORY", None, "not stated")]


@pytest.mark.parametrize(("language", "label"), [("de", "Stunden bestätigt"), ("en", "Hours confirmed")])
async def test_states_are_said_in_words(empty: Database, language: str, label: str) -> None:
    db = await signed_up(empty, polch={"CONFIRMED": 6}, mayen={}, age_band="A60_PLUS")
    result = await counted(db, By.STATE, By.AGE_BAND, By.MONTH, language=language)
    (group,) = result.groups
    assert group.keys[0].label == label
    assert [key.key for key in group.keys] == ["CONFIRMED", "A60_PLUS", "2026-07"]


def test_every_state_and_every_band_has_its_words() -> None:
    assert set(aggregates._WORDS[By.STATE]) == set(EngagementState)
    assert set(aggregates._WORDS[By.AGE_BAND]) == set(AgeBand)


@pytest.mark.parametrize("by", [[], [By.STATE, By.MONTH, By.AGE_BAND, By.COMMITMENT]], ids=len)
async def test_from_one_to_three_dimensions_are_counted_by(empty: Database, by: list[By]) -> None:
    with pytest.raises(GraphError, match="dimensions"):
        await counted(empty, *by)


async def test_a_dimension_that_is_named_twice_counts_once(empty: Database) -> None:
    db = await signed_up(empty, polch={"DONE": 6}, mayen={})
    assert table(await counted(db, By.STATE, By.STATE)) == {("DONE",): 6}


async def test_groups_are_cut_at_a_bound_and_the_total_with_them(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = await signed_up(empty, polch={"DONE": 9, "ACCEPTED": 8, "NO_SHOW": 7}, mayen={})
    for most, truncated, total in ((3, False, 24), (2, True, 17)):
        monkeypatch.setattr(aggregates, "MAX_GROUPS", most)
        result = await counted(db, By.STATE)
        assert (len(result.groups), result.truncated, result.total) == (most, truncated, total)


async def test_more_groups_than_can_be_weighed_are_refused(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    db = await signed_up(empty, polch={"DONE": 9, "ACCEPTED": 8}, mayen={})
    monkeypatch.setattr(aggregates, "MAX_COUNTED", 2)
    assert len((await counted(db, By.STATE)).groups) == 2
    monkeypatch.setattr(aggregates, "MAX_COUNTED", 1)
    with pytest.raises(GraphError, match="more than 1 groups"):
        await counted(db, By.STATE)


async def test_what_cannot_be_protected_is_refused(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    db = await signed_up(empty, polch={"DONE": 9}, mayen={})
    monkeypatch.setattr(aggregates, "hidden_of", lambda tables: None)
    with pytest.raises(GraphError, match="Too few people"):
        await counted(db, By.STATE)
