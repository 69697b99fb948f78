"""Whoever asks, as the owner of what they change: signed in as a person, with an account from the first change on."""

from collections.abc import Iterable
from dataclasses import replace

from datasources.people.viewer import Viewer
from datasources.problems import Problem
from datasources.store.database import Transaction
from datasources.store.people import accounts
from resolvers.context import Context
from resolvers.permissions import Access, refusal

__all__ = ["Undone", "account_of", "became", "known", "person"]


class Undone(Exception):
    """Leaves a transaction so that nothing of it stays; told outside it as the outcome's problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("a change was taken back")
        self.problems = tuple(problems)


def person(context: Context) -> Viewer:
    """Whoever asks, if it is a person. Raises GraphError: UNAUTHENTICATED, or FORBIDDEN for an API token."""
    viewer = context.viewer
    if not viewer.is_person:
        raise refusal(Access.SIGNED_IN, viewer)
    return viewer


async def account_of(context: Context, transaction: Transaction) -> int:
    """The account of whoever asks, made where there is none yet; it stays until the transaction ends.

    Raises GraphError as `person` and `accounts.ensure` do.
    """
    viewer = person(context)
    assert viewer.issuer is not None
    assert viewer.subject is not None
    return await accounts.ensure(transaction, viewer.issuer, viewer.subject, context.now)


async def known(context: Context) -> None:
    """Sees to it that whoever changes something of others is known by an account, to which their repeated answers and
    their readings belong; API tokens are known by themselves."""
    if context.viewer.is_person and context.viewer.account_pk is None:
        async with context.db.transaction() as transaction:
            account_pk = await account_of(context, transaction)
        became(context, account_pk)


def became(context: Context, account_pk: int | None) -> None:
    """After a change: what follows in the operation is asked by the owner of this account, and reads profiles anew."""
    if context.viewer.account_pk is not None:
        context.loaders.profiles.clear(context.viewer.account_pk)
    if account_pk is not None:
        context.loaders.profiles.clear(account_pk)
    if context.viewer.account_pk != account_pk:
        context.viewer = replace(context.viewer, account_pk=account_pk)
