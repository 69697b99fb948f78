"""GraphiQL in a real browser, over a real server: its build loads under the page's policy and shows the graph."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn

from tests.supergraph.view.wire import application

BUILD = Path(__file__).parents[3] / "web" / "dist"
BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--enable-logging=stderr",
    "--virtual-time-budget=20000",
)


@pytest.fixture
async def address() -> AsyncIterator[str]:
    """A hub that runs, with a query to show."""
    query = "query Begruessung { hello }"
    app = application(web=BUILD, title="Engagement Hub", default_query=query)
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="websockets-sansio"))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/graphql"
    server.should_exit = True
    await task
    listening.close()


@pytest.mark.skipif(not BROWSER, reason="no Chromium on this machine")
@pytest.mark.skipif(not (BUILD / "index.html").is_file(), reason="GraphiQL is not built: run `make web`")
async def test_graphiql_shows_the_query_and_loads_within_its_policy(address: str, tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        BROWSER,
        *FLAGS,
        f"--user-data-dir={tmp_path}",
        "--dump-dom",
        address,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    try:
        output, log = await asyncio.wait_for(process.communicate(), 60)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    page = output.decode("utf-8", "replace")
    console = [line for line in log.decode("utf-8", "replace").splitlines() if "CONSOLE" in line]
    assert "graphiql-container" in page
    assert "Engagement Hub" in page
    assert "Begruessung" in page
    assert not [line for line in console if "Content Security Policy" in line or "Uncaught" in line], console
