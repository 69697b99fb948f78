"""Texts as they are compared: folded for search, keyed for order (DIN 5007-1), and as part of a web address.

    >>> fold("TV Müller-Maß 1902 e.V.")
    'tv mueller mass 1902 e v'
    >>> sort_key("Ärztekammer") < sort_key("Arzthelferinnen")
    True
    >>> slug("Förderverein Grundschule Polch e.V.")
    'foerderverein-grundschule-polch-e-v'

All three are made here, once, and stored: no database's collation or ICU has a say, so SQLite and PostgreSQL agree.
"""

import unicodedata
from functools import lru_cache
from typing import Final

MAX_SORT_KEY_CHARS: Final = 120
MAX_SLUG_CHARS: Final = 80
_SLUG_OF_NOTHING: Final = "eintrag"

_SPELT_OUT: Final = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "oe",
        "å": "aa",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "&": " und ",
    }
)
"""Letters that German keyboards spell with two, and those that Unicode does not take apart."""

_DIN_5007_1: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "ı": "i"}
)


def fold(text: str) -> str:
    """A text for search: lower case, ß as ss, ä as ae, no accents, words of letters and digits with one space between.

    "Fußball" and "FUSSBALL" fold to the same text, and so do "Müller" and "Mueller".
    """
    composed = unicodedata.normalize("NFKC", text).casefold().translate(_SPELT_OUT)
    return _words(composed)


def sort_key(text: str) -> str:
    """A key that orders texts as German dictionaries do (DIN 5007-1): ä as a, ß as ss, case and punctuation aside.

    Compared by code point, which is how SQLite, PostgreSQL's "C" collation and Python compare.
    """
    composed = unicodedata.normalize("NFKC", text).casefold()
    return _words(composed.translate(_DIN_5007_1))[:MAX_SORT_KEY_CHARS]


def slug(text: str) -> str:
    """A text as part of a web address: `a-z0-9` and single hyphens, at most 80 characters, never empty."""
    ascii_only = fold(text).encode("ascii", "ignore").decode("ascii")
    words = "-".join(ascii_only.split())
    if len(words) > MAX_SLUG_CHARS:
        words = words[: MAX_SLUG_CHARS + 1].rpartition("-")[0] or words[:MAX_SLUG_CHARS]
    return words or _SLUG_OF_NOTHING


def _words(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return " ".join("".join(map(_kept, decomposed)).split())


@lru_cache(maxsize=4096)
def _kept(character: str) -> str:
    if character.isalnum():
        return character
    return "" if unicodedata.combining(character) else " "
