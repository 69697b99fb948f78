"""Execution level by level: an operation is compiled once, and every field of a level is resolved for all its objects.

door      execute: graphql-core's signature; what is not done here goes back to graphql-core, and is counted
cache     plans by schema, operation and conditions, bounded
plan      selections grouped, merged and typed; reading says how each field gets its values
run       the steps of one request down the levels and back up
types     objects of interfaces and unions told apart; rows is the rule for rows that tell their type
values    what resolvers answered, completed or flattened; leaf and program are the quick ways
level     objects of one type at one place, and the way back to their positions
faults    field errors, in specified order
"""

from supergraph.execute.cache import Plans
from supergraph.execute.calls import BatchAnswerError
from supergraph.execute.door import execute, fallbacks
from supergraph.execute.reading import BATCH, LevelResolver
from supergraph.execute.run import DeadlineError, TooManyValuesError

__all__ = [
    "BATCH",
    "BatchAnswerError",
    "DeadlineError",
    "LevelResolver",
    "Plans",
    "TooManyValuesError",
    "execute",
    "fallbacks",
]
