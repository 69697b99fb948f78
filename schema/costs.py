"""How much the hub's lists hold that have no pages: what the estimate of an operation's cost goes by.

    { concepts(scheme: TOPIC) { narrower { broader { narrower { notation } } } } }    120 × 10 × 10, not 5 × 5 × 5

A number is what a long one holds in practice, not the longest there may be: what is really built has a bound of its own
(`limits.answer_values`). Every list of objects without pages is named here; a test sees to it.
"""

from collections.abc import Mapping
from typing import Final

from graphql import GraphQLSchema, get_named_type, is_composite_type, is_interface_type, is_list_type, is_object_type
from graphql.type import get_nullable_type

from supergraph.cost import CostRules
from supergraph.limits import Limits

__all__ = ["ENTRIES", "WEIGHTS", "cost_rules"]

ENTRIES: Final[Mapping[str, int]] = {
    # of what came from sources
    "records": 3,
    "statements": 30,
    "problems": 20,
    # of organisations
    "identifiers": 3,
    "images": 3,
    "contactPoints": 4,
    "openingHours": 7,
    "departments": 10,
    # of events and opportunities
    "opportunities": 5,
    "shifts": 10,
    "requirements": 4,
    # of people
    "messages": 3,
    "availability": 7,
    "interests": 5,
    "certificates": 2,
    "consents": 10,
    "consentTexts": 5,
    "entries": 30,
    "myOrganizations": 3,
    # of concepts and areas
    "categories": 4,
    "accessibility": 5,
    "charitablePurposes": 4,
    "skills": 4,
    "concepts": 120,
    "narrower": 10,
    "children": 30,
    "municipalities": 500,
    # of counts
    "facets": 4,
    "buckets": 50,
    "groups": 200,
    "keys": 3,
    "metrics": 3,
    "organizationClusters": 500,
    "occurrenceClusters": 500,
    "opportunityClusters": 500,
}
"""Entries of a list, by the name of its field: the same wherever it stands. Those with a `limit` count as here only
where none is stated."""

WEIGHTS: Final[Mapping[str, int]] = {"Municipality.boundary": 50}
"""Single values that are as large as so many objects."""


def cost_rules(schema: GraphQLSchema, limits: Limits) -> CostRules:
    """The rules for the hub's schema: ENTRIES and WEIGHTS, and the assumptions of `limits` for everything else."""
    sizes = {
        f"{named.name}.{name}": ENTRIES[name]
        for named in schema.type_map.values()
        if is_object_type(named) or is_interface_type(named)
        for name, field in named.fields.items()
        if name in ENTRIES
        and is_list_type(get_nullable_type(field.type))
        and is_composite_type(get_named_type(field.type))
    }
    return CostRules(weights=WEIGHTS, sizes=sizes, page_size=limits.page_size, list_size=limits.list_size)
