"""The page on personal data names every key of the export, every purpose, and the words that the code uses."""

import re
from pathlib import Path

from datasources.people import exporting, guardians
from datasources.people.consents import TO_AN_ORGANIZATION, TO_THE_HUB
from datasources.people.vocabulary import GuardianConsentState, Purpose
from datasources.store.people import exporting as sections
from resolvers.people.erasure import WORD

PAGE = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text("utf-8")


def rows(heading: str) -> dict[str, str]:
    """The table below a heading: its first cell, and the rest of the line."""
    part = PAGE.split(f"\n## {heading}", 1)[1].split("\n## ", 1)[0]
    return {match[1]: match[2] for match in re.finditer(r"^\| (.+?) \|(.*)\|$", part, re.MULTILINE)}


def test_every_key_of_the_export_is_told() -> None:
    told = rows("Taking one's data along")
    for section in (*sections.OF_ACCOUNT, *sections.OF_VOLUNTEER):
        row = told["`engagements`"] if section.name in {"shifts", "messages"} else told[f"`{section.name}`"]
        missing = [name for name in section.columns if name != "engagement" and f"`{name}`" not in row]
        assert missing == [], section.name
    assert exporting.FORMAT in PAGE
    assert f"{sections.MAX_ROWS:,}" in PAGE


def test_every_purpose_has_the_recipients_of_the_rule() -> None:
    told = rows("Consents")
    for purpose in Purpose:
        organization, platform = (cell.strip() for cell in told[f"`{purpose.value}`"].strip().split("|"))
        assert (organization != "not possible") == (purpose in TO_AN_ORGANIZATION)
        assert (platform != "not possible") == (purpose in TO_THE_HUB)


def test_states_hours_and_words_are_those_of_the_code() -> None:
    assert [state for state in GuardianConsentState if state.value not in PAGE] == []
    assert f"{guardians.CODE_HOURS} hours" in PAGE
    assert guardians.LETTERS_PER_DAY == 3
    assert "three a day" in PAGE
    assert f'eraseMe(confirm: "{WORD}")' in PAGE
