"""The page of error codes: none is missing, none is invented, each says what the code says."""

import json
import re
from pathlib import Path

from datasources.store.database import Database
from resolvers.context import Context
from supergraph.errors import ErrorCode
from tests.resolvers.asking import ask_graph

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"


def rows() -> dict[str, tuple[str, str]]:
    """Code → HTTP status and meaning, as the page's table has them."""
    found = re.findall(r"^\| `([A-Z_]+)` \| (\d{3}) \| (.+?) \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {code: (status, meaning) for code, status, meaning in found}


def test_every_code_is_on_the_page() -> None:
    assert rows().keys() == {code.value for code in ErrorCode}


def test_page_says_what_the_codes_say() -> None:
    for code in ErrorCode:
        assert rows()[code.value] == (str(code.status), code.description)


async def test_example_is_a_real_answer(db: Database) -> None:
    [example] = re.findall(r"```json\n(.+?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    answer = await ask_graph(Context(db), "{ clubs(first: 1000) { totalCount } }")
    assert json.loads(example) == {"errors": answer.errors, "data": answer.data}
