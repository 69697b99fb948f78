from datasources.criteria import InstantRange, Position, Window
from datasources.store import (
    areas,
    events,
    identifiers,
    occurrences,
    opportunities,
    organizations,
    places,
    records,
    sources,
)
from datasources.store.database import Database, count_statements
from datasources.vocabulary import AreaKind, RecordKind, SourceStatus
from tests.datasources.store.district import DAY_S, DISTRICT, MAYEN, MERTLOCH, NOW, POLCH, TODAY


async def test_rows_come_in_the_order_of_their_keys(district: Database) -> None:
    rows = await organizations.by_pks(district, [5, 999, 2, 5])
    assert [row and row.pk for row in rows] == [5, None, 2, 5]
    assert await organizations.by_pks(district, []) == []
    (event,) = await events.by_ids(district, ["evt_0004"])
    assert event is not None
    assert (await events.by_slugs(district, [event.slug]))[0] == event
    (opportunity,) = await opportunities.by_ids(district, ["opp_0003"])
    assert opportunity is not None
    assert (await opportunities.by_slugs(district, ["x", opportunity.slug]))[1] == opportunity
    (date,) = await occurrences.by_pks(district, [1])
    assert date is not None
    assert await occurrences.by_ids(district, [date.id, "occ_x"]) == [date, None]


async def test_values_are_those_of_the_domain(district: Database) -> None:
    (club,) = await organizations.by_pks(district, [1])
    assert club is not None
    assert club.listed is True
    assert club.typename == "Club"
    (event,) = await events.by_pks(district, [3])
    assert event is not None
    assert event.is_accessible_for_free is True
    assert isinstance(event.first_start, int)


async def test_a_former_id_or_slug_yields_the_entry_that_took_its_place(district: Database) -> None:
    with count_statements(district) as counted:
        rows = await organizations.by_ids(district, ["org_0001", "org_old", "org_none"])
    assert [row and row.id for row in rows] == ["org_0001", "org_0003", None]
    assert counted.count == 2
    (by_slug,) = await organizations.by_slugs(district, ["fc-mertloch"], frozenset({"name"}))
    assert by_slug is not None
    assert by_slug.name == "1. FC Mertloch"
    with count_statements(district) as counted:
        await organizations.by_ids(district, ["org_0001", "org_0002"])
    assert counted.count == 1
    assert await events.by_ids(district, ["org_old"]) == [None]


async def test_texts_that_no_database_holds_find_nothing(district: Database) -> None:
    assert await organizations.by_ids(district, ["a\0b"]) == [None]
    assert await organizations.by_slugs(district, ["\ud800", "a\0"]) == [None, None]


async def test_organisations_are_found_by_identifier(district: Database) -> None:
    asked = [("DE-VR", "Koblenz VR 11"), ("DE-WIDNR", "Koblenz VR 11"), ("DE-VR", "nichts")]
    rows = await organizations.by_identifiers(district, asked)
    assert [row and row.pk for row in rows] == [2, None, None]


async def test_departments_are_listed_by_name(district: Database) -> None:
    of_first, of_second = await organizations.departments(district, [1, 2], frozenset({"name"}))
    assert [row.pk for row in of_first] == [17, 33]
    assert {row.name for row in of_first} == {"TV Polch 1902 e.V. Süd"}
    assert of_second == []


async def test_the_next_date_is_the_first_that_has_not_ended(district: Database) -> None:
    pks = [1, 6, 11, 7, 3]
    with count_statements(district) as counted:
        found = await events.next_occurrences(district, pks, NOW)
    assert counted.count == 1
    ((first, *_),) = [[row for row in found if row is not None and row.event_pk == 3]]
    assert first.name == "Dauerausstellung"
    assert first.start < NOW < first.until
    assert found[1] is None
    assert found[2] is None
    late = await events.next_occurrences(district, pks, NOW + 5 * 365 * DAY_S)
    assert late == [None] * 5


async def test_shifts_are_those_not_gone(district: Database) -> None:
    two, six, three = await opportunities.shifts(district, [2, 6, 3])
    assert [shift.id for shift in two] == ["shf_2_0", "shf_2_1"]
    assert [shift.id for shift in six] == ["shf_6_0"]
    assert three == []
    (later,) = await opportunities.shifts(district, [2], InstantRange(NOW + 11 * DAY_S, NOW + 12 * DAY_S))
    assert [shift.id for shift in later] == ["shf_2_1"]
    (gone,) = await opportunities.shifts_by_ids(district, ["shf_6_1"])
    assert gone is not None
    assert gone.gone is True


async def test_opportunities_at_an_event_are_open_ones(district: Database) -> None:
    found = await opportunities.by_events(district, list(range(1, 13)), TODAY)
    pks = [row.pk for rows in found for row in rows]
    assert pks
    for own, pk in zip(found, range(1, 13), strict=True):
        assert all(row.event_pk == pk and row.status == "OPEN" for row in own)


async def test_areas_are_found_by_key_and_below_one_another(district: Database) -> None:
    rows = await areas.by_ars(district, [POLCH, "99"])
    assert [row and row.name for row in rows] == ["Polch", None]
    (by_ags,) = await areas.by_ags(district, ["07137068"])
    assert by_ags is not None
    assert by_ags.ars == MAYEN
    state, polch = await areas.children(district, ["07", POLCH])
    assert [row.ars for row in state] == [DISTRICT]
    assert polch == []
    below = await areas.within(district, DISTRICT, [AreaKind.MUNICIPALITY], 100)
    assert [row.name for row in below] == ["Mayen", "Mertloch", "Polch"]
    assert [row.name for row in await areas.within(district, DISTRICT, [], 2)] == ["Maifeld", "Mayen"]
    assert len(await areas.within(district, "00", [], 100)) == 6
    assert len(await areas.within(district, None, [], 100)) == 7
    assert (await areas.boundaries(district, [MAYEN, POLCH]))[0] is None


async def test_a_point_lies_within_a_boundary_or_near_a_centre(district: Database) -> None:
    inside, east_of_it, far = await areas.containing(
        district, [Position(50.32, 7.29), Position(50.29, 7.40), Position(0.0, 0.0)]
    )
    assert inside is not None
    assert inside.name == "Polch"
    assert east_of_it is not None
    assert east_of_it.name == "Mertloch"
    assert far is None
    assert await areas.containing(district, []) == []


async def test_places_are_located_by_name_and_postal_code(district: Database) -> None:
    polch = await places.locate(district, " polch ")
    assert polch == Position(50.3003, 7.3153)
    assert await places.locate(district, "Mert") == Position(50.2706, 7.3064)
    by_code = await places.locate(district, "56727 Mayen")
    assert by_code is not None
    assert round(by_code.lat, 4) == 50.3257
    of_places = await places.locate(district, "56751")
    assert of_places is not None
    assert of_places != polch
    for nothing in ("", "Atlantis", "99999", "56", "!!"):
        assert await places.locate(district, nothing) is None


async def test_a_place_is_known_by_what_it_says(district: Database) -> None:
    known = places.Stated("Halle 2", None, None, MERTLOCH)
    found = await places.by_statements(district, [known, places.Stated("Halle 2", "Weg 1", None, MERTLOCH)])
    assert [place and place.pk for place in found] == [2, None]


async def test_sources_tell_of_their_readings(district: Database) -> None:
    page = await sources.page(district, [], Window(2))
    assert [row.name for row in page.rows] == ["Altes Verzeichnis", "Kalender"]
    assert page.more
    assert await sources.count(district, [SourceStatus.ACTIVE]) == 2
    first, second = await sources.runs(district, [1, 2], Window(3))
    assert [row.pk for row in first.rows] == [2, 4, 6]
    assert [row.pk for row in second.rows] == [1, 3, 5]
    (rest,) = await sources.runs(district, [1], Window(3, after=first.keys[-1]))
    assert [row.pk for row in rest.rows] == [8]
    assert await sources.run_counts(district, [1, 2, 3]) == [4, 5, 0]
    assert [[row.pk for row in rows] for rows in await sources.problems(district, [1, 2, 9], 3)] == [
        [2, 4, 6],
        [1, 3, 5],
        [],
    ]
    (run,) = await sources.run_by_ids(district, ["run_3"])
    assert run is not None
    assert (await sources.by_pks(district, [run.source_pk]))[0] is not None


async def test_records_are_read_by_source_and_by_entry(district: Database) -> None:
    (page,) = await sources.records(district, [2], Window(100))
    assert await sources.record_counts(district, [2]) == [len(page.rows)]
    assert [row.pk for row in page.rows] == sorted(row.pk for row in page.rows)
    four, one = await records.by_entities(district, RecordKind.ORGANIZATION, [4, 1])
    assert [row.source_pk for row in four] == [1, 2]
    assert [row.source_pk for row in one] == [1]
    assert (await records.by_ids(district, [four[0].id]))[0] == four[0]


async def test_half_of_the_records_are_older_than_the_median(district: Database) -> None:
    (of_first, none) = await sources.median_ages(district, [1, 3], NOW)
    (page,) = await sources.records(district, [1], Window(1_000))
    ages = sorted((NOW - row.changed_at) / 3600 for row in page.rows if row.gone_at is None)
    middle = len(ages) // 2
    assert of_first == round((ages[middle] + ages[-middle - 1]) / 2, 1)
    assert none is None


async def test_identifiers_come_once_however_many_records_state_them(district: Database) -> None:
    first, four = await identifiers.by_organizations(district, [1, 4])
    assert [(row.scheme, row.value) for row in first] == [("DE-VR", "Koblenz VR 2726")]
    assert [(row.scheme, row.value) for row in four] == [("DE-WIDNR", "DE1")]
    streamed = []
    after = None
    for _ in range(10):
        rows = await identifiers.stream(district, None, after, 1)
        if not rows:
            break
        streamed.append(rows[0][:3])
        after = rows[0][3]
    assert streamed == [
        ("org_0002", "DE-VR", "Koblenz VR 11"),
        ("org_0001", "DE-VR", "Koblenz VR 2726"),
        ("org_0004", "DE-WIDNR", "DE1"),
    ]
    assert [row[0] for row in await identifiers.stream(district, "DE-WIDNR", None, 9)] == ["org_0004"]
