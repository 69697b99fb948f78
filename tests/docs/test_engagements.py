"""The page of sign-ups: its tables are those of the code. Each failure prints the table as it must stand."""

import re
from collections.abc import Iterator

import pytest

from datasources.people import transitions
from datasources.people.taking_part import asking, deciding, rules
from datasources.people.vocabulary import HOLDING, LIVE, EngagementState
from datasources.problems import participation
from datasources.store.people.engagements_places import HELD_S
from tests.docs.world import ROOT

PAGE = (ROOT / "docs" / "engagements.md").read_text("utf-8")


def _states() -> Iterator[str]:
    yield "| state | holds a place | something is still to come |"
    yield "|---|---|---|"
    for state in EngagementState:
        yield f"| `{state}` | {_yes(state in HOLDING)} | {_yes(state in LIVE)} |"


def _transitions() -> Iterator[str]:
    yield "| who | from | to |"
    yield "|---|---|---|"
    for actor, before, after in transitions.rows():
        start = "no sign-up yet" if before is None else f"`{before}`"
        yield f"| {actor.value.lower()} | {start} | {', '.join(f'`{state}`' for state in after)} |"


def _problems() -> Iterator[str]:
    yield "| code | what is told | the way out |"
    yield "|---|---|---|"
    for code, text in participation.TEXTS.items():
        yield f"| `{code}` | {text.en} | {text.hint_en} |"


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


@pytest.mark.parametrize(
    ("name", "made"), [("states", _states), ("transitions", _transitions), ("problems", _problems)], ids=str
)
def test_the_tables_are_those_of_the_code(name: str, made: object) -> None:
    assert callable(made)
    expected = "\n".join(made())
    found = re.search(rf"<!-- {name} -->\n(.*?)\n\n", PAGE, re.DOTALL)
    assert found is not None, f"docs/engagements.md lacks the table {name}"
    assert found[1] == expected, f"docs/engagements.md, {name}:\n{expected}"


@pytest.mark.parametrize(
    "sentence",
    [
        f"{HELD_S // 3600} hours",
        f"{asking.MAX_SHIFTS} shifts",
        f"{asking.MAX_MESSAGE_CHARS:,} characters",
        f"{rules.MAX_LIVE} sign-ups",
        f"{deciding.HOURS_A_DAY} for each day",
        f"{deciding.MAX_HOURS:,} without shifts",
        *(f"`{kind}`" for kind in sorted(rules.INSPECTED)),
    ],
)
def test_every_bound_is_on_the_page(sentence: str) -> None:
    assert sentence in " ".join(PAGE.split())
