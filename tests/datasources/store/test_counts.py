"""Facets, aggregates and clusters, against counts taken in Python over all rows."""

from collections import Counter
from dataclasses import replace

import pytest

from datasources.criteria import (
    AreaCriteria,
    Box,
    ConceptCriteria,
    InstantRange,
    OccurrenceCriteria,
    OpportunityCriteria,
    OrganizationCriteria,
    Sort,
    Window,
)
from datasources.store import aggregates, clusters, occurrences, opportunities, organizations, places
from datasources.store.database import Database, count_statements
from datasources.store.horizon import RangeNotStored
from datasources.store.slices import FacetCounts, Parents
from datasources.vocabulary import (
    LegalForm,
    OccurrenceDimension,
    OpportunityDimension,
    OpportunityMetric,
    OrganizationDimension,
    OrganizationMetric,
    Weekday,
)
from tests.datasources.store.district import DAY_S, DISTRICT, MAYEN, MERTLOCH, NOW, POLCH, TODAY, TOPICS, YEAR

ALL = Window(10_000)
EVERYWHERE = OrganizationCriteria()
ANY = OpportunityCriteria(today=TODAY, open_only=False)
MAP = Box(7.0, 50.0, 8.0, 51.0)


def _as_dict(facet: FacetCounts) -> dict[str, int]:
    assert facet.counts == sorted(facet.counts, key=lambda each: (-each.count, each.key))
    return {each.key: each.count for each in facet.counts}


async def test_facets_count_what_the_list_holds(district: Database) -> None:
    (page,) = await organizations.pages(district, EVERYWHERE, Sort(), ALL)
    (facets,) = await organizations.facets(district, EVERYWHERE, list(OrganizationDimension))
    found = {facet.dimension: _as_dict(facet) for facet in facets}
    assert found["MUNICIPALITY"] == Counter(row.ars for row in page.rows if row.ars)
    assert found["ASSOCIATION"] == Counter(
        row.ars[:9] if row.ars != MAYEN else MAYEN for row in page.rows if row.ars is not None
    )
    assert found["CATEGORY"] == Counter(topic for row in page.rows for topic in TOPICS[row.pk % len(TOPICS)])
    assert found["PURPOSE"] == {"21": sum(row.pk % 2 for row in page.rows)}
    assert found["LEGAL_FORM"] == Counter(row.legal_form for row in page.rows if row.legal_form)
    assert found["FOUNDING_DECADE"] == Counter(str(row.founding_decade) for row in page.rows if row.founding_decade)
    assert found["SOURCE"]["src_1"] == len(page.rows)
    assert found["SOURCE"]["src_2"] == sum(1 for row in page.rows if row.pk % 4 == 0 and row.pk != 8)


async def test_a_facet_ignores_its_own_filter_only(district: Database) -> None:
    criteria = replace(
        EVERYWHERE,
        categories=ConceptCriteria(any_of=("football",)),
        legal_form=(LegalForm.STIFTUNG,),
        area=AreaCriteria(ars=("071375002",)),
    )
    by = [OrganizationDimension.CATEGORY, OrganizationDimension.LEGAL_FORM, OrganizationDimension.MUNICIPALITY]
    (found,) = await organizations.facets(district, criteria, by)
    categories, forms, areas = map(_as_dict, found)
    for topic, count in categories.items():
        chosen = replace(criteria, categories=ConceptCriteria(any_of=(topic,)))
        assert await organizations.counts(district, chosen) == [count]
    for form, count in forms.items():
        chosen = replace(criteria, legal_form=(LegalForm(form),))
        assert await organizations.counts(district, chosen) == [count]
    for ars, count in areas.items():
        chosen = replace(criteria, area=AreaCriteria(ars=(ars,)))
        assert await organizations.counts(district, chosen) == [count]
    assert len(categories) > 1


async def test_facets_of_parents_take_one_statement_each(district: Database) -> None:
    keys = [POLCH, DISTRICT, MAYEN]
    by = [OrganizationDimension.LEGAL_FORM, OrganizationDimension.CATEGORY]
    with count_statements(district) as counted:
        found = await organizations.facets(district, EVERYWHERE, by, Parents("area", keys), limit=2)
    assert counted.count == len(by)
    for key, facets in zip(keys, found, strict=True):
        own = replace(EVERYWHERE, area=AreaCriteria(ars=(key,)))
        (alone,) = await organizations.facets(district, own, by, limit=2)
        assert facets[1] == alone[1]
        assert len(facets[1].counts) <= 2


async def test_facets_of_dates_name_days_and_hours(district: Database) -> None:
    criteria = OccurrenceCriteria(YEAR, weekday=(Weekday.MONDAY,))
    (page,) = await occurrences.pages(district, criteria, Sort(), ALL)
    (everything,) = await occurrences.pages(district, OccurrenceCriteria(YEAR), Sort(), ALL)
    (facets,) = await occurrences.facets(district, criteria, list(OccurrenceDimension), limit=1_000)
    found = {facet.dimension: _as_dict(facet) for facet in facets}
    assert found["DAY"] == Counter(row.start_date for row in page.rows)
    assert found["MONTH"] == Counter(row.start_date[:7] for row in page.rows)
    assert found["HOUR"] == Counter(str(row.hour) for row in page.rows if row.hour is not None)
    assert found["STATUS"] == Counter(row.status for row in page.rows)
    assert found["WEEKDAY"] == Counter(tuple(Weekday)[row.weekday].value for row in everything.rows)


async def test_facets_of_opportunities_name_months_and_requirements(district: Database) -> None:
    (page,) = await opportunities.pages(district, ANY, Sort(), ALL)
    (facets,) = await opportunities.facets(district, ANY, list(OpportunityDimension), limit=1_000)
    found = {facet.dimension: _as_dict(facet) for facet in facets}
    assert found["COMMITMENT"] == Counter(row.commitment for row in page.rows if row.commitment)
    assert found["REQUIREMENT"] == {"FIRST_AID": sum(1 for row in page.rows if row.pk % 4 == 1)}
    assert sum(found["MONTH_PUBLISHED"].values()) == len(page.rows)
    assert found["MONTH_OPEN"]["2026-06"] == len(page.rows)
    assert found["MONTH_OPEN"]["2026-10"] == sum(1 for row in page.rows if row.last_date is None)


async def test_groups_count_each_entry_where_it_belongs(district: Database) -> None:
    (page,) = await organizations.pages(district, EVERYWHERE, Sort(), ALL)
    by = [OrganizationDimension.MUNICIPALITY, OrganizationDimension.LEGAL_FORM]
    groups = await aggregates.organizations(
        district, EVERYWHERE, by, [OrganizationMetric.MEMBERS, OrganizationMetric.PER_1000_INHABITANTS], False, 1_000
    )
    expected = Counter((row.ars, row.legal_form) for row in page.rows)
    assert {group.keys: group.count for group in groups.groups} == expected
    assert groups.total == len(page.rows)
    assert not groups.truncated
    people = {POLCH: 6_900, MAYEN: 19_708, MERTLOCH: 1_300}
    for group in groups.groups:
        members = [
            row.member_count for row in page.rows if (row.ars, row.legal_form) == group.keys and row.member_count
        ]
        ars = group.keys[0]
        assert group.metrics[0] == (float(sum(members)) if members else None)
        assert group.metrics[1] == (None if ars is None else round(group.count * 1000 / people[ars], 3))


async def test_groups_of_nothing_are_told_on_request(district: Database) -> None:
    nowhere = replace(EVERYWHERE, text="xyzzy", area=AreaCriteria(ars=(DISTRICT,)))
    by = [OrganizationDimension.MUNICIPALITY, OrganizationDimension.LEGAL_FORM]
    groups = await aggregates.organizations(
        district, nowhere, by, [OrganizationMetric.PER_1000_INHABITANTS], True, 1_000
    )
    assert {group.keys for group in groups.groups} == {
        (ars, form.value) for ars in (POLCH, MAYEN, MERTLOCH) for form in LegalForm
    }
    assert {(group.count, group.metrics) for group in groups.groups} == {(0, (0.0,))}
    associations = await aggregates.organizations(
        district, EVERYWHERE, [OrganizationDimension.ASSOCIATION], [], True, 1_000
    )
    assert {group.keys[0] for group in associations.groups} == {POLCH[:9], MAYEN, None}
    only = replace(nowhere, area=AreaCriteria(ars=(POLCH,)))
    of_one = await aggregates.organizations(district, only, [OrganizationDimension.MUNICIPALITY], [], True, 10)
    assert [(group.keys, group.count) for group in of_one.groups] == [((POLCH,), 0)]


async def test_too_many_groups_are_cut_and_say_so(district: Database) -> None:
    by = [OrganizationDimension.MUNICIPALITY, OrganizationDimension.CATEGORY]
    whole = await aggregates.organizations(district, EVERYWHERE, by, [], False, 1_000)
    for include_empty in (False, True):
        cut = await aggregates.organizations(district, EVERYWHERE, by, [], include_empty, 3)
        assert cut.truncated
        assert cut.groups == whole.groups[:3]
        assert cut.total == whole.total
    exact = await aggregates.organizations(district, EVERYWHERE, by, [], False, len(whole.groups))
    assert not exact.truncated
    crowded = await aggregates.organizations(district, EVERYWHERE, by, [], True, len(whole.groups) + 2)
    assert crowded.truncated
    assert len(crowded.groups) == len(whole.groups) + 2


async def test_dates_are_grouped_by_weekday_and_day(district: Database) -> None:
    week = OccurrenceCriteria(InstantRange(NOW, NOW + 7 * DAY_S))
    (page,) = await occurrences.pages(district, week, Sort(), ALL)
    days = await aggregates.occurrences(district, week, [OccurrenceDimension.DAY], True, 1_000)
    assert {group.keys[0] for group in days.groups} >= {f"2026-07-0{day}" for day in range(1, 9)}
    assert sum(group.count for group in days.groups) == len(page.rows) == days.total
    hours = await aggregates.occurrences(district, week, [OccurrenceDimension.HOUR], True, 1_000)
    assert {group.keys[0] for group in hours.groups} == {*map(str, range(24)), None}


async def test_shares_and_places_are_figures_of_opportunities(district: Database) -> None:
    (page,) = await opportunities.pages(district, ANY, Sort(), ALL)
    groups = await aggregates.opportunities(
        district,
        ANY,
        [OpportunityDimension.COMMITMENT],
        [OpportunityMetric.SHARE_SPONTANEOUS, OpportunityMetric.PLACES],
        False,
        100,
    )
    for group in groups.groups:
        own = [row for row in page.rows if row.commitment == group.keys[0]]
        stated = [row.places for row in own if row.places is not None]
        assert group.count == len(own)
        assert group.metrics[0] == (1.0 if group.keys[0] == "SPONTANEOUS" else 0.0)
        assert group.metrics[1] == (float(sum(stated)) if stated else None)
    months = replace(ANY, between=InstantRange(NOW, NOW + 70 * DAY_S))
    opened = await aggregates.opportunities(district, months, [OpportunityDimension.MONTH_OPEN], [], True, 100)
    assert {group.keys[0] for group in opened.groups} == {"2026-07", "2026-08", "2026-09", None} - (
        set() if any(group.keys[0] is None for group in opened.groups) else {None}
    )


async def test_clusters_hold_every_entry_on_the_map_once(district: Database) -> None:
    (page,) = await organizations.pages(district, EVERYWHERE, Sort(), ALL)
    located = [row for row in page.rows if row.seat_pk is not None]
    for zoom in (0, 8, 12, 16, 30):
        found = await clusters.organizations(district, EVERYWHERE, MAP, zoom, 500)
        assert sum(cluster.count for cluster in found) == len(located)
        for cluster in found:
            assert cluster.west <= cluster.lon <= cluster.east
            assert cluster.south <= cluster.lat <= cluster.north
            assert (cluster.pk is None) == (cluster.count > 1)
        assert found == sorted(found, key=lambda each: -each.count)
    assert len(await clusters.organizations(district, EVERYWHERE, MAP, 0, 500)) == 1
    assert len(await clusters.organizations(district, EVERYWHERE, MAP, 20, 3)) == 3
    nowhere = Box(-10.0, 0.0, -9.0, 1.0)
    assert await clusters.organizations(district, EVERYWHERE, nowhere, 5, 500) == []


async def test_clusters_of_one_name_their_entry(district: Database) -> None:
    criteria = replace(ANY, organization=("org_0004",))
    (cluster,) = await clusters.opportunities(district, criteria, MAP, 12, 500)
    (opportunity,) = (await opportunities.pages(district, criteria, Sort(), ALL))[0].rows
    assert cluster.pk == opportunity.pk
    (place,) = await places.by_pks(district, [opportunity.location_pk or 0])
    assert place is not None
    assert (cluster.lat, cluster.lon) == (place.lat, place.lon)
    week = OccurrenceCriteria(InstantRange(NOW, NOW + 7 * DAY_S))
    (page,) = await occurrences.pages(district, week, Sort(), ALL)
    found = await clusters.occurrences(district, week, MAP, 10, 500)
    assert sum(cluster.count for cluster in found) == sum(1 for row in page.rows if row.ars is not None)


async def test_groups_and_clusters_refuse_what_is_not_stored(district: Database) -> None:
    past = OccurrenceCriteria(InstantRange(NOW - 3000 * DAY_S, NOW - 2900 * DAY_S))
    with pytest.raises(RangeNotStored):
        await aggregates.occurrences(district, past, [OccurrenceDimension.DAY], False, 10)
    with pytest.raises(RangeNotStored):
        await clusters.occurrences(district, past, MAP, 10, 10)
