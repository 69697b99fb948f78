"""What people may change: their own profile and sign-ups, and, as editors, the sign-ups at their organisation.

Each field says what may be asked and hands it to the resolvers, which check who asks for which row. Changes of one
operation run one after the other.
"""

from typing import Annotated, TypeAlias

import strawberry

from datasources.people.requests import SignUp
from datasources.store.people.rows import ErasureRow
from resolvers.context import Info
from resolvers.people import calendars, certificates, consents, engagements, erasure, guardians, payloads, profiles
from resolvers.permissions import Access
from schema.enums import RequirementKind
from schema.fields import root
from schema.people.enums import EngagementState, Purpose
from schema.people.inputs import ConsentInput, ContactInput, ProfileInput
from schema.people.payloads import (
    CalendarPayload,
    EngagementPayload,
    ErasureReceipt,
    GuardianPayload,
    ProfilePayload,
)
from schema.scalars import JSON, Date

__all__ = ["Mutation"]

_Purpose: TypeAlias = Annotated[Purpose, strawberry.argument(description="What the data may be used for.")]
_Recipient: TypeAlias = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="The organisation it is for; without it, the platform itself."),
]
_SignUp: TypeAlias = Annotated[strawberry.ID, strawberry.argument(description="The sign-up.")]


@strawberry.type(description="What people may change.")
class Mutation:
    """The root fields of changes."""

    @root(
        ProfilePayload | None,
        "Changes one's own profile, and makes it where there is none.",
        access=Access.SIGNED_IN,
    )
    @staticmethod
    async def save_my_profile(
        info: Info, input: Annotated[ProfileInput, strawberry.argument(description="What to change.")]
    ) -> payloads.ProfilePayload:
        return payloads.profile(await profiles.save(info, input.changes), info.context)

    @root(
        ProfilePayload | None,
        "Consents to a purpose, for one organisation or the platform itself.",
        access=Access.SIGNED_IN,
    )
    @staticmethod
    async def grant_consent(
        info: Info,
        *,
        purpose: _Purpose,
        recipient: _Recipient = None,
        text_version: Annotated[
            str, strawberry.argument(description="The version of the text that was read, as consentTexts answers it.")
        ],
    ) -> payloads.ProfilePayload:
        return payloads.profile(await consents.grant(info, purpose, recipient, text_version), info.context)

    @root(ProfilePayload | None, "Takes a consent back, at once.", access=Access.SIGNED_IN)
    @staticmethod
    async def revoke_consent(info: Info, *, purpose: _Purpose, recipient: _Recipient = None) -> payloads.ProfilePayload:
        return payloads.profile(await consents.revoke(info, purpose, recipient), info.context)

    @root(
        ProfilePayload | None,
        "Has a letter sent to a guardian, with a code that consents; for people under 16.",
        access=Access.SIGNED_IN,
    )
    @staticmethod
    async def request_guardian_consent(
        info: Info,
        *,
        email: Annotated[str, strawberry.argument(description="The guardian's e-mail address.")],
        purposes: Annotated[list[Purpose], strawberry.argument(description="What the guardian is asked for.")],
    ) -> payloads.ProfilePayload:
        return payloads.profile(await guardians.request(info, email, purposes), info.context)

    @root(
        GuardianPayload | None,
        "By the guardian, with the code of the letter; the same code revokes.",
        access=Access.GUARDIAN_CODE,
    )
    @staticmethod
    async def confirm_guardian_consent(
        info: Info,
        *,
        code: Annotated[str, strawberry.argument(description="The code of the letter.")],
        revoke: Annotated[bool | None, strawberry.argument(description="Take the consent back instead.")] = False,
    ) -> payloads.GuardianPayload:
        return payloads.guardian(await guardians.confirm(info, code, revoke is True), info.context)

    @root(
        JSON | None,
        "Everything the hub holds about whoever asks, as one document.",
        access=Access.SIGNED_IN,
    )
    @staticmethod
    async def export_my_data(info: Info) -> object:
        return await profiles.export(info)

    @root(
        ErasureReceipt | None,
        "Erases the profile and what hangs on it; the receipt is all that stays.",
        access=Access.SIGNED_IN,
    )
    @staticmethod
    async def erase_me(
        info: Info,
        confirm: Annotated[str, strawberry.argument(description="The word ERASE: it cannot be undone.")],
    ) -> ErasureRow | None:
        return await erasure.erase(info, confirm)

    @root(
        EngagementPayload | None,
        "One step for an hour's help: sign up, with the consents it needs and a way to be reached.",
        access=Access.SIGNED_IN,
    )
    @staticmethod
    async def express_interest(
        info: Info,
        *,
        opportunity: Annotated[strawberry.ID, strawberry.argument(description="What to help with.")],
        shifts: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(description="In which shifts; may be left out where there is only one to come."),
        ] = None,
        message: Annotated[
            str | None, strawberry.argument(description="A word to the organisation; plain text.")
        ] = None,
        consents: Annotated[
            list[ConsentInput] | None,
            strawberry.argument(description="What is consented to, for this organisation: at least to be contacted."),
        ] = None,
        contact: Annotated[
            ContactInput | None,
            strawberry.argument(description="How to be reached, where there is no profile yet."),
        ] = None,
    ) -> payloads.EngagementPayload:
        asked = SignUp(
            opportunity=opportunity,
            shifts=shifts,
            message=message,
            consents=[each.grant for each in consents or ()],
            contact=None if contact is None else contact.details,
        )
        return payloads.engagement(await engagements.express_interest(info, asked), info.context)

    @root(
        EngagementPayload | None,
        "Takes one's own sign-up back; who waits longest moves up.",
        access=Access.SIGNED_IN,
        of_row=Access.OWNER,
    )
    @staticmethod
    async def withdraw_engagement(info: Info, id: _SignUp) -> payloads.EngagementPayload:
        return payloads.engagement(await engagements.withdraw(info, id), info.context)

    @root(
        EngagementPayload | None,
        "Accepts, declines, puts on the waiting list, calls off, or says how it went. For the organisation's editors.",
        access=Access.ANY_EDITOR,
        of_row=Access.EDITOR,
    )
    @staticmethod
    async def decide_engagement(
        info: Info,
        *,
        id: _SignUp,
        state: Annotated[EngagementState, strawberry.argument(description="Where it stands from now on.")],
        hours: Annotated[
            float | None, strawberry.argument(description="With CONFIRMED: the hours that were helped.")
        ] = None,
        message: Annotated[str | None, strawberry.argument(description="A word to the person; plain text.")] = None,
    ) -> payloads.EngagementPayload:
        return payloads.engagement(await engagements.decide(info, id, state, hours, message), info.context)

    @root(
        EngagementPayload | None,
        "Notes that a document of someone who signed up was seen, and when. For the organisation's editors.",
        access=Access.ANY_EDITOR,
        of_row=Access.EDITOR,
    )
    @staticmethod
    async def record_certificate(
        info: Info,
        *,
        engagement: _SignUp,
        kind: Annotated[RequirementKind, strawberry.argument(description="What was seen.")],
        inspected_on: Annotated[Date, strawberry.argument(description="The day it was seen.")],
        valid_until: Annotated[
            Date | None, strawberry.argument(description="The last day on which it counts; else by its kind.")
        ] = None,
    ) -> payloads.EngagementPayload:
        made = await certificates.record(info, engagement, kind, inspected_on, valid_until)
        return payloads.engagement(made, info.context)

    @root(
        CalendarPayload | None,
        "Makes a secret address for one's own calendar of accepted shifts, in the place of the one before, or none.",
        access=Access.SIGNED_IN,
    )
    @staticmethod
    async def share_my_calendar(
        info: Info,
        on: Annotated[bool, strawberry.argument(description="Whether there shall be an address; false revokes it.")],
    ) -> payloads.CalendarPayload:
        return payloads.calendar(await calendars.share(info, on), info.context)
