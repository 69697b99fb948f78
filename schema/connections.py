"""What every list of the graph has in common: pages, counts by a dimension, and the texts that describe them.

The rows of a page, its count and its facets are read only where they are asked for; `resolvers.connections` does it.
"""

import strawberry

__all__ = ["CURSOR", "DISTANCE", "EDGES", "FACETS", "NODES", "PAGE_INFO", "TOTAL_COUNT", "Bucket", "Facet", "PageInfo"]

EDGES = "The entries of this page, each with its cursor."
NODES = "The entries of this page."
PAGE_INFO = "Whether there is more, and from where to go on."
TOTAL_COUNT = "How many entries there are on all pages together."
FACETS = "How many entries there are for each value of a field; a field's own filter is left out of its counts."
FACETS_BY = "The fields to count by."
CURSOR = "Where this entry stands in the list, for `after` and `before`."
DISTANCE = "Kilometres from the point or place of area.near; null where none was given."


@strawberry.federation.type(shareable=True, description="Where a page stands in its list.")
class PageInfo:
    """Rows: `resolvers.connections.PageInfo`."""

    has_next_page: bool = strawberry.field(description="Whether entries follow this page.")
    has_previous_page: bool = strawberry.field(description="Whether entries come before this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first entry; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last entry; null on an empty page.")


@strawberry.type(description="One value of a field, and how many entries have it.")
class Bucket:
    """Rows: `resolvers.facets.Bucket`."""

    key: str = strawberry.field(description="The value as filters take it: an official key, a concept's uri, a name.")
    label: str = strawberry.field(description="The value in words, in the language of the request.")
    count: int = strawberry.field(description="How many entries have it.")


@strawberry.type(description="How many entries there are for each value of a field.")
class Facet:
    """Rows: `resolvers.facets.Facet`."""

    field: str = strawberry.field(description="The field that was counted by.")
    buckets: list[Bucket] = strawberry.field(description="Its values, the most frequent first.")
