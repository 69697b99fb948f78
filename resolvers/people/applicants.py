"""What an organisation sees of someone who wants to help there: each field under the consent it names, or null.

Rows are `Applicant`s: who it is stays a key in here, and is answered by no field. Editors read through
`resolvers.people.readings`, which decides and records; people who read their own sign-up read their own profile.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from functools import partial
from inspect import isawaitable
from typing import Any, NamedTuple, TypeVar

from datasources.people import ages
from datasources.people.vocabulary import EngagementState, Purpose
from datasources.store.people.rows import EngagementRow, VolunteerRow
from datasources.vocabulary import ConceptScheme
from resolvers import values
from resolvers.concepts import concepts_in
from resolvers.context import Context, Info
from resolvers.people import certificates
from resolvers.people.readings import Reading

__all__ = [
    "Applicant",
    "age_bands_of",
    "applicants_of",
    "certificates_of",
    "display_names_of",
    "emails_of",
    "languages_of",
    "skills_of",
    "telephones_of",
]

Value = TypeVar("Value")
Answers = Sequence[Value | Exception | None]


class Applicant(NamedTuple):
    """Someone who signed up. `is_withheld`: nothing is answered while a guardian's consent is awaited."""

    volunteer_pk: int
    organization_pk: int | None
    is_own: bool
    is_withheld: bool

    @property
    def typename(self) -> str:
        return "Applicant"


async def applicants_of(parents: Sequence[EngagementRow], info: Info) -> Sequence[Applicant | None]:
    """Who signed up; None for those who erased themselves."""
    own = await info.context.own_profile_pk()
    found = await info.context.loaders.opportunities.load_many([parent.opportunity_pk for parent in parents])
    organizations = [None if row is None or isinstance(row, Exception) else row.organization_pk for row in found]
    return [
        None
        if parent.volunteer_pk is None
        else Applicant(
            volunteer_pk=parent.volunteer_pk,
            organization_pk=organization_pk,
            is_own=parent.volunteer_pk == own,
            is_withheld=parent.state == EngagementState.AWAITING_GUARDIAN,
        )
        for parent, organization_pk in zip(parents, organizations, strict=True)
    ]


async def display_names_of(parents: Sequence[Applicant], info: Info) -> Answers[str]:
    return await _stated(parents, info, "displayName", "display_name")


async def emails_of(parents: Sequence[Applicant], info: Info) -> Answers[str]:
    return await _stated(parents, info, "email", "email")


async def telephones_of(parents: Sequence[Applicant], info: Info) -> Answers[str]:
    return await _stated(parents, info, "telephone", "telephone")


async def age_bands_of(parents: Sequence[Applicant], info: Info) -> Answers[str]:
    today = date.fromisoformat(info.context.today)

    def bands(rows: Sequence[VolunteerRow]) -> list[str | None]:
        months = [row.birth_month for row in rows]
        return [None if month is None else ages.band_of(ages.age_on(month, today)).value for month in months]

    return await _answered(parents, info, Purpose.MATCHING, "ageBand", "birth_month", bands)


async def skills_of(parents: Sequence[Applicant], info: Info) -> Answers[Any]:
    skills = concepts_in("skills", ConceptScheme.SKILL)
    return await _answered(parents, info, Purpose.MATCHING, "skills", "skills", skills)


async def languages_of(parents: Sequence[Applicant], info: Info) -> Answers[Any]:
    return await _answered(parents, info, Purpose.MATCHING, "languages", "languages", values.texts("languages"))


async def certificates_of(parents: Sequence[Applicant], info: Info) -> Answers[Any]:
    """What was inspected, and counts still."""
    standing = partial(certificates.standing_of, info=info)
    return await _answered(parents, info, Purpose.VETTING, "certificates", None, standing)


async def _stated(parents: Sequence[Applicant], info: Info, field: str, column: str) -> Answers[str]:
    """A way to reach them, as they stated it."""
    return await _answered(
        parents, info, Purpose.CONTACT, field, column, lambda rows: [getattr(row, column) for row in rows]
    )


async def _answered(
    parents: Sequence[Applicant],
    info: Info,
    purpose: Purpose,
    field: str,
    column: str | None,
    of_profiles: Callable[[Sequence[VolunteerRow]], Sequence[Value] | Awaitable[Sequence[Value]]],
) -> list[Value | Exception | None]:
    """What `of_profiles` makes of the profiles that may be read; None for the others."""
    profiles = await _profiles(parents, info.context, purpose, field, column)
    rows = [each for each in profiles if isinstance(each, VolunteerRow)]
    made = of_profiles(rows) if rows else []
    found = iter(await made if isawaitable(made) else made)
    return [next(found) if isinstance(each, VolunteerRow) else each for each in profiles]


async def _profiles(
    parents: Sequence[Applicant], context: Context, purpose: Purpose, field: str, column: str | None
) -> list[VolunteerRow | Exception | None]:
    readings = [
        None
        if parent.is_own or parent.is_withheld or parent.organization_pk is None
        else Reading(parent.volunteer_pk, parent.organization_pk, purpose, field, column)
        for parent in parents
    ]
    asked = [each for each in readings if each is not None]
    disclosed = iter(await context.disclosures.load_many(asked) if asked else ())
    account_pk = context.viewer.account_pk
    own: VolunteerRow | None = None
    if account_pk is not None and any(parent.is_own for parent in parents):
        own = await context.loaders.profiles.load(account_pk)
    return [
        next(disclosed) if reading is not None else (own if parent.is_own else None)
        for parent, reading in zip(parents, readings, strict=True)
    ]
