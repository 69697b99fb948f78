"""People of these tests: an operation asked by one of them, and what the store holds of them."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import select

from datasources.people.viewer import Viewer
from datasources.store.database import Database
from datasources.store.people.core import ACCOUNT
from datasources.store.statements import Statement
from resolvers.context import Context, Info
from tests.resolvers.district import NOW

ISSUER = "https://anmeldung.example"
ACCOUNTS = Statement(select(ACCOUNT.c.subject, ACCOUNT.c.pk))


async def asked_by(db: Database, subject: str | None, *, now: int = NOW, **context: Any) -> Info:
    """The info of an operation of someone, with the account that they have by now; None: without a token."""
    viewer = Viewer()
    if subject is not None:
        accounts = dict(map(tuple, await db.fetch(ACCOUNTS)))
        viewer = replace(viewer, issuer=ISSUER, subject=subject, account_pk=accounts.get(subject))
    return info_of(Context(db, now=now, viewer=viewer, **context))


def info_of(context: Context) -> Info:
    """What resolvers take."""
    return cast(Info, SimpleNamespace(context=context))


def codes(problems: Any) -> list[tuple[str, str | None]]:
    """Codes and places of problems."""
    return [(problem.code, problem.path) for problem in problems]
