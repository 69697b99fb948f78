"""GraphiQL for browsers: the bundle that `make web` builds, or else a page that loads an older one from a CDN.

    /graphql                     the page, for those who accept text/html
    /graphql/assets/{name}       scripts, styles and fonts; their names change with their content

The page's policy lets it load from the hub itself (and from the CDN, where it must, by versions pinned and hashed), and
talk to the hub alone.
"""

from __future__ import annotations

import html
import json
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

CDN: Final = "https://cdn.jsdelivr.net"
_CDN_FILES: Final = (
    (
        "npm/react@18.3.1/umd/react.production.min.js",
        "sha384-DGyLxAyjq0f9SPpVevD6IgztCFlnMF6oW/XQGmfe+IsZ8TqEiDrcHkMLKI6fiB/Z",
    ),
    (
        "npm/react-dom@18.3.1/umd/react-dom.production.min.js",
        "sha384-gTGxhz21lVGYNMcdJOyq01Edg0jhn/c22nsx0kyqP0TxaV5WVdsSH1fSDUf5YJj1",
    ),
    (
        "npm/graphiql@4.1.2/graphiql.min.js",
        "sha384-9XdHu7ajgGJziD4J1zNBKQ842Q/+zZfDv+ib1eMhZWBH6hPAs806x+Jbcf0yNO6B",
    ),
)
_CDN_STYLE: Final = (
    "npm/graphiql@4.1.2/graphiql.min.css",
    "sha384-1el1QShFBnnXTx9x/Cprg82hZWKt0ry29OAYIXt05swbi0KcZDFoj0CWguMpopJr",
)
_CDN_START: Final = "start.js"
_CDN_SCRIPT: Final = """\
const settings = JSON.parse(document.getElementById('settings').textContent);
const endpoint = new URL(settings.endpoint, window.location.origin);
const shared = new URLSearchParams(window.location.search);
ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: endpoint.href }),
    defaultQuery: settings.defaultQuery,
    query: shared.get('query') ?? undefined,
    shouldPersistHeaders: false,
  }, React.createElement(GraphiQL.Logo, null, settings.title)),
);
"""
_CDN_PAGE: Final = """\
<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <style>html, body, #graphiql { height: 100%; margin: 0; } p { font: 1rem sans-serif; margin: 2rem; }</style>
    STYLE
  </head>
  <body>
    <div id="graphiql">
      <p>GraphiQL is loading from cdn.jsdelivr.net, which needs the internet.
      For use without it, run <code>make web</code> and start the hub again.</p>
    </div>
    SCRIPTS
  </body>
</html>
"""

_ICON: Final = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath d='M8 8 3 3M8 8l5-5M8 8v6' stroke='%23d60590' stroke-width='2'/%3E"
    "%3Ccircle cx='8' cy='8' r='3' fill='%23d60590'/%3E%3C/svg%3E"
)

_POLICY: Final = (
    "default-src 'none'; script-src 'self'{cdn}; style-src 'self' 'unsafe-inline'{cdn}; img-src 'self' data:; "
    "font-src 'self' data:{cdn}; connect-src 'self'; worker-src 'self' blob:; base-uri 'self'; form-action 'none'; "
    "frame-ancestors 'none'"
)


class Page:
    """The page of one hub. `build` is the folder that `make web` fills (web/dist), looked into once, at the start.

    `default_query` is what the editor shows at first, `path` where the graph is.
    """

    def __init__(
        self, *, title: str, default_query: str = "", path: str = "/graphql", build: Path | None = None
    ) -> None:
        self._title = title
        self._default_query = default_query
        self._path = path
        index = build / "index.html" if build is not None else None
        self.is_bundled = index is not None and index.is_file()
        if build is not None and index is not None and self.is_bundled:
            self._template = index.read_text("utf-8")
            self.assets = Assets({file.name: file for file in (build / "assets").iterdir() if file.is_file()})
        else:
            self._template = _cdn_page()
            self.assets = Assets({}, {_CDN_START: _CDN_SCRIPT})

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The page itself."""
        headers = {
            "content-security-policy": _POLICY.format(cdn="" if self.is_bundled else f" {CDN}"),
            "cache-control": "no-cache",
            "vary": "Accept",
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
        }
        await HTMLResponse(self._render(scope.get("root_path", "")), headers=headers)(scope, receive, send)

    def _render(self, root_path: str) -> str:
        endpoint = f"{root_path}{self._path}"
        settings = {"title": self._title, "endpoint": endpoint, "defaultQuery": self._default_query}
        head = (
            f'<base href="{html.escape(endpoint)}/" />\n    <title>{html.escape(self._title)}</title>\n'
            f'    <link rel="icon" href="{_ICON}" />\n'
            f'    <script type="application/json" id="settings">{_embedded(settings)}</script>'
        )
        page = self._template.replace("<title>GraphiQL</title>", "")
        return page.replace('<meta charset="utf-8" />', f'<meta charset="utf-8" />\n    {head}', 1)


class Assets:
    """The files of the build as an ASGI application, each by its exact name; compressed where the client can read that.

    `scripts` are answered beside them, from memory.
    """

    def __init__(self, files: Mapping[str, Path], scripts: Mapping[str, str] | None = None) -> None:
        self._files = files
        self._scripts = scripts or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = str(scope["path_params"]["name"])
        await self._answer(name, dict(scope["headers"]))(scope, receive, send)

    def _answer(self, name: str, headers: Mapping[bytes, bytes]) -> Response:
        if name in self._scripts:
            return Response(self._scripts[name], media_type="text/javascript", headers={"cache-control": "no-cache"})
        file = self._files.get(name)
        if file is None:
            return PlainTextResponse("no such file", status_code=404)
        about = {
            "cache-control": "public, max-age=31536000, immutable",
            "vary": "Accept-Encoding",
            "x-content-type-options": "nosniff",
        }
        compressed = self._files.get(f"{name}.gz")
        if compressed is not None and b"gzip" in headers.get(b"accept-encoding", b""):
            file = compressed
            about["content-encoding"] = "gzip"
        kind = "text/javascript" if name.endswith(".js") else mimetypes.guess_type(name)[0]
        return FileResponse(file, media_type=kind or "application/octet-stream", headers=about)


def _embedded(value: object) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _cdn_page() -> str:
    style = (
        f'<link rel="stylesheet" href="{CDN}/{_CDN_STYLE[0]}" integrity="{_CDN_STYLE[1]}" crossorigin="anonymous" />'
    )
    scripts = [
        f'<script src="{CDN}/{path}" integrity="{digest}" crossorigin="anonymous"></script>'
        for path, digest in _CDN_FILES
    ]
    scripts.append(f'<script src="assets/{_CDN_START}"></script>')
    return _CDN_PAGE.replace("STYLE", style).replace("SCRIPTS", "\n    ".join(scripts))
