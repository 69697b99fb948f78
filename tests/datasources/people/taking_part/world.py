"""A club with opportunities in an empty database, and people who sign up for them.

The clock stands at NOW, noon of a Wednesday in July 2026. Names and addresses are fictitious.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select, update

from datasources.folding import sort_key
from datasources.ids import entity_id, shift_id
from datasources.people import taking_part
from datasources.people.consents import current
from datasources.people.outcome import Outcome
from datasources.people.requests import ConsentGrant, ContactDetails, SignUp
from datasources.people.viewer import Viewer
from datasources.people.vocabulary import ConsentGiver, EngagementState, Purpose
from datasources.store.database import Database
from datasources.store.people import accounts, consents, engagements, engagements_lists
from datasources.store.people.core import ENGAGEMENT
from datasources.store.people.rows import EngagementRow
from datasources.store.statements import OPPORTUNITY, ORGANIZATION, SHIFT, Statement
from datasources.vocabulary import RecordKind
from tests.datasources.store.district import complete, inserting

NOW: Final = int(datetime(2026, 7, 1, 10, tzinfo=UTC).timestamp())
HOUR: Final = 3600
DAY: Final = 24 * HOUR
SATURDAY: Final = int(datetime(2026, 7, 4, 8, tzinfo=UTC).timestamp())
"""Ten in the morning in Polch."""
ISSUER: Final = "https://anmeldung.example"
CLUB, OTHER_CLUB = 1, 2
KUCHEN, TRAINER, CHOR = 1, 2, 3
KUCHEN_ID, TRAINER_ID, CHOR_ID = (entity_id(RecordKind.OPPORTUNITY, "boerse", f"EA-00{n}") for n in (1, 2, 3))
EDITOR: Final = Viewer(ISSUER, "vorstand", edits=frozenset({CLUB}))
OTHER_EDITOR: Final = Viewer(ISSUER, "nachbarn", edits=frozenset({OTHER_CLUB}))
CONTACT: Final = (ConsentGrant(Purpose.CONTACT, current(Purpose.CONTACT)),)
S = EngagementState


@dataclass
class World:
    """Writes entries, and has people do things; `now` is the clock."""

    db: Database
    now: int = NOW
    shifts: dict[int, str] = field(default_factory=dict)

    async def organization(self, pk: int, name: str) -> None:
        await self._insert(
            ORGANIZATION,
            pk=pk,
            id=entity_id(RecordKind.ORGANIZATION, "register", f"VR {pk}"),
            slug=f"verein-{pk}",
            type="CLUB",
            name=name,
            sort_key=sort_key(name),
            status="ACTIVE",
            created_at=NOW - DAY,
            updated_at=NOW - DAY,
        )

    async def opportunity(self, pk: int, **values: Any) -> str:
        """An open opportunity of the club; answers its id."""
        id = entity_id(RecordKind.OPPORTUNITY, "boerse", f"EA-00{pk}")
        row = {
            "pk": pk,
            "id": id,
            "slug": f"angebot-{pk}",
            "title": "Kuchen verkaufen beim Sommerfest",
            "sort_key": "kuchen verkaufen",
            "organization_pk": CLUB,
            "commitment": "ONE_TIME",
            "status": "OPEN",
            "created_at": NOW - DAY,
            "updated_at": NOW - DAY,
        }
        await self._insert(OPPORTUNITY, **(row | values))
        return id

    async def shift(self, pk: int, of: int, *, start: int = SATURDAY, hours: float = 2, **values: Any) -> str:
        """A shift with one place; answers its id."""
        opportunity = entity_id(RecordKind.OPPORTUNITY, "boerse", f"EA-00{of}")
        id = shift_id(opportunity, str(pk))
        row = {
            "pk": pk,
            "id": id,
            "opportunity_pk": of,
            "start": start,
            "end": start + int(hours * HOUR),
            "weekday": 5,
            "hour": 10,
            "capacity": 1,
        }
        await self._insert(SHIFT, **(row | values))
        self.shifts[pk] = id
        return id

    async def sign_up(self, who: str, opportunity: str = KUCHEN_ID, **values: Any) -> Outcome[EngagementRow]:
        """Someone with a token and no profile signs up, grown up and with all that is needed unless stated."""
        contact = ContactDetails(
            display_name=values.pop("name", "Lena Vogt"),
            birth_month=values.pop("birth_month", "1992-04"),
            email=values.pop("email", f"{who}@beispiel.example"),
            telephone=values.pop("telephone", None),
        )
        asked = {"shifts": None, "consents": CONTACT, "contact": contact} | values
        viewer = await self.viewer(who)
        return await taking_part.express_interest(self.db, viewer, SignUp(opportunity, **asked), self.now)

    async def signed_up(self, who: str, opportunity: str = KUCHEN_ID, **values: Any) -> EngagementRow:
        """The sign-up, which succeeds."""
        outcome = await self.sign_up(who, opportunity, **values)
        assert outcome.made is not None, outcome.problems
        return outcome.made

    async def viewer(self, who: str) -> Viewer:
        """Someone with a token, and their account where there is one."""
        standing = await accounts.standing(self.db, ISSUER, who)
        return Viewer(ISSUER, who, account_pk=standing.account_pk)

    async def withdraw(self, who: str, row: EngagementRow) -> Outcome[EngagementRow]:
        return await taking_part.withdraw(self.db, await self.viewer(who), row.id, self.now)

    async def decide(
        self,
        row: EngagementRow,
        state: EngagementState,
        *,
        hours: float | None = None,
        message: str | None = None,
        by: Viewer = EDITOR,
    ) -> Outcome[EngagementRow]:
        decision = taking_part.Decision(row.id, state, hours, message)
        return await taking_part.decide(self.db, by, decision, self.now)

    async def decided(self, row: EngagementRow, state: EngagementState, **values: Any) -> EngagementRow:
        """The decision, which succeeds."""
        outcome = await self.decide(row, state, **values)
        assert outcome.made is not None, outcome.problems
        return outcome.made

    async def guardian_consents(self, row: EngagementRow, *purposes: Purpose) -> int:
        """A guardian consents to CONTACT, or to what is named; answers how many sign-ups are released."""
        assert row.volunteer_pk is not None
        async with self.db.transaction() as transaction:
            for purpose in purposes or (Purpose.CONTACT,):
                await consents.grant(
                    transaction, row.volunteer_pk, purpose, None, current(purpose), ConsentGiver.GUARDIAN, self.now
                )
            return await engagements.release_from_guardian(transaction, row.volunteer_pk, self.now)

    async def read(self, row: EngagementRow) -> EngagementRow:
        """The sign-up as it is kept now."""
        (held,) = await engagements_lists.by_ids(self.db, [row.id])
        assert held is not None
        return held.row

    async def states(self) -> list[str]:
        """Of all sign-ups, in the order they were made, as they are kept."""
        return [state for (state,) in await self.db.fetch(_STATES)]

    async def is_full(self, pk: int = KUCHEN) -> bool:
        """What the opportunity's mark says."""
        full: dict[int, bool] = dict(await self.db.fetch(_FULL))
        return full[pk]

    async def updated_at(self, pk: int = KUCHEN) -> int:
        """When the opportunity changed last."""
        changed: dict[int, int] = dict(await self.db.fetch(_UPDATED))
        return changed[pk]

    async def change(self, pk: int, **values: Any) -> None:
        """Has the source say something else of an opportunity."""
        await self._run(update(OPPORTUNITY).where(OPPORTUNITY.c.pk == pk).values(values))

    async def set_capacity(self, shift_pk: int, capacity: int) -> None:
        """Has the source state other places of a shift."""
        await self._run(update(SHIFT).where(SHIFT.c.pk == shift_pk).values(capacity=capacity))

    async def call_off(self, shift_pk: int) -> None:
        """Has the source drop a shift."""
        await self._run(update(SHIFT).where(SHIFT.c.pk == shift_pk).values(gone=True))

    async def _run(self, core: Any) -> None:
        async with self.db.transaction() as transaction:
            await transaction.execute(Statement(core))

    async def _insert(self, table: Any, **row: Any) -> None:
        async with self.db.transaction() as transaction:
            await transaction.executemany(inserting(table), [complete(table, row)])


async def club(db: Database) -> World:
    """A club and another one, without opportunities."""
    world = World(db)
    await world.organization(CLUB, "Turnverein Polch 1902 e.V.")
    await world.organization(OTHER_CLUB, "Nachbarschaftshilfe Mayen")
    return world


def codes(outcome: Outcome[Any]) -> list[str]:
    """The codes of its problems."""
    return [problem.code for problem in outcome.problems]


_STATES: Final = Statement(select(ENGAGEMENT.c.state).order_by(ENGAGEMENT.c.pk))
_UPDATED: Final = Statement(select(OPPORTUNITY.c.pk, OPPORTUNITY.c.updated_at))
_FULL: Final = Statement(select(OPPORTUNITY.c.pk, OPPORTUNITY.c.is_full))
