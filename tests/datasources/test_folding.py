from hypothesis import given
from hypothesis import strategies as st

from datasources.folding import MAX_SLUG_CHARS, MAX_SORT_KEY_CHARS, fold, slug, sort_key


def test_spellings_of_one_name_fold_to_one_text() -> None:
    assert fold("Fußball") == fold("Fussball") == fold("FUSSBALL") == "fussball"
    assert fold("Müller") == fold("Mueller") == fold("MU\u0308LLER") == "mueller"
    assert fold("Café Røv & Żabka, e.V.") == "cafe roev und zabka e v"


def test_punctuation_and_spaces_separate_words() -> None:
    assert fold("  1. FC-Köln/Nord\t2026 ") == "1 fc koeln nord 2026"
    assert fold("…!?") == ""


def test_names_sort_as_german_dictionaries_do() -> None:
    names = ["Zebra", "Ärzte", "Arzt", "Öl", "Ofen", "Maß", "Masse", "Mast", "eins", "Eis", "1. FC"]
    expected = ["1. FC", "Arzt", "Ärzte", "eins", "Eis", "Maß", "Masse", "Mast", "Ofen", "Öl", "Zebra"]
    assert sorted(names, key=sort_key) == expected


def test_slugs_fit_web_addresses() -> None:
    assert slug("Förderverein Grundschule Polch e.V.") == "foerderverein-grundschule-polch-e-v"
    assert slug("Київ") == "eintrag"
    long = slug("Verein " * 40)
    assert len(long) <= MAX_SLUG_CHARS
    assert not long.endswith("-")


@given(st.text(max_size=300))
def test_folding_settles_at_once(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())


@given(st.text(max_size=300))
def test_keys_and_slugs_stay_within_bounds(text: str) -> None:
    assert len(sort_key(text)) <= MAX_SORT_KEY_CHARS
    made = slug(text)
    assert 0 < len(made) <= MAX_SLUG_CHARS
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
