"""Planning: which subgraphs are asked for what, in which order, to answer one operation of a supergraph.

    plans = Plans(joined)
    plan = plans.plan(operation, document, variables)
    print(plan.pretty())

model      Plan, Fetch, Part, Target: frozen, with a form to read and a form to keep
cache      plans by operation and the answers to its @skip and @include, bounded
positions  places of the operation, and what is wanted there
reaching   which subgraphs can be had at a place, and which of them answer a field
planner    the decisions: whole or by type, fewest ways first, cheapest way each
drafts     fetches while they grow
writing    requests as text; representations as paths into the data
"""

from supergraph.plan.cache import Plans
from supergraph.plan.model import Carried, Fetch, Part, Path, Plan, Target
from supergraph.plan.positions import Step

__all__ = ["Carried", "Fetch", "Part", "Path", "Plan", "Plans", "Step", "Target"]
