"""Arguments that many fields share, each described once."""

from typing import Annotated, TypeAlias

import strawberry

from resolvers.paging import PageArguments

__all__ = ["After", "Before", "First", "IncludeEmpty", "Language", "Last", "page"]

First: TypeAlias = Annotated[
    int | None,
    strawberry.argument(description="How many entries, counted from the start: 20 unless stated, 100 at most."),
]
FirstDates: TypeAlias = Annotated[
    int | None,
    strawberry.argument(description="How many dates, counted from the start: 20 unless stated, 500 at most."),
]
After: TypeAlias = Annotated[
    str | None, strawberry.argument(description="Only what comes after this cursor: the endCursor of the page before.")
]
Last: TypeAlias = Annotated[
    int | None,
    strawberry.argument(description="How many entries, counted from the end, instead of `first`: 100 at most."),
]
LastDates: TypeAlias = Annotated[
    int | None,
    strawberry.argument(description="How many dates, counted from the end, instead of `first`: 500 at most."),
]
Before: TypeAlias = Annotated[
    str | None,
    strawberry.argument(description="Only what comes before this cursor: the startCursor of the page behind."),
]
Language: TypeAlias = Annotated[
    str | None,
    strawberry.argument(description="A language, de or en. Without it: that of the request (Accept-Language)."),
]
IncludeEmpty: TypeAlias = Annotated[
    bool | None,
    strawberry.argument(description="Also the groups without any entry, such as municipalities without a club."),
]


def page(
    first: int | None = None, after: str | None = None, last: int | None = None, before: str | None = None
) -> PageArguments:
    """The four arguments of a list, as the resolvers take them."""
    return PageArguments(first, after, last, before)
