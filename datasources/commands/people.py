"""`hub token`, `hub api-tokens` and `hub roles`: who may do what, as an operator says it.

`hub token` signs with the local development key, which a hub trusts in development alone. API tokens are shown once and
kept as hashes. Roles are kept by issuer and subject, the two words by which a token names someone.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Protocol

import orjson
import typer

from datasources.commands import Hub
from datasources.commands.report import Report, wrong_call
from datasources.people.entrance import new_token, scope_of
from datasources.people.vocabulary import Role
from datasources.store import areas
from datasources.store.database import Database
from datasources.store.people import api_tokens, roles
from datasources.store.people.roles import GrantedRow, OrganizationNames
from datasources.store.people.rows import ApiTokenRow
from supergraph.tokens import MAX_CHARACTERS, Granted
from supergraph.tokens.development import ISSUER, DevelopmentKey, UnusableKey

MAX_LISTED: Final = 10_000
MAX_SCOPES: Final = 100
MAX_NAME_CHARACTERS: Final = 200
DAY_S: Final = 86_400
_SCOPES: Final = "analyst, administrator, steward:ARS, editor:ORGANIZATION"


class PeopleHub(Hub, Protocol):
    """What these commands ask of the door besides."""

    @property
    def development_key(self) -> Path | None:
        """The file of the development key; None where the hub trusts none."""
        ...

    @property
    def issuers(self) -> Sequence[str]:
        """Whose tokens the hub believes."""
        ...


class Asked(StrEnum):
    """Roles as they are typed."""

    VOLUNTEER = "volunteer"
    EDITOR = "editor"
    STEWARD = "steward"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


class Kept(StrEnum):
    """Those of them that a store can keep."""

    EDITOR = "editor"
    STEWARD = "steward"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


_OF_ORGANIZATIONS: Final = "Id or slug of an organisation that an editor edits; repeat it for several."
_OF_AREA: Final = "Official key (ARS) of a steward's area: 07137."
_AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]
_Organizations = Annotated[list[str] | None, typer.Option("--organization", help=_OF_ORGANIZATIONS)]
_Area = Annotated[str | None, typer.Option(help=_OF_AREA)]
_Issuer = Annotated[
    str | None, typer.Option(help="As in the iss of their tokens; may be left out where the hub believes one issuer.")
]
_Subject = Annotated[str, typer.Option(help="As in the sub of their tokens.")]

api_tokens_commands = typer.Typer()
roles_commands = typer.Typer()


def token(
    context: typer.Context,
    role: Annotated[Asked, typer.Option(help="What they may do; a volunteer is whoever is signed in.")],
    subject: Annotated[str, typer.Option(help="Who they are: the same subject is the same person.")],
    organizations: _Organizations = None,
    area: _Area = None,
    hours: Annotated[int, typer.Option(min=1, max=720, help="How long the token lasts.")] = 8,
    as_json: _AsJson = False,
) -> None:
    """Print a token for trying out, signed by this hub's development key, which is made at the first use.

    Example: hub token --role editor --subject vera --organization tv-polch-1902
    """
    hub: PeopleHub = context.obj
    report = Report(as_json=as_json, language=hub.language)
    path = hub.development_key
    if path is None:
        raise wrong_call(
            "This hub trusts no development key: tokens come from its issuers. For trying out, set "
            'environment = "development" and, under [auth], development_key = ".hub-development-key.json".'
        )
    if not 1 <= len(subject) <= 255:
        raise wrong_call("--subject has 1 to 255 characters.")
    scopes = asyncio.run(_scopes(hub, role, organizations or [], area))
    now = hub.now()
    named = [f"{each.role}:{each.scope}" if each.scope else each.role for each in scopes]
    try:
        signed = DevelopmentKey.at(path).sign(
            {"sub": subject, "hub": {"roles": named}}, now=now, lifetime_s=hours * 3600
        )
    except UnusableKey as error:
        raise wrong_call(str(error)) from None
    if len(signed) > MAX_CHARACTERS:
        raise wrong_call(f"Such a token has {len(signed)} characters, at most {MAX_CHARACTERS} are read: name fewer.")
    report.line(signed)
    if report.is_terminal:
        typer.echo('In GraphiQL, below the query, under Headers: {"Authorization": "Bearer …"}', err=True)
    report.document(
        {
            "token": signed,
            "headers": {"Authorization": f"Bearer {signed}"},
            "issuer": ISSUER,
            "subject": subject,
            "roles": named,
            "expiresAt": _when(now + hours * 3600),
        }
    )


@api_tokens_commands.callback(invoke_without_command=True)
def show_tokens(context: typer.Context, as_json: _AsJson = False) -> None:
    """List the API tokens of partners and scripts; make and revoke them.

    Example: hub api-tokens
    """
    if context.invoked_subcommand is None:
        list_tokens(context, as_json)


@api_tokens_commands.command("create")
def create(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="What it is for; shown in lists.")],
    scopes: Annotated[list[str], typer.Option("--scope", help=f"{_SCOPES}; repeat it for several.")],
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long it lasts.")] = 90,
    as_json: _AsJson = False,
) -> None:
    """Make an API token for a partner or a script. It is printed now and never again.

    Example: hub api-tokens create --name Statistikamt --scope analyst --days 365
    """
    hub: PeopleHub = context.obj
    report = Report(as_json=as_json, language=hub.language)
    if not 1 <= len(name) <= MAX_NAME_CHARACTERS or not name.isprintable():
        raise wrong_call(f"--name is one line of 1 to {MAX_NAME_CHARACTERS} characters.")
    if len(scopes) > MAX_SCOPES:
        raise wrong_call(f"A token has at most {MAX_SCOPES} scopes.")
    made = new_token()
    expires_at = hub.now() + days * DAY_S
    granted = asyncio.run(_create(hub, made.id, name, made.hash, scopes, expires_at))
    report.line(made.token)
    report.document(
        {"id": made.id, "token": made.token, "name": name, "scopes": granted, "expiresAt": _when(expires_at)}
    )


@api_tokens_commands.command("list")
def list_tokens(context: typer.Context, as_json: _AsJson = False) -> None:
    """List the API tokens: scopes, expiry, last use. The tokens themselves are nowhere.

    Example: hub api-tokens list
    """
    hub: PeopleHub = context.obj
    report = Report(as_json=as_json, language=hub.language)
    rows = asyncio.run(_tokens(hub))
    now = hub.now()
    report.table(
        "API tokens",
        ("token", "name", "scopes", "state", "made", "expires", "last used"),
        [
            (
                row.id,
                row.name,
                ", ".join(orjson.loads(row.scopes)),
                _state(row, now),
                _when(row.created_at),
                _when(row.expires_at),
                _when(row.last_used_at),
            )
            for row in rows
        ],
    )
    if not rows:
        report.line("No API token has been made. Run: hub api-tokens create")
    report.document({"tokens": [_token_as_json(row, now) for row in rows]})


@api_tokens_commands.command("revoke")
def revoke_token(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="As `hub api-tokens list` names it: tok_…")],
    as_json: _AsJson = False,
) -> None:
    """End an API token for good, from the next request on.

    Example: hub api-tokens revoke tok_3kq5u7w2n4x6y2ab
    """
    hub: PeopleHub = context.obj
    report = Report(as_json=as_json, language=hub.language)
    if not asyncio.run(_revoke_token(hub, id)):
        raise wrong_call(f"No API token {id} is in use. hub api-tokens list names them.")
    report.line(f"{id} is revoked.")
    report.document({"id": id, "revoked": True})


@roles_commands.callback(invoke_without_command=True)
def show_roles(context: typer.Context, as_json: _AsJson = False) -> None:
    """List who may do what; grant roles and take them away.

    Example: hub roles
    """
    if context.invoked_subcommand is None:
        list_roles(context, as_json)


@roles_commands.command("grant")
def grant(
    context: typer.Context,
    subject: _Subject,
    role: Annotated[Kept, typer.Option(help="What they may do.")],
    issuer: _Issuer = None,
    organizations: _Organizations = None,
    area: _Area = None,
    as_json: _AsJson = False,
) -> None:
    """Let someone edit organisations, be the steward of an area, an analyst or an administrator.

    Example: hub roles grant --subject f4b1c0de --role editor --organization tv-polch-1902
    """
    hub: PeopleHub = context.obj
    report = Report(as_json=as_json, language=hub.language)
    named = _issuer(hub, issuer)
    scopes, new = asyncio.run(_grant(hub, named, subject, role, organizations or [], area))
    report.line(f"{subject}: {role} {' '.join(scopes)}".rstrip() + ("" if new else " (as before)"))
    report.document({"issuer": named, "subject": subject, "role": role.value.upper(), "scopes": scopes, "granted": new})


@roles_commands.command("list")
def list_roles(context: typer.Context, as_json: _AsJson = False) -> None:
    """List the roles that were granted here. Those that issuers' claims grant are in the settings.

    Example: hub roles list
    """
    hub: PeopleHub = context.obj
    report = Report(as_json=as_json, language=hub.language)
    rows = asyncio.run(_granted(hub))
    report.table(
        "Roles",
        ("issuer", "subject", "role", "of", "organization", "granted"),
        [
            (row.issuer, row.subject, row.role.lower(), row.scope, row.organization, _when(row.granted_at))
            for row in rows
        ],
    )
    if not rows:
        report.line("No role has been granted. Run: hub roles grant")
    report.document({"roles": [_role_as_json(row) for row in rows]})


@roles_commands.command("revoke")
def revoke(
    context: typer.Context,
    subject: _Subject,
    role: Annotated[Kept, typer.Option(help="What they may do no longer.")],
    issuer: _Issuer = None,
    organizations: _Organizations = None,
    area: _Area = None,
    as_json: _AsJson = False,
) -> None:
    """Take a role away, from the next request on.

    Example: hub roles revoke --subject f4b1c0de --role editor --organization tv-polch-1902
    """
    hub: PeopleHub = context.obj
    report = Report(as_json=as_json, language=hub.language)
    named = _issuer(hub, issuer)
    count = asyncio.run(_revoke(hub, named, subject, role, organizations or [], area))
    if not count:
        raise wrong_call("There is no such role. hub roles list names those that were granted.")
    report.line(f"{count} taken away.")
    report.document({"issuer": named, "subject": subject, "role": role.value.upper(), "revoked": count})


async def _create(hub: PeopleHub, id: str, name: str, hash: str, scopes: Sequence[str], expires_at: int) -> list[str]:
    async with hub.database() as db:
        granted = [await _scope(db, text) for text in dict.fromkeys(scopes)]
        async with db.transaction() as transaction:
            await api_tokens.add(
                transaction,
                id=id,
                name=name,
                hash=hash,
                scopes=granted,
                created_at=hub.now(),
                expires_at=expires_at,
            )
        return granted


async def _scope(db: Database, text: str) -> str:
    """A scope as it is kept: the organisation by its id."""
    role, _, name = text.partition(":")
    if role.lower() == Kept.EDITOR:
        return f"{Kept.EDITOR}:{(await _organization(db, name)).ids[0]}"
    if scope_of(text) is None:
        raise wrong_call(f"--scope is {text!r}: a scope is one of {_SCOPES}.")
    if role.lower() == Kept.STEWARD:
        await _require_area(db, name)
    return text.lower()


async def _tokens(hub: PeopleHub) -> list[ApiTokenRow]:
    async with hub.database() as db:
        return await api_tokens.all_tokens(db, MAX_LISTED)


async def _revoke_token(hub: PeopleHub, id: str) -> bool:
    async with hub.database() as db, db.transaction() as transaction:
        return await api_tokens.revoke(transaction, id, hub.now())


async def _grant(
    hub: PeopleHub, issuer: str, subject: str, role: Kept, organizations: Sequence[str], area: str | None
) -> tuple[list[str], int]:
    """The scopes of the role, and how many of them are new."""
    async with hub.database() as db:
        scopes = [ids[0] for ids in await _scopes_in(db, role, organizations, area)]
        if role is Kept.STEWARD:
            await _require_area(db, scopes[0])
        new = 0
        async with db.transaction() as transaction:
            for scope in scopes:
                new += await roles.grant(transaction, issuer, subject, Role(role.upper()), scope, hub.now())
        return scopes, new


async def _granted(hub: PeopleHub) -> list[GrantedRow]:
    async with hub.database() as db:
        return await roles.granted(db, MAX_LISTED)


async def _revoke(
    hub: PeopleHub, issuer: str, subject: str, role: Kept, organizations: Sequence[str], area: str | None
) -> int:
    async with hub.database() as db:
        scopes = [id for ids in await _scopes_in(db, role, organizations, area) for id in ids]
        async with db.transaction() as transaction:
            return await roles.revoke(transaction, issuer, subject, Role(role.upper()), scopes)


async def _scopes(hub: PeopleHub, role: Asked, organizations: Sequence[str], area: str | None) -> list[Granted]:
    """What a token says that someone may do. The store is opened where organisations are named."""
    if role is Asked.VOLUNTEER:
        if organizations or area is not None:
            raise wrong_call("A volunteer has neither --organization nor --area.")
        return []
    if not organizations:
        return [Granted(role.upper(), ids[0]) for ids in _without_organizations(Kept(role), area)]
    async with hub.database() as db:
        return [Granted(role.upper(), ids[0]) for ids in await _scopes_in(db, Kept(role), organizations, area)]


async def _scopes_in(db: Database, role: Kept, organizations: Sequence[str], area: str | None) -> list[tuple[str, ...]]:
    """The scopes of a role: for an organisation every id it was ever answered under, its own first."""
    if not organizations:
        return _without_organizations(role, area)
    if role is not Kept.EDITOR or area is not None:
        raise wrong_call("--organization is for --role editor alone, and without --area.")
    return [(await _organization(db, name)).ids for name in dict.fromkeys(organizations)]


def _without_organizations(role: Kept, area: str | None) -> list[tuple[str, ...]]:
    match role:
        case Kept.EDITOR:
            raise wrong_call("An editor edits organisations: name them with --organization, by id or slug.")
        case Kept.STEWARD:
            if area is None or scope_of(f"steward:{area}") is None:
                raise wrong_call("A steward is that of an area: name it with --area, by its official key (07137).")
            return [(area,)]
        case Kept.ANALYST | Kept.ADMINISTRATOR:
            if area is not None:
                raise wrong_call("--area is for --role steward alone.")
            return [("",)]


async def _organization(db: Database, name: str) -> OrganizationNames:
    found = await roles.names_of(db, name)
    if found is None:
        raise wrong_call(f"No organisation has the id or slug {name!r}.")
    return found


async def _require_area(db: Database, ars: str) -> None:
    """A key that no area has would make a steward of nothing. Before any area is read, nothing is known of keys."""
    (found,) = await areas.by_ars(db, [ars])
    if found is None and await areas.within(db, None, (), 1):
        raise wrong_call(f"No area has the official key {ars!r}. Those of a list are read by: hub areas load FILE")


def _issuer(hub: PeopleHub, asked: str | None) -> str:
    """The issuer whose subject is meant. A role of one that the hub does not believe would never take effect."""
    known = list(hub.issuers)
    if asked is None and len(known) == 1:
        return known[0]
    if asked in known:
        assert asked is not None
        return asked
    names = f"It believes {', '.join(known)}." if known else "Name its issuers in the settings: [[auth.issuers]]."
    said = "Name one with --issuer." if asked is None else f"The hub does not believe the issuer {asked!r}."
    raise wrong_call(f"{said} {names}")


def _state(row: ApiTokenRow, now: int) -> str:
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at is not None and row.expires_at <= now else "in use"


def _token_as_json(row: ApiTokenRow, now: int) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "scopes": orjson.loads(row.scopes),
        "state": _state(row, now),
        "createdAt": _when(row.created_at),
        "expiresAt": _when(row.expires_at),
        "lastUsedAt": _when(row.last_used_at),
        "revokedAt": _when(row.revoked_at),
    }


def _role_as_json(row: GrantedRow) -> dict[str, Any]:
    return {
        "issuer": row.issuer,
        "subject": row.subject,
        "role": row.role,
        "scope": row.scope,
        "organization": row.organization,
        "grantedAt": _when(row.granted_at),
    }


def _when(instant: int | None) -> str | None:
    return None if instant is None else datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
