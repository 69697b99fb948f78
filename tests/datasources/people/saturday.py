"""A town where people help: a club with offers and shifts, and one volunteer with sign-ups in every state."""

from datetime import datetime
from zoneinfo import ZoneInfo

from datasources.people.vocabulary import EngagementState
from datasources.store.people.core import ACCOUNT, ENGAGEMENT, ENGAGEMENT_SHIFT, VOLUNTEER
from datasources.store.statements import SHIFT
from tests.resolvers.filling import MAYEN, NOW, District

BERLIN = ZoneInfo("Europe/Berlin")
ISSUER, SUBJECT = "https://issuer.example", "lena"
ACCOUNT_PK, LENA, OTHER = 1, 1, 2


def at(text: str) -> int:
    """UTC seconds of a local time, as "2026-07-04 14:00"."""
    return int(datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp())


class Town(District):
    """Adds offers with one shift each, and sign-ups to them."""

    def __init__(self) -> None:
        super().__init__()
        self._organizations: dict[str, int] = {}
        for pk, subject in ((LENA, SUBJECT), (OTHER, "jonas")):
            self.add(ACCOUNT, id=f"acc_{subject}", issuer=ISSUER, subject=subject, created_at=NOW)
            self.add(
                VOLUNTEER,
                id=f"vol_{subject}",
                account_pk=pk,
                display_name=f"{subject.title()} Vogt",
                birth_month="1992-04",
                created_at=NOW,
                updated_at=NOW,
            )

    def offer(self, title: str, organization: str = "Turnverein Mayen", **values: object) -> int:
        """An opportunity; its pk."""
        if organization not in self._organizations:
            self._organizations[organization] = self.organization(f"org_{len(self._organizations)}", organization)
        number = len(self._rows.get("opportunity", []))
        return self.opportunity(f"opp_{number}", title, self._organizations[organization], **values)

    def signed_up(
        self,
        opportunity_pk: int,
        *shifts: tuple[str, str],
        state: EngagementState = EngagementState.ACCEPTED,
        volunteer: int = LENA,
        gone: bool = False,
        **values: object,
    ) -> str:
        """A sign-up to new shifts, each from one local time to another; its id."""
        number = len(self._rows.get("engagement", []))
        stated: dict[str, object] = {"created_at": NOW, "updated_at": NOW}
        pk = self.add(
            ENGAGEMENT,
            id=f"eng_{number}",
            opportunity_pk=opportunity_pk,
            volunteer_pk=volunteer,
            state=state.value,
            **(stated | values),
        )
        for begins, ends in shifts:
            shift = self.add(
                SHIFT,
                id=f"shf_{len(self._rows.get('shift', []))}",
                opportunity_pk=opportunity_pk,
                start=at(begins),
                end=at(ends),
                weekday=0,
                hour=0,
                capacity=3,
                gone=gone,
            )
            self.add(ENGAGEMENT_SHIFT, engagement_pk=pk, shift_pk=shift)
        return f"eng_{number}"

    def hall(self) -> int:
        """A place with an address."""
        return self.place("Turnhalle; am Bach", MAYEN)
