from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasources.criteria import AreaCriteria, Around, OrganizationCriteria, Sort, Window
from datasources.folding import fold
from datasources.store import organizations, reaching, search
from datasources.store.database import Database
from datasources.store.matching import MAX_BODY_CHARS, MAX_TOKENS, search_entry, tokens
from datasources.store.search import SearchCriteria
from datasources.vocabulary import SearchDimension, SearchType
from tests.datasources.store.district import DISTRICT, MAYEN, POLCH, POLCH_CENTER, TODAY

ALL = Window(1_000)
COMMON = ("verein", "feuer", "1", "fc", "mayen", "en", "e", "polch", "mer", "tu", "turnverein", "er")


async def _found(db: Database, text: str, **more: object) -> list[str]:
    page = await search.page(db, replace(SearchCriteria(text, TODAY), **more), ALL)  # type: ignore[arg-type]
    return [row.label for row in page.rows]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("fussball", "Fußballverein Müllersheim"),
        ("Fußball", "Fussballfreunde Mueller"),
        ("MÜLLER", "Fussballfreunde Mueller"),
        ("mueller", "Fußballverein Müllersheim"),
        ("feuerwehr", "Jugendfeuerwehrverein Polch"),
        ("euerweh", "Freiwillige Feuerwehr Mayen"),
        ("TV", "TV Polch 1902 e.V."),
        ("tv 19", "TV Polch 1902 e.V."),
        ("1. FC", "1. FC Mertloch"),
        ("1", "1. FC Mertloch"),
        ("polch jugend", "Jugendfeuerwehrverein Polch"),
        ("gemeindehaus", "Jugendfeuerwehrverein Polch"),
        ("übungs", "Übungsabend"),
        ("kuchen", "Kuchen backen"),
        ("mertloch", "Mertloch"),
    ],
)
async def test_entries_are_found_as_people_type(district: Database, text: str, title: str) -> None:
    assert title in await _found(district, text)


@pytest.mark.parametrize("text", ["", "   ", "!?…", "xyzzy", "polch xyzzy", "olch tv xx", "v", "%", "_", '"', "NEAR("])
async def test_nothing_is_found_by_what_is_not_there(district: Database, text: str) -> None:
    if text == "v":
        assert all(" v" in f" {fold(label)}" for label in await _found(district, text))
        return
    assert await _found(district, text) == []
    assert await search.count(district, SearchCriteria(text, TODAY)) == 0
    assert await search.suggest(district, text, (), 5) == []


async def test_short_words_are_found_at_the_start_of_words_only(district: Database) -> None:
    found = await _found(district, "fc")
    assert found
    assert all("FC" in label for label in found)
    assert not [label for label in await _found(district, "ay") if "Mayen" in label]


async def test_hits_are_ranked_by_how_well_their_title_matches(district: Database) -> None:
    page = await search.page(district, SearchCriteria("mertloch", TODAY), ALL)
    found = [(row.label, extra.score) for row, extra in zip(page.rows, page.extras, strict=True)]
    assert found[0] == ("Mertloch", 1.0)
    assert ("Zukunft Mertloch", 0.6) in found
    scores = [score or 0.0 for _, score in found]
    assert scores == sorted(scores, reverse=True)
    verein = await search.page(district, SearchCriteria("verein", TODAY), ALL)
    by_label = {row.label: extra.score for row, extra in zip(verein.rows, verein.extras, strict=True)}
    assert by_label["Turnverein Mayen"] == 0.4
    dienstag = await search.page(district, SearchCriteria("dienstag", TODAY), ALL)
    assert {extra.score for extra in dienstag.extras} == {0.2}
    begins = await search.page(district, SearchCriteria("turnv", TODAY), ALL)
    assert begins.extras[0].score == 0.8


async def test_only_opportunities_that_are_open_are_found(district: Database) -> None:
    page = await search.page(district, SearchCriteria("kuchen", TODAY, types=(SearchType.OPPORTUNITY,)), ALL)
    assert {row.entity_pk for row in page.rows} == {12}


async def test_types_and_areas_narrow_a_search(district: Database) -> None:
    hits = await search.page(district, SearchCriteria("polch", TODAY, types=(SearchType.MUNICIPALITY,)), ALL)
    assert [(row.type, row.entity_pk) for row in hits.rows] == [("MUNICIPALITY", int(POLCH))]
    within = await search.page(district, SearchCriteria("verein", TODAY, area=AreaCriteria(ars=(MAYEN,))), ALL)
    assert within.rows
    assert {row.ars for row in within.rows} == {MAYEN}
    near = await search.page(
        district, SearchCriteria("verein", TODAY, area=AreaCriteria(near=Around(POLCH_CENTER, 3.0))), ALL
    )
    everything = await search.page(district, SearchCriteria("verein", TODAY), ALL)
    assert 0 < len(near.rows) < len(everything.rows)


async def test_facets_of_a_search_ignore_their_own_filter(district: Database) -> None:
    criteria = SearchCriteria("mayen", TODAY, types=(SearchType.CLUB,), area=AreaCriteria(ars=(MAYEN,)))
    types, areas, topics = await search.facets(district, criteria, list(SearchDimension))
    by_type = {each.key: each.count for each in types.counts}
    for name, count in by_type.items():
        assert await search.count(district, replace(criteria, types=(SearchType(name),))) == count
    assert len(by_type) > 1
    assert sum(each.count for each in areas.counts) == await search.count(
        district, replace(criteria, area=AreaCriteria(ars=(DISTRICT,)))
    )
    assert topics.counts == sorted(topics.counts, key=lambda each: (-each.count, each.key))
    nothing = await search.facets(district, SearchCriteria("…", TODAY), [SearchDimension.TYPE])
    assert nothing[0].counts == []


async def test_suggestions_begin_as_someone_types(district: Database) -> None:
    for prefix in ("f", "fu", "fuß", "feuer", "polch 19", "1. f"):
        found = await search.suggest(district, prefix, (), 5)
        assert 0 < len(found) <= 5
        for suggestion in found:
            assert all(f" {word}" in f" {fold(suggestion.text)}" for word in fold(prefix).split())
    first = (await search.suggest(district, "mert", (), 8))[0]
    assert (first.text, first.type, first.id) == ("Mertloch", "MUNICIPALITY", "mun_071375002067")
    (only,) = await search.suggest(district, "übungs", (SearchType.EVENT,), 8)
    assert only.id == "evt_0004"
    assert await search.suggest(district, "mert", (SearchType.EVENT,), 8) == []
    assert await search.suggest(district, "mert", (), 0) == []


async def test_a_title_is_suggested_once_per_type(district: Database) -> None:
    found = await search.suggest(district, "train", (SearchType.EVENT, SearchType.OPPORTUNITY), 8)
    assert sorted((each.text, each.type) for each in found) == [
        ("Trainerin gesucht", "OPPORTUNITY"),
        ("Training", "EVENT"),
    ]


@pytest.mark.parametrize("many", [0, 10**12])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(COMMON), min_size=1, max_size=3))
async def test_common_words_find_the_same_in_the_same_order(
    district: Database, monkeypatch: pytest.MonkeyPatch, many: int, words: list[str]
) -> None:
    """The way that the index is passed by must make no difference, wherever a page begins."""
    text = " ".join(words)
    criteria = OrganizationCriteria(text=text)
    for order in (Sort(("RELEVANCE",)), Sort(("NAME",))):
        (looked_up,) = await organizations.pages(district, criteria, order, ALL)
        with monkeypatch.context() as patched:
            patched.setattr(reaching, "_PROBED", 1)
            patched.setattr(reaching, "MANY", many)
            (read,) = await organizations.pages(district, criteria, order, ALL)
            assert (read.rows, read.keys, read.extras) == (looked_up.rows, looked_up.keys, looked_up.extras)
            for place in range(len(read.rows)):
                after = Window(3, after=read.keys[place])
                before = Window(3, backwards=True, before=read.keys[place])
                (page,) = await organizations.pages(district, criteria, order, after)
                assert page.rows == looked_up.rows[place + 1 : place + 4]
                (page,) = await organizations.pages(district, criteria, order, before)
                assert page.rows == looked_up.rows[max(0, place - 3) : place]
    hits = await search.page(district, SearchCriteria(text, TODAY), ALL)
    with monkeypatch.context() as patched:
        patched.setattr(reaching, "_PROBED", 1)
        patched.setattr(reaching, "MANY", many)
        again = await search.page(district, SearchCriteria(text, TODAY), ALL)
    assert (again.rows, again.extras) == (hits.rows, hits.extras)


async def test_every_entry_is_found_by_its_own_title(district: Database) -> None:
    (everything,) = await organizations.pages(district, OrganizationCriteria(), Sort(), ALL)
    for row in everything.rows:
        page = await search.page(district, SearchCriteria(row.name, TODAY), ALL)
        assert page.rows[0].label == row.name
        assert page.extras[0].score == 1.0


def test_searches_have_bounds() -> None:
    assert len(tokens(" ".join(f"wort{number}" for number in range(100)))) == MAX_TOKENS
    assert tokens("Müller müller MUELLER") == ("mueller",)
    entry = search_entry(SearchType.CLUB, 1, "Größe", ["wort " * 5_000, "spät"], None)
    assert entry["title"] == " groesse "
    assert len(str(entry["body"])) <= MAX_BODY_CHARS + 2
    assert str(entry["body"]).startswith(" wort wort")
