"""The same key, the same answer: executed once, kept, told to whoever repeats it."""

import pytest

from supergraph.errors import ErrorCode, GraphError
from supergraph.idempotency import Kept, answer_once, fingerprint, key_problem
from tests.supergraph.keeping import Memory

OWNER = ("https://issuer.example", "subject")


class Work:
    """Something that must not be done twice."""

    done = 0

    async def __call__(self) -> str:
        self.done += 1
        return f"done {self.done}"


async def ask(
    keeper: Memory, work: Work, *, caller: str = "alice", key: str = "key", asked: str = "this", keeps: bool = True
) -> str | Kept | GraphError:
    return await answer_once(
        keeper,
        caller=caller,
        owner=OWNER,
        key=key,
        asked=asked,
        execute=work,
        write=lambda answer: answer if keeps else None,
    )


async def test_a_repeated_request_gets_the_first_answer() -> None:
    keeper, work = Memory(), Work()
    assert await ask(keeper, work) == "done 1"
    assert await ask(keeper, work) == Kept("this", "done 1")
    assert (work.done, keeper.owners) == (1, [OWNER])


async def test_another_caller_with_the_same_key_is_another_request() -> None:
    keeper, work = Memory(), Work()
    await ask(keeper, work, caller="alice")
    assert await ask(keeper, work, caller="bob") == "done 2"


async def test_the_same_key_for_something_else_is_refused() -> None:
    keeper, work = Memory(), Work()
    await ask(keeper, work)
    refused = await ask(keeper, work, asked="that")
    assert isinstance(refused, GraphError)
    assert refused.extensions is not None
    assert refused.extensions["reason"] == "IDEMPOTENCY_KEY_REUSED"
    assert work.done == 1


async def test_who_repeats_too_early_is_told_to_wait() -> None:
    keeper, work = Memory(), Work()
    refused: list[object] = []

    async def while_it_runs() -> str:
        refused.append(await ask(keeper, work))
        return "first"

    await answer_once(
        keeper, caller="alice", owner=OWNER, key="key", asked="this", execute=while_it_runs, write=lambda answer: answer
    )
    assert isinstance(refused[0], GraphError)
    assert refused[0].extensions is not None
    assert refused[0].extensions["code"] == ErrorCode.CONFLICT
    assert work.done == 0


async def test_an_answer_that_is_not_to_be_kept_frees_the_key() -> None:
    keeper, work = Memory(), Work()
    await ask(keeper, work, keeps=False)
    assert await ask(keeper, work) == "done 2"


async def test_a_failure_frees_the_key() -> None:
    keeper, work = Memory(), Work()

    async def fails() -> str:
        raise OSError("broken")

    with pytest.raises(OSError, match="broken"):
        await answer_once(
            keeper, caller="alice", owner=OWNER, key="key", asked="this", execute=fails, write=lambda answer: answer
        )
    assert await ask(keeper, work) == "done 1"


def test_a_fingerprint_does_not_depend_on_the_order_of_variables() -> None:
    assert fingerprint("{a}", None, {"x": 1, "y": 2}) == fingerprint("{a}", None, {"y": 2, "x": 1})
    assert fingerprint("{a}", None, {"x": 1}) != fingerprint("{a}", None, {"x": 2})
    assert fingerprint("{a}", "A", None) != fingerprint("{a}", "B", None)


@pytest.mark.parametrize(("key", "is_good"), [("k", True), ("k" * 255, True), ("k" * 256, False), ("", False)])
def test_a_key_has_a_length(key: str, is_good: bool) -> None:
    assert (key_problem(key) is None) is is_good


@pytest.mark.parametrize("key", ["ä", "a\nb", "a\x00"])
def test_a_key_is_printable_ascii(key: str) -> None:
    assert key_problem(key) is not None
