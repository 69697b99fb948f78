"""Cases in folders: a query over the hub and its partners (`world`), the plan it gets, and the answer.

cases/<name>/query.graphql
cases/<name>/variables.json    where it has some
cases/<name>/down.txt          names of partners that cannot be asked
cases/<name>/plan.txt          what `Plan.pretty` says
cases/<name>/answer.json
"""

import json
from pathlib import Path

import pytest
from graphql import OperationDefinitionNode

from tests.supergraph.run.world import World, down

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/query.graphql"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
async def test_a_case_is_planned_and_answered_as_written(case: Path, request: pytest.FixtureRequest) -> None:
    query = (case / "query.graphql").read_text(encoding="utf-8")
    variables = json.loads(_text(case / "variables.json") or "{}")
    world = World(dict.fromkeys(_text(case / "down.txt").split(), down))

    answer = await world.ask(query, variables)

    document = world.engine.documents.get(query).node
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    plan, _ = world.gateway.plans.plan(operation, document, variables)
    planned, answered = plan.pretty(), json.dumps(answer, indent=1, ensure_ascii=False) + "\n"
    if request.config.getoption("--update-goldens", default=False):
        (case / "plan.txt").write_text(planned, encoding="utf-8")
        (case / "answer.json").write_text(answered, encoding="utf-8")
    hint = "run pytest tests/supergraph/run --update-goldens and review the change"
    assert planned == _text(case / "plan.txt"), hint
    assert answered == _text(case / "answer.json"), hint
    assert world.gateway.plans.made == 1
    if not world.faults:
        assert len(world.asked) <= sum(len(series) for series in plan.series)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""
