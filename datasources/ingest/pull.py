"""The bytes of a source: from a file beside the configuration, or from an address through the outbound policy.

    pulled = await pull(declaration, folder=Path("."), outbound=outbound, known=Known(etag, last_modified))

A mapping's further tables come along as attachments. The digest covers all of them, so that a source is unchanged only
where every part of it is. Nothing that is told of a failure holds an address's secrets: `redact` has been over it.
"""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

from datasources.connectors.content import Content
from datasources.connectors.registry import further_tables
from datasources.declarations import SourceDeclaration
from datasources.problems import Problem
from datasources.vocabulary import Severity
from supergraph.errors import OutboundError
from supergraph.outbound import Fetched, Outbound, redact

MAX_FILE_BYTES: Final = 256 * 1024 * 1024
MAX_ATTACHMENTS: Final = 20
_PIECE_BYTES: Final = 1024 * 1024
_CODES: Final = MappingProxyType(
    {
        "ADDRESS_REFUSED": "FETCH_NO_ADDRESS",
        "NOT_PUBLIC": "FETCH_REFUSED",
        "REDIRECT_REFUSED": "FETCH_REDIRECTED",
        "UNREACHABLE": "FETCH_UNREACHABLE",
        "UNKNOWN_HOST": "FETCH_UNKNOWN_HOST",
        "BAD_CERTIFICATE": "FETCH_CERTIFICATE",
        "TIMED_OUT": "FETCH_TIMED_OUT",
        "STATUS_REFUSED": "FETCH_STATUS",
        "TOO_LARGE": "FETCH_TOO_LARGE",
        "BAD_ENCODING": "FETCH_BROKEN",
        "CIRCUIT_OPEN": "FETCH_PAUSED",
    }
)
"""A problem for each OutboundError, by their codes."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the server said of the content the hub holds."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Pulled:
    """Content that arrived, with its digest. `fetched` keeps the temporary files of large answers alive."""

    content: Content
    digest: str
    etag: str | None = None
    last_modified: str | None = None
    fetched: tuple[Fetched, ...] = field(default=(), repr=False)


class NotModified:
    """The server says that the content is what the hub holds."""


Pull: TypeAlias = Pulled | NotModified | Problem
_Part: TypeAlias = tuple[Content, Fetched | None]


async def pull(
    declaration: SourceDeclaration, *, folder: Path, outbound: Outbound | None, known: Known | None = None
) -> Pull:
    """The content of a source, with its attachments, or what stands in the way.

    `outbound` may be None for sources that are files all through.
    """
    joins = further_tables(declaration)[:MAX_ATTACHMENTS]
    known = known if known is not None and not joins else Known()
    headers = {name: value.get_secret_value() for name, value in declaration.headers.items()}
    first: _Part | NotModified | Problem
    if declaration.file is not None:
        first = await asyncio.to_thread(_file, folder, declaration.file, declaration.key)
    else:
        assert declaration.url is not None, "a source has a file or an address"
        first = await _fetch(outbound, declaration.url.get_secret_value(), headers, declaration.key, known)
    if not isinstance(first, tuple):
        return first
    parts = [first]
    for join in joins:
        part: _Part | NotModified | Problem
        if join.file is not None:
            part = await asyncio.to_thread(_file, folder, join.file, join.name)
        else:
            part = await _fetch(outbound, join.url or "", _headers_for(declaration, join.url, headers), join.name)
        if not isinstance(part, tuple):
            assert not isinstance(part, NotModified), "asked without conditions"
            return part
        parts.append(part)
    digest = await asyncio.to_thread(_digest, [content for content, _ in parts])
    (content, fetched), attachments = parts[0], tuple(content for content, _ in parts[1:])
    return Pulled(
        content=replace(content, attachments=attachments),
        digest=digest,
        etag=fetched.etag if fetched is not None and not joins else None,
        last_modified=fetched.last_modified if fetched is not None and not joins else None,
        fetched=tuple(each for _, each in parts if each is not None),
    )


def _file(folder: Path, file: str, name: str) -> _Part | Problem:
    path = folder / file
    shown = {"name": file}
    try:
        size = path.stat().st_size
        if not path.is_file():
            return _problem("FILE_NOT_FOUND", shown)
        if size > MAX_FILE_BYTES:
            return _problem("FILE_TOO_LARGE", {**shown, "size": str(size), "limit": str(MAX_FILE_BYTES)})
        with path.open("rb"):
            return Content(name=name, path=path), None
    except FileNotFoundError:
        return _problem("FILE_NOT_FOUND", shown)
    except OSError:
        return _problem("FILE_UNREADABLE", shown)


async def _fetch(
    outbound: Outbound | None, url: str, headers: dict[str, str], name: str, known: Known | None = None
) -> _Part | NotModified | Problem:
    assert outbound is not None, "an address needs an outbound client"
    known = known or Known()
    try:
        fetched = await outbound.fetch(url, headers=headers, etag=known.etag, last_modified=known.last_modified)
    except OutboundError as error:
        return _problem(_CODES.get(error.code, "FETCH_UNREACHABLE"), {"address": error.subject, **error.details})
    if fetched.not_modified:
        return NotModified()
    data = None if fetched.path is not None else fetched.body
    return Content(name=name, data=data, path=fetched.path, content_type=fetched.content_type), fetched


def _headers_for(declaration: SourceDeclaration, url: str | None, headers: dict[str, str]) -> dict[str, str]:
    """A source's own headers may be secrets: they go to its own origin only."""
    own = declaration.url.get_secret_value() if declaration.url is not None else ""
    return headers if own and url and _origin(own) == _origin(url) else {}


def _origin(url: str) -> str:
    return "/".join(redact(url).split("/", 3)[:3])


def _digest(contents: list[Content]) -> str:
    digest = hashlib.blake2b(digest_size=20)
    for content in contents:
        digest.update(f"{content.name}\x00{content.content_type}\x00".encode("utf-8", "surrogatepass"))
        with content.open() as stream:
            for piece in iter(_reader(stream.read), b""):
                digest.update(piece)
    return digest.hexdigest()


def _reader(read: Callable[[int], bytes]) -> Callable[[], bytes]:
    return lambda: read(_PIECE_BYTES)


def _problem(code: str, parameters: dict[str, str]) -> Problem:
    return Problem(Severity.ERROR, code, parameters=parameters)
