"""The cases of the public federation audit, from the reference composer's supergraphs: answers, and requests made."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

import pytest

from supergraph.engine import Caller, Engine, GraphRequest
from supergraph.joined import api_schema, read_supergraph
from supergraph.outbound import Outbound
from supergraph.run import Fetcher, Gateway, HttpFetcher, Partner, SubgraphAnswer, SubgraphRequest

SHARED = Path(__file__).parents[4] / "shared"
CASES = SHARED / "cases" / "federation"
START_S = 60
EXPECTED_CASES = 125


def _cases() -> list[tuple[str, int]]:
    return [
        (file.parent.name, index)
        for file in sorted(CASES.glob("*/tests.json"))
        for index in range(len(json.loads(file.read_text(encoding="utf-8"))))
    ]


class Counting:
    """Counts what a fetcher is asked, by subgraph."""

    def __init__(self, inner: Fetcher) -> None:
        self.inner = inner
        self.asked: Counter[str] = Counter()

    async def fetch(self, request: SubgraphRequest) -> SubgraphAnswer:
        self.asked[request.subgraph] += 1
        return await self.inner.fetch(request)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the subgraphs of all cases are served, by a process of their own."""
    if not CASES.is_dir():
        pytest.skip("the cases from outside (../shared/cases/federation) are not here")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, str(SHARED / "tools" / "case_subgraphs.py"), str(CASES), str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/ids", process)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        assert process.poll() is None, "the subgraphs of the cases ended by themselves"
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"the subgraphs of the cases did not answer within {START_S} s")


@pytest.fixture
async def outbound(address: str) -> AsyncIterator[Outbound]:
    async with Outbound(allowed_hosts=[address]) as client:
        yield client


@pytest.mark.parametrize(("suite", "index"), _cases() or [("none", 0)])
async def test_a_case_is_answered_with_no_more_requests_than_the_reference(
    address: str, outbound: Outbound, suite: str, index: int
) -> None:
    case = json.loads((CASES / suite / "tests.json").read_text(encoding="utf-8"))[index]
    allowed = json.loads((CASES / "reference_calls.json").read_text(encoding="utf-8"))[suite][index]
    sdl = (CASES / suite / "supergraph.graphql").read_text(encoding="utf-8")
    joined = read_supergraph(sdl.replace("http://localhost:4200", f"http://{address}"))
    partners = {each.name: Partner(each.name, each.url) for each in joined.subgraphs.values()}
    fetcher = Counting(HttpFetcher(outbound, partners))
    gateway = Gateway(joined, api_schema(sdl), fetcher)
    engine = Engine(gateway.schema, execute=gateway.execute)

    answer = (await engine.run(GraphRequest(case["query"]), Caller())).formatted()

    expected = case["expected"]
    assert answer.get("data") == expected.get("data"), answer.get("errors")
    if isinstance(expected.get("errors"), bool):
        assert bool(answer.get("errors")) is expected["errors"]
    assert _more(fetcher.asked, allowed) == {}


def test_no_case_is_missing() -> None:
    if not CASES.is_dir():
        pytest.skip("the cases from outside (../shared/cases/federation) are not here")
    assert len(_cases()) == EXPECTED_CASES


def _more(asked: Mapping[str, int], allowed: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    return {name: (count, allowed.get(name, 0)) for name, count in asked.items() if count > allowed.get(name, 0)}
