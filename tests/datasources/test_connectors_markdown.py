"""Text as sources write it becomes one line, or CommonMark without HTML."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasources.connectors.markdown import (
    MAX_HTML_TAGS,
    MAX_TEXT_CHARS,
    clean_markdown,
    from_html,
    from_plain,
    one_line,
)


def test_one_line_composes_and_drops_what_cannot_be_shown() -> None:
    assert one_line(" So\u0308mmer\x00fest\ud800 \r\n am\tSee\ufeff ") == "Sömmerfest am See"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Kaffee <br> und <b>Kuchen</b>", "Kaffee  \nund **Kuchen**"),
        ("<p>Bitte <a href='https://example.org/a'>anmelden</a></p>", "Bitte [anmelden](https://example.org/a)"),
        ("<html-blob>Halle A &amp; B<br>Eintritt frei</html-blob>", "Halle A & B  \nEintritt frei"),
        ("eins\nzwei <b>drei</b>", "eins  \nzwei **drei**"),
        ("<ul><li>Äpfel<li>Birnen</ul>", "- Äpfel\n- Birnen"),
        ("Für Kinder < 12 Jahre & Eltern", "Für Kinder < 12 Jahre & Eltern"),
        ("Siehe <https://example.org/>", "Siehe <https://example.org/>"),
        ("# Programm\n\n- eins\n- zwei", "# Programm\n\n- eins\n- zwei"),
    ],
)
def test_scraps_of_html_become_markdown_and_markdown_stays(source: str, expected: str) -> None:
    assert clean_markdown(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<script>alert(1)</script>Hallo<p>", "Hallo"),
        ("&lt;script&gt;alert(1)<p>", "\\<script>alert(1)"),
        ("x <unbekannt onload=1>", "x \\<unbekannt onload=1>"),
        ("x \\\\<svg onload=1>", "x \\\\\\<svg onload=1>"),
        ("[x](javascript:alert(1))", "[x]\\(javascript:alert(1))"),
        ("[x](java&#115;cript:alert)", "[x]\\(java&#115;cript:alert)"),
        ("[x](<data:text/html,1>)", "[x](\\<data:text/html,1>)"),
        ("[x]: vbscript:run", "[x]\\: vbscript:run"),
        ('<a href="javascript:alert(1)">hier</a>', "hier"),
    ],
)
def test_nothing_a_browser_would_run_gets_through(source: str, expected: str) -> None:
    assert clean_markdown(source) == expected


def test_plain_text_keeps_its_lines() -> None:
    assert from_plain("Beginn: 19 Uhr\nOrt: Halle\n\nEintritt frei") == "Beginn: 19 Uhr  \nOrt: Halle\n\nEintritt frei"


@given(st.text())
def test_cleaning_is_a_fixed_point(text: str) -> None:
    once = clean_markdown(text)
    assert clean_markdown(once) == once
    line = one_line(text)
    assert one_line(line) == line == unicodedata.normalize("NFC", line)
    assert "\n" not in line


@pytest.mark.parametrize("tags", [MAX_HTML_TAGS - 1, MAX_HTML_TAGS, MAX_HTML_TAGS + 1, MAX_TEXT_CHARS])
@pytest.mark.parametrize("tag", ["<div>", "<b>", "<b><p>", "<blockquote>", "<a href="])
def test_hostile_nesting_costs_neither_time_nor_stack(tag: str, tags: int) -> None:
    began = time.perf_counter()
    assert len(from_html("Halle " + tag * tags)) < 2 * MAX_TEXT_CHARS
    assert time.perf_counter() - began < 2


def test_text_beyond_the_bound_is_cut() -> None:
    assert len(clean_markdown("a" * (MAX_TEXT_CHARS + 1))) == MAX_TEXT_CHARS
    assert len(one_line("a" * MAX_TEXT_CHARS)) == MAX_TEXT_CHARS
