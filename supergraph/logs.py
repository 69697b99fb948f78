"""How a process says what it does: one line per event, for people on a terminal and as JSON elsewhere.

Whatever looks like an address loses its credentials, query and fragment on the way, wherever it stands in an event; and
of a database's errors, the lines that quote the rows they are about are left out.
"""

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, Final

import structlog
from structlog.typing import EventDict, WrappedLogger

from supergraph.outbound import redact

MAX_DEPTH: Final = 6
_ADDRESS: Final = re.compile(r"""[a-z][a-z0-9+.-]{1,30}://[^\s"'<>)\]]+""", re.IGNORECASE)

_QUOTED_ROW: Final = re.compile(r"^(\s*(?:DETAIL|CONTEXT)): .*$", re.MULTILINE)
"""PostgreSQL's "DETAIL:  Failing row contains (…)": values of a row, which may be someone's."""


def configure(*, level: str = "info", as_json: bool | None = None) -> None:
    """Set up logging for this process, once, at the door. `as_json` None: where standard error is no terminal."""
    as_json = not sys.stderr.isatty() if as_json is None else as_json
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        without_secrets,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for chatty in ("alembic", "asyncio", "aiosqlite", "sqlalchemy"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def without_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The event with every address in it redacted."""
    return {name: _clean(value, MAX_DEPTH) for name, value in event.items()}


def _clean(value: object, depth: int) -> object:
    match value:
        case str():
            return _ADDRESS.sub(lambda found: redact(found[0]), _QUOTED_ROW.sub(r"\1: …", value))
        case Mapping() if depth:
            return {name: _clean(inner, depth - 1) for name, inner in value.items()}
        case list() | tuple() if depth:
            return [_clean(inner, depth - 1) for inner in value]
        case _:
            return value
