"""Every reason has a sentence, a way out, and a line on the page of errors."""

import re
from pathlib import Path

import pytest

from supergraph.tokens import Reason, refusal

PAGE = Path(__file__).parents[3] / "docs" / "errors.md"


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_says_what_and_how_to_mend_it(reason: Reason) -> None:
    error = refusal(reason)
    assert error.message.isascii()
    assert '"' not in error.message
    assert "\\" not in error.message
    assert error.hint
    assert error.code.status == (503 if reason is Reason.KEYS_UNAVAILABLE else 401)


def test_every_reason_is_on_the_page_of_errors() -> None:
    found = re.findall(r"^\| `([A-Z_]+)` \| ([^|0-9][^|]*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    told = {name: meaning for name, meaning in found if name in Reason.__members__}
    assert told == {reason.value: refusal(reason).message for reason in Reason}
