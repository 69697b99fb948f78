"""Who asks: the Authorization of a caller, wherever its transport carries it, made into the viewer of its operation.

    POST /graphql            Authorization: Bearer …
    connection_init          {"authorization": "Bearer …"}, in any case: browsers give a WebSocket no headers
                             (where a socket has both, this one counts)

Whoever brings none is answered at once, without a step through the event loop. A token is judged anew for every
operation and every event: one that expires ends what comes after it, on a socket that is open too.
"""

from collections.abc import Awaitable, Callable, Coroutine
from itertools import islice
from typing import Any, Final

from datasources.people.viewer import Viewer
from resolvers.context import Context
from supergraph.accounting import Payer
from supergraph.engine import Caller
from supergraph.quota import address_key

__all__ = ["admitting", "authorization_of", "payer_of"]

MAX_PARAMETERS: Final = 100
"""Entries of a connection_init that are looked at."""

Admit = Callable[[str | None], Viewer | Awaitable[Viewer]]
"""Makes a viewer of an Authorization, as `datasources.people.entrance.Entrance.viewer` does."""


def admitting(
    make: Callable[[Caller], Context], admit: Admit
) -> Callable[[Caller], Context | Coroutine[Any, Any, Context]]:
    """The context factory `make`, whose contexts know who asks."""

    def made(caller: Caller) -> Context | Coroutine[Any, Any, Context]:
        authorization = authorization_of(caller)
        return make(caller) if authorization is None else admitted(caller, authorization)

    async def admitted(caller: Caller, authorization: str) -> Context:
        viewer = admit(authorization)
        if not isinstance(viewer, Viewer):
            viewer = await viewer
        context = make(caller)
        context.viewer = viewer
        return context

    return made


def payer_of(context: Context) -> Payer:
    """On whose account an operation goes: a person's, an API token's, or that of everybody at one address."""
    viewer = context.viewer
    if viewer.issuer is not None and viewer.subject is not None:
        return Payer(
            f"person:{viewer.issuer}\n{viewer.subject}", True, (viewer.issuer, viewer.subject), _rights(viewer)
        )
    if viewer.token_pk is not None:
        return Payer(f"token:{viewer.token_pk}", True, rights=_rights(viewer))
    return Payer(address_key(context.client))


def _rights(viewer: Viewer) -> str:
    return f"{sorted(viewer.edits)} {viewer.stewards} {viewer.is_analyst} {viewer.is_administrator}"


def authorization_of(caller: Caller) -> str | None:
    """The Authorization that a caller brings; "" where it is no text, and None where there is none."""
    if caller.connection_params:
        for name, value in islice(caller.connection_params.items(), MAX_PARAMETERS):
            if name.lower() == "authorization":
                return value if isinstance(value, str) else ""
    if caller.scope is None:
        return None
    stated = [value for name, value in caller.scope["headers"] if name == b"authorization"]
    return b", ".join(stated).decode("latin-1") if stated else None
