"""Taking part: signing up for an opportunity, withdrawing, deciding on who signed up, and what time alone changes.

Every change is one transaction: what is refused leaves nothing behind. The steps that are allowed stand in
`datasources.people.transitions`, the places and who moves up in `datasources.store.people.engagements_places`.
"""

from datasources.people.taking_part.deciding import Decision, decide, withdraw
from datasources.people.taking_part.signing_up import express_interest
from datasources.people.taking_part.tidying import tidy

__all__ = ["Decision", "decide", "express_interest", "tidy", "withdraw"]
