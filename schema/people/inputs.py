"""What people state of themselves and ask for: checked for its form here, for its sense by `datasources.people`.

saveMyProfile(input: {displayName: "Lena", telephone: null})      the name is set, the telephone cleared, the rest stays
"""

from collections.abc import Sequence
from typing import Final

import strawberry

from datasources.people.profiles import FreeHours
from datasources.people.requests import ConsentGrant, ContactDetails
from schema.enums import Commitment, Weekday
from schema.people.enums import Purpose
from schema.scalars import URL

__all__ = ["AvailabilityInput", "ConsentInput", "ContactInput", "ProfileInput"]


@strawberry.input(description="A consent to one purpose, by the version of the text that was read.")
class ConsentInput:
    """`{purpose: CONTACT, textVersion: "2026-11"}`"""

    purpose: Purpose = strawberry.field(description="What it is for.")
    text_version: str = strawberry.field(description="The version of the text, as consentTexts answers it.")

    @property
    def grant(self) -> ConsentGrant:
        return ConsentGrant(self.purpose, self.text_version)


@strawberry.input(description="How someone who has no profile yet may be reached.")
class ContactInput:
    """`{displayName: "Lena", birthMonth: "1992-03", email: "lena@example.org"}`"""

    display_name: str = strawberry.field(description="What they want to be called.")
    birth_month: str = strawberry.field(description="The month of birth, as 1992-03: for the age, and never answered.")
    email: str | None = strawberry.field(default=None, description="An e-mail address; give either or both.")
    telephone: str | None = strawberry.field(default=None, description="A telephone number; give either or both.")

    @property
    def details(self) -> ContactDetails:
        return ContactDetails(self.display_name, self.birth_month, self.email, self.telephone)


@strawberry.input(description="Hours of one day of the week in which someone has time, in local time.")
class AvailabilityInput:
    """`{weekday: WEDNESDAY, from: "15:00", to: "18:00"}`"""

    weekday: Weekday = strawberry.field(description="The day.")
    from_: str = strawberry.field(name="from", description="From when: 15:00.")
    to: str = strawberry.field(description="Until when: 18:00; 24:00 ends a day.")


_KEPT: Final = strawberry.UNSET
"""Fields that are left out stay as they are."""


@strawberry.input(description="What to change of a profile: what is left out stays, null takes away.")
class ProfileInput:
    """Every field may be left out."""

    display_name: str | None = strawberry.field(default=_KEPT, description="What you want to be called.")
    email: str | None = strawberry.field(default=_KEPT, description="Your e-mail address.")
    telephone: str | None = strawberry.field(default=_KEPT, description="Your telephone number.")
    birth_month: str | None = strawberry.field(
        default=_KEPT, description="Your month of birth, as 1992-03: for the age, and never answered."
    )
    home: strawberry.ID | None = strawberry.field(default=_KEPT, description="The municipality you live in, by its id.")
    radius_km: float | None = strawberry.field(default=_KEPT, description="How far you would go, in kilometres.")
    availability: list[AvailabilityInput] | None = strawberry.field(
        default=_KEPT, description="When you have time, week by week."
    )
    commitment: list[Commitment] | None = strawberry.field(default=_KEPT, description="How much it may bind you.")
    skills: list[URL] | None = strawberry.field(default=_KEPT, description="What you can do: uris of skills.")
    interests: list[URL] | None = strawberry.field(default=_KEPT, description="What you care about: uris of topics.")
    languages: list[str] | None = strawberry.field(
        default=_KEPT, description="The languages you speak: de, uk (BCP 47)."
    )

    @property
    def changes(self) -> dict[str, object]:
        """What is to be changed, by its name; None takes away."""
        stated = {name: value for name, value in vars(self).items() if value is not strawberry.UNSET}
        if stated.get("availability") is not None:
            stated["availability"] = _free_hours(stated["availability"])
        return stated


def _free_hours(given: Sequence[AvailabilityInput]) -> list[FreeHours]:
    return [FreeHours(each.weekday, each.from_, each.to) for each in given]
