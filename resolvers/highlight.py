"""What of a title matched a search, in bold: `**Feuerwehr** Polch` (CommonMark).

Matching is that of search itself: folded letters, words of three letters and more also within other words, shorter
ones at their beginnings. A folded letter may stand for one that is written (ß for ss), so places are kept.
"""

import re
import unicodedata
from collections.abc import Sequence

from datasources.folding import fold

__all__ = ["highlight"]

MIN_INNER_CHARS = 3
MAX_WORDS = 8

_SPECIAL = re.compile(r"([\\`*_\[\]<>#&|~])")


def highlight(title: str, text: str) -> str | None:
    """The title with what matched the text in bold; None where nothing in the title did."""
    written = unicodedata.normalize("NFC", title)
    folded, places = _folded(written)
    marked = _marked(folded, fold(text).split()[:MAX_WORDS])
    letters = sorted({places[position] for position in marked})
    if not letters:
        return None
    return _bold(written, letters)


def _folded(written: str) -> tuple[str, list[int]]:
    """The folded title, and for each of its characters the place of the one it stands for."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(written):
        for part in fold(character) or " ":
            folded.append(part)
            places.append(place)
    return "".join(folded), places


def _marked(folded: str, words: Sequence[str]) -> set[int]:
    marked: set[int] = set()
    for word in words:
        start = folded.find(word)
        while start >= 0:
            if len(word) >= MIN_INNER_CHARS or start == 0 or folded[start - 1] == " ":
                marked.update(range(start, start + len(word)))
            start = folded.find(word, start + 1)
    return marked


def _bold(written: str, letters: Sequence[int]) -> str:
    parts: list[str] = []
    at = 0
    while at < len(letters):
        end = at
        while end + 1 < len(letters) and letters[end + 1] == letters[end] + 1:
            end += 1
        begin = 0 if at == 0 else letters[at - 1] + 1
        parts.append(_escaped(written[begin : letters[at]]))
        parts.append(f"**{_escaped(written[letters[at] : letters[end] + 1])}**")
        at = end + 1
    parts.append(_escaped(written[letters[-1] + 1 :]))
    return "".join(parts)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
