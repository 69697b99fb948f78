"""What suits someone, and why: plain arithmetic, said in words. `docs/suggestions.md` has the weights and an example.

    wishes     what a profile says, as it is compared (`wishes_of`)
    scoring    the parts of a score, their weights, what stands in the way (`score`)
    reasons    the parts in words, the strongest first (`why`)

The store computes the parts of all open opportunities in one statement (`datasources.store.people.suggestions`), by the
numbers that `scoring` holds; only those of the answered page are explained.
"""

from datasources.people.suggestions.reasons import Offer, why
from datasources.people.suggestions.scoring import Parts, score
from datasources.people.suggestions.wishes import NOTHING_STATED, Wishes, wishes_of

__all__ = ["NOTHING_STATED", "Offer", "Parts", "Wishes", "score", "why", "wishes_of"]
