"""What the store refuses because of what was asked, told to who asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from datasources.occurrences import OccurrenceRangeError
from datasources.store.paging import InvalidKey
from resolvers.paging import refused

__all__ = ["telling"]


@contextmanager
def telling() -> Iterator[None]:
    """Turns a refusal of the store's into BAD_USER_INPUT; what else goes wrong stays what it is."""
    try:
        yield
    except InvalidKey:
        raise refused(
            "after or before is no cursor of this list: its values do not fit the order.",
            "Take cursors from pageInfo or edges of the same field with the same order.",
        ) from None
    except OccurrenceRangeError as error:
        raise refused(str(error)) from None
