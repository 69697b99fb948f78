"""What of a title matched, in bold."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.highlight import highlight


@pytest.mark.parametrize(
    ("title", "text", "marked"),
    [
        ("Jugendfeuerwehrverein Polch", "feuerwehr", "Jugend**feuerwehr**verein Polch"),
        ("Fußballclub Mayen", "fussball", "**Fußball**club Mayen"),
        ("Müllerweg", "mueller", "**Müller**weg"),
        ("Muellerweg", "Müller", "**Mueller**weg"),
        ("1. FC Polch", "1 fc", "**1**. **FC** Polch"),
        ("TV Altenwalde", "tv", "**TV** Altenwalde"),
        ("ATV", "tv", None),  # two letters match beginnings only, as search does
        ("Café am Markt", "cafe", "**Café** am Markt"),
        ("C++ & *Sterne*", "sterne", r"C++ \& \***Sterne**\*"),
        ("Obst & Garten", "garten", r"Obst \& **Garten**"),
        ("Polch", "mayen", None),
        ("", "x", None),
        ("Polch", "", None),
    ],
)
def test_matches_are_bold(title: str, text: str, marked: str | None) -> None:
    assert highlight(title, text) == marked


@given(title=st.text(max_size=60), text=st.text(max_size=30))
def test_only_marks_and_backslashes_are_added(title: str, text: str) -> None:
    marked = highlight(title, text)
    if marked is not None:
        plain = re.sub(r"\\(.)|\*\*", lambda found: found[1] or "", marked, flags=re.DOTALL)
        assert plain == unicodedata.normalize("NFC", title)
