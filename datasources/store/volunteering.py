"""What makes an opportunity open, and which are long-term: said once, for lists, filters of other lists, and search."""

from typing import Final

from sqlalchemy import ColumnElement, String, and_, bindparam, or_

from datasources.store.statements import OPPORTUNITY
from datasources.vocabulary import Commitment, OpportunityStatus

LONG_TERM: Final = (Commitment.PROJECT, Commitment.REGULAR, Commitment.OFFICE)
SHORT_TERM: Final = (Commitment.SPONTANEOUS, Commitment.ONE_TIME)


def open_on() -> ColumnElement[bool]:
    """Whether someone can still join on the local date of the parameter `today`: listed, open, not full, not past.

    Whether it is full is a column: sign-ups write it when they take or free a place (`engagements_places.mark_full`),
    a few times in an opportunity's life. Counting them here would cost a look into two tables for each opportunity that
    a list, a count or a cluster passes.
    """
    return and_(stated_open_on(), OPPORTUNITY.c.is_full.is_(False))


def stated_open_on() -> ColumnElement[bool]:
    """Whether its source has it open on the local date of the parameter `today`, with places left or without."""
    opportunity = OPPORTUNITY.c
    return and_(
        opportunity.listed.is_(True),
        opportunity.status == OpportunityStatus.OPEN.value,
        or_(opportunity.last_date.is_(None), opportunity.last_date >= bindparam("today", type_=String())),
    )
