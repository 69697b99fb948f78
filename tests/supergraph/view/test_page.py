"""GraphiQL: the build of `make web`, or the page that loads from a CDN."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from supergraph.view.page import Page
from tests.supergraph.view.wire import Client, application

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
INDEX = (
    '<!doctype html>\n<html><head>\n<meta charset="utf-8" />\n<title>GraphiQL</title>\n'
    '<script type="module" src="./assets/index-1.js"></script></head><body></body></html>'
)


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """What a build looks like."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(INDEX, "utf-8")
    (tmp_path / "assets" / "index-1.js").write_bytes(b"let Verein = 1;")
    (tmp_path / "assets" / "index-1.js.gz").write_bytes(gzip.compress(b"let Verein = 1;"))
    (tmp_path / "assets" / "codicon-2.ttf").write_bytes(b"font")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    return tmp_path


async def test_browser_gets_the_page_with_its_settings(build: Path) -> None:
    query = 'query Hallo { hello(name: "</script><b>&Köln") }'
    client = Client(application(web=build, title="Hub <&> Koblenz", default_query=query))
    response = await client.get(accept=BROWSER)
    page = response.body.decode()
    assert (response.status, response.media) == (200, "text/html; charset=utf-8")
    assert page.count("<title>") == 1
    assert "<title>Hub &lt;&amp;&gt; Koblenz</title>" in page
    assert '<base href="/graphql/" />' in page
    assert page.index("<base") < page.index("./assets/index-1.js")
    assert page.count("</script>") == 2, "the query ends no script"
    assert "Köln" in page


async def test_link_that_shares_a_query_leads_a_browser_to_the_page(build: Path) -> None:
    response = await Client(application(web=build)).get(accept=BROWSER, query="{ hello }")
    assert response.media.startswith("text/html")


async def test_page_may_load_from_the_hub_alone(build: Path) -> None:
    policy = (await Client(application(web=build)).get(accept=BROWSER)).headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; " in policy
    assert "connect-src 'self'; " in policy
    assert "http" not in policy
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy


async def test_asset_is_served_for_good_and_compressed_where_that_is_read(build: Path) -> None:
    client = Client(application(web=build))
    plain = await client.send("GET", path="/graphql/assets/index-1.js")
    assert plain.body == b"let Verein = 1;"
    assert plain.media == "text/javascript; charset=utf-8"
    assert "immutable" in plain.headers["cache-control"]
    packed = await client.send("GET", path="/graphql/assets/index-1.js", headers={"accept-encoding": "gzip, br"})
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.media == plain.media
    assert (await client.send("GET", path="/graphql/assets/codicon-2.ttf")).media == "font/ttf"


@pytest.mark.parametrize(
    "name", ["missing.js", "..", "../secret.txt", "%2e%2e/secret.txt", "..\\secret.txt", "start.js"]
)
async def test_nothing_but_assets_is_served(build: Path, name: str) -> None:
    response = await Client(application(web=build)).send("GET", path=f"/graphql/assets/{name}")
    assert response.status == 404


async def test_page_follows_its_mount(build: Path) -> None:
    page = Page(title="Hub", path="/graphql", build=build)
    assert '<base href="/hub/graphql/" />' in page._render("/hub")
    assert '"endpoint": "/hub/graphql"' in page._render("/hub")


@pytest.mark.parametrize("web", [None, Path("/gibt/es/nicht")])
async def test_without_a_build_the_page_loads_pinned_and_hashed_files_and_says_so(web: Path | None) -> None:
    client = Client(application(web=web, title="Hub"))
    response = await client.get(accept=BROWSER)
    page = response.body.decode()
    loaded = re.findall(r'<(?:script|link)[^>]*(?:src|href)="(https://[^"]+)"[^>]*>', page)
    assert len(loaded) == 4
    for address in loaded:
        assert re.search(r"@\d+\.\d+\.\d+/", address), "each version is pinned"
    assert page.count('integrity="sha384-') == 4
    assert "make web" in page
    assert "<title>Hub</title>" in page
    assert "script-src 'self' https://cdn.jsdelivr.net;" in response.headers["content-security-policy"]
    start = await client.send("GET", path="/graphql/assets/start.js")
    assert (start.status, start.media) == (200, "text/javascript; charset=utf-8")
    assert b"GraphiQL" in start.body
