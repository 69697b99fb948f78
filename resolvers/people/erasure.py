"""Erasing oneself: said with one word, done at once."""

from datasources.people import erasure
from datasources.store.people.rows import ErasureRow
from resolvers.context import Info
from resolvers.paging import refused
from resolvers.people.owners import became, person

__all__ = ["WORD", "erase"]

WORD = "ERASE"


async def erase(info: Info, confirm: str) -> ErasureRow | None:
    """Erases everything that leads to whoever asks; answers the receipt, and None where the hub holds nothing of them.

    Raises GraphError (BAD_USER_INPUT) where `confirm` is not the word.
    """
    context = info.context
    viewer = person(context)
    if confirm != WORD:
        raise refused(
            f"confirm is not {WORD}: nothing was erased.", f'Erasing cannot be undone. To go on, send "{WORD}".'
        )
    assert viewer.issuer is not None
    assert viewer.subject is not None
    receipt = await erasure.erase(
        context.db, viewer.issuer, viewer.subject, context.now, context.today, on_erased=context.forget
    )
    became(context, None)
    return receipt
