from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, func, select, update

from datasources.criteria import (
    AreaCriteria,
    Around,
    EventCriteria,
    Key,
    OccurrenceCriteria,
    OpportunityCriteria,
    OrganizationCriteria,
    Sort,
    Window,
)
from datasources.store import events, occurrences, opportunities, organizations, search
from datasources.store.database import Database, count_statements
from datasources.store.paging import InvalidKey
from datasources.store.search import SearchCriteria
from datasources.store.slices import Parents, Slice
from datasources.store.statements import ORGANIZATION, Statement
from tests.datasources.store.district import (
    POLCH,
    POLCH_CENTER,
    TODAY,
    YEAR,
    complete,
    inserting,
    organization_row,
)

Read = Callable[[Database, Window], Awaitable[list[Slice[Any]]]]

NEAR = AreaCriteria(near=Around(POLCH_CENTER, 30.0))
OPPORTUNITIES = OpportunityCriteria(today=TODAY, open_only=False)


async def _hits(db: Database, window: Window) -> list[Slice[Any]]:
    return [await search.page(db, SearchCriteria("me", TODAY), window)]


LISTS: dict[str, Read] = {
    "organisations by name": lambda db, w: organizations.pages(db, OrganizationCriteria(), Sort(), w),
    "organisations by update": lambda db, w: organizations.pages(db, OrganizationCriteria(), Sort(("UPDATED",)), w),
    "organisations by two orders": lambda db, w: organizations.pages(
        db, OrganizationCriteria(), Sort(("UPDATED", "NAME")), w
    ),
    "organisations by distance": lambda db, w: organizations.pages(
        db, OrganizationCriteria(), Sort(("DISTANCE",), POLCH_CENTER), w
    ),
    "organisations by relevance": lambda db, w: organizations.pages(
        db, OrganizationCriteria(text="mer"), Sort(("RELEVANCE",)), w
    ),
    "organisations by distance and name": lambda db, w: organizations.pages(
        db, OrganizationCriteria(area=NEAR), Sort(("DISTANCE", "NAME"), POLCH_CENTER), w
    ),
    "events": lambda db, w: events.pages(db, EventCriteria(), Sort(), w),
    "dates by start": lambda db, w: occurrences.pages(db, OccurrenceCriteria(YEAR), Sort(), w),
    "dates by distance": lambda db, w: occurrences.pages(
        db, OccurrenceCriteria(YEAR), Sort(("DISTANCE",), POLCH_CENTER), w
    ),
    "dates by relevance": lambda db, w: occurrences.pages(
        db, OccurrenceCriteria(YEAR, text="fest"), Sort(("RELEVANCE",)), w
    ),
    "opportunities, newest first": lambda db, w: opportunities.pages(db, OPPORTUNITIES, Sort(), w),
    "opportunities by start": lambda db, w: opportunities.pages(db, OPPORTUNITIES, Sort(("START",)), w),
    "opportunities by hours": lambda db, w: opportunities.pages(db, OPPORTUNITIES, Sort(("FEWEST_HOURS",)), w),
    "organisations of an area": lambda db, w: organizations.pages(
        db, OrganizationCriteria(), Sort(), w, Parents("area", [POLCH])
    ),
    "hits": _hits,
}


async def _walked(db: Database, read: Read, size: int, *, backwards: bool = False) -> tuple[list[int], list[Key]]:
    pks: list[int] = []
    keys: list[Key] = []
    window = Window(size, backwards=backwards)
    for _ in range(1_000):
        (page,) = await read(db, window)
        assert len(page.rows) <= size
        assert len(page.rows) == len(page.keys) == len(page.extras)
        own = [row.pk for row in page.rows]
        pks, keys = (own + pks, page.keys + keys) if backwards else (pks + own, keys + page.keys)
        if not page.more:
            return pks, keys
        assert len(page.rows) == size
        edge = page.keys[0] if backwards else page.keys[-1]
        window = replace(window, before=edge) if backwards else replace(window, after=edge)
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("name", LISTS)
async def test_pages_of_any_size_make_up_the_list(district: Database, name: str) -> None:
    (whole,) = await LISTS[name](district, Window(10_000))
    assert not whole.more
    everything = [row.pk for row in whole.rows]
    assert len(everything) > 3
    assert len(set(everything)) == len(everything)
    for size in (1, 3, 7, len(everything) - 1, len(everything), len(everything) + 1):
        assert await _walked(district, LISTS[name], size) == (everything, whole.keys)
        assert await _walked(district, LISTS[name], size, backwards=True) == (everything, whole.keys)


@pytest.mark.parametrize("name", LISTS)
async def test_keys_ascend_or_descend_as_the_list_does(district: Database, name: str) -> None:
    (whole,) = await LISTS[name](district, Window(10_000))
    assert whole.keys in (sorted(whole.keys), sorted(whole.keys, reverse=True))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_any_two_keys_enclose_what_lies_between(district: Database, data: st.DataObject) -> None:
    read = LISTS[data.draw(st.sampled_from(sorted(LISTS)))]
    (whole,) = await read(district, Window(10_000))
    first = data.draw(st.integers(0, len(whole.rows) - 1))
    last = data.draw(st.integers(0, len(whole.rows) - 1))
    limit = data.draw(st.integers(1, 20))
    backwards = data.draw(st.booleans())
    between = whole.rows[first + 1 : last]
    window = Window(limit, backwards=backwards, after=whole.keys[first], before=whole.keys[last])
    (page,) = await read(district, window)
    assert page.rows == (between[-limit:] if backwards else between[:limit])
    assert page.more == (len(between) > limit)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 9), names=st.lists(st.sampled_from(["Aalverein", "Kirmes", "Zunft", "Öl"]), max_size=12))
async def test_entries_that_come_between_two_pages_repeat_no_row(
    district: Database, size: int, names: list[str]
) -> None:
    before = {row.pk for row in (await LISTS["organisations by name"](district, Window(10_000)))[0].rows}
    ((highest,),) = await district.fetch(_HIGHEST)
    seen: list[int] = []
    coming = iter(names)
    window = Window(size)
    for _ in range(1_000):
        (page,) = await LISTS["organisations by name"](district, window)
        seen += [row.pk for row in page.rows]
        name = next(coming, None)
        if name is not None:
            highest += 1
            async with district.transaction() as transaction:
                row = complete(ORGANIZATION, organization_row(highest, f"{name} {highest}"))
                await transaction.execute(inserting(ORGANIZATION), **row)
        if not page.more:
            break
        window = Window(size, after=page.keys[-1])
    assert len(set(seen)) == len(seen)
    assert before <= set(seen)


async def test_a_row_that_goes_takes_no_other_with_it(district: Database) -> None:
    (first,) = await LISTS["organisations by name"](district, Window(5))
    (whole,) = await LISTS["organisations by name"](district, Window(100))
    async with district.transaction() as transaction:
        await transaction.execute(_UNLIST, gone=first.rows[-1].pk)
    (second,) = await LISTS["organisations by name"](district, Window(5, after=first.keys[-1]))
    assert second.rows == whole.rows[5:10]


async def test_pages_of_all_parents_take_one_statement(district: Database) -> None:
    for number in (1, 10, 48):
        with count_statements(district) as counted:
            slices = await events.pages(
                district, EventCriteria(), Sort(), Window(2), Parents("organization", list(range(1, number + 1)))
            )
        assert counted.count == 1
        assert len(slices) == number


async def test_each_parent_has_its_own_page(district: Database) -> None:
    keys = [1, 3, 6, 9, 3, 999]
    together = await occurrences.pages(
        district, OccurrenceCriteria(YEAR), Sort(), Window(4), Parents("organization", keys)
    )
    for key, page in zip(keys, together, strict=True):
        (alone,) = await occurrences.pages(
            district, OccurrenceCriteria(YEAR), Sort(), Window(4), Parents("organization", [key])
        )
        assert (page.rows, page.keys, page.more) == (alone.rows, alone.keys, alone.more)
        assert {row.organizer_pk for row in page.rows} <= {key}
    assert together[1].rows


async def test_parents_that_are_areas_cover_what_lies_below(district: Database) -> None:
    whole = (await organizations.pages(district, OrganizationCriteria(), Sort(), Window(100)))[0].rows
    keys = ["00", "07", "07137", "071375002", POLCH, "071375002999", "08"]
    slices = await organizations.pages(district, OrganizationCriteria(), Sort(), Window(100), Parents("area", keys))
    for key, page in zip(keys, slices, strict=True):
        prefix = "" if key == "00" else key
        assert page.rows == [row for row in whole if row.ars is not None and row.ars.startswith(prefix)]
    narrow = await organizations.pages(
        district, OrganizationCriteria(), Sort(), Window(3, backwards=True), Parents("area", [POLCH, "071375002067"])
    )
    assert narrow[0].rows == slices[4].rows[-3:]


@pytest.mark.parametrize(
    "key",
    [
        (),
        (1,),
        ("a",),
        (1, 2),
        ("a", "b"),
        ("a", None),
        ("a", True),
        ("a", 2**70),
        ("a\0", 1),
        ("\ud800", 1),
        ("a", 1, 1),
    ],
)
async def test_keys_of_another_order_are_refused(district: Database, key: Key) -> None:
    for window in (Window(5, after=key), Window(5, backwards=True, before=key)):
        with pytest.raises(InvalidKey):
            await organizations.pages(district, OrganizationCriteria(), Sort(), window)


async def test_columns_that_were_not_read_are_no_attributes(district: Database) -> None:
    (page,) = await organizations.pages(
        district, OrganizationCriteria(), Sort(), Window(5), columns=frozenset({"pk", "type", "name"})
    )
    (whole,) = await organizations.pages(district, OrganizationCriteria(), Sort(), Window(5))
    assert [(row.pk, row.type, row.name) for row in page.rows] == [(row.pk, row.type, row.name) for row in whole.rows]
    assert page.keys == whole.keys
    assert page.rows[0].typename in {"Club", "Initiative", "Institution"}
    with pytest.raises(AttributeError):
        _ = page.rows[0].slug


async def test_a_list_that_is_read_for_its_values_has_no_keys(district: Database) -> None:
    for sort in (Sort(), Sort(("UPDATED",))):
        (page,) = await organizations.pages(
            district, OrganizationCriteria(), sort, Window(5), columns=frozenset({"name"})
        )
        (whole,) = await organizations.pages(district, OrganizationCriteria(), sort, Window(5))
        assert [tuple(row) for row in page.rows] == [(row.name,) for row in whole.rows]
        with pytest.raises(AssertionError, match="add pk to its columns"):
            _ = page.keys


async def test_distances_are_those_on_the_earth(district: Database) -> None:
    (page,) = await organizations.pages(
        district, OrganizationCriteria(), Sort(("DISTANCE",), POLCH_CENTER), Window(100)
    )
    distances = [extra.distance_km for extra in page.extras]
    known = [distance for distance in distances if distance is not None]
    assert known == sorted(known)
    assert distances == known + [None] * (len(distances) - len(known))
    assert len(known) < len(distances)
    assert 0 < known[0] < 1.0


_HIGHEST = Statement(select(func.max(ORGANIZATION.c.pk)))
_UNLIST = Statement(update(ORGANIZATION).where(ORGANIZATION.c.pk == bindparam("gone")).values(listed=False))
