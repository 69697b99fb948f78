"""What lists can be filtered by. Conditions that are given must all hold; within a list of values, any one suffices.

Each filter knows how it is said to the store (`criteria`), like the parts it is made of.
"""

import strawberry

from datasources.criteria import EventCriteria, OccurrenceCriteria, OpportunityCriteria, OrganizationCriteria
from datasources.vocabulary import ConceptScheme
from resolvers import criteria
from resolvers.context import Context
from schema.enums import (
    Commitment,
    EventAttendanceMode,
    EventStatus,
    InstitutionKind,
    LegalForm,
    OrganizationType,
    RemoteMode,
    RequirementKind,
    TimeOfDay,
    Weekday,
)
from schema.inputs import AreaFilter, ConceptFilter, DateRange, IdentifierInput, area_of, concepts_of, range_of
from schema.scalars import URL, DateTime

__all__ = ["EventFilter", "OccurrenceFilter", "OpportunityFilter", "OrganizationFilter"]

_TEXT = "Words as people type them: Fussball finds Fußball, and the middle of long words is found, too."
_AREA = "Where it is."
_TOPICS = "What it is about."
_ORGANIZER = "Who holds it, by the ids of organisations."
_STATUS = "Whether it takes place as announced."
_ATTENDANCE = "At a place, online, or both."
_WEEKDAY = "The days of the week on which it starts, in local time."
_TIME_OF_DAY = "The parts of the day in which it starts, in local time."
_FREE = "Whether taking part costs nothing. Without it: everything, also where no source says."
_NEEDS_HELPERS = "Whether helpers are wanted there now."
_UPDATED = "Only what has changed since this moment."


@strawberry.input(description="Which organisations.")
class OrganizationFilter:
    """`{text: "feuerwehr", area: {ars: ["07137"]}, hasOpportunities: true}`"""

    text: str | None = strawberry.field(default=None, description=_TEXT)
    types: list[OrganizationType] | None = strawberry.field(
        default=None, description="Clubs, initiatives, institutions."
    )
    area: AreaFilter | None = strawberry.field(default=None, description=_AREA)
    categories: ConceptFilter | None = strawberry.field(default=None, description=_TOPICS)
    purposes: list[URL] | None = strawberry.field(default=None, description="Charitable purposes, by their uris.")
    legal_form: list[LegalForm] | None = strawberry.field(default=None, description="Legal forms.")
    institution_kind: list[InstitutionKind] | None = strawberry.field(
        default=None, description="Kinds of institutions; leaves out clubs and initiatives."
    )
    identifier: IdentifierInput | None = strawberry.field(
        default=None, description="The one that others know by this identifier."
    )
    has_opportunities: bool | None = strawberry.field(
        default=None, description="Whether it is looking for helpers now."
    )
    updated_since: DateTime | None = strawberry.field(default=None, description=_UPDATED)
    sources: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Known from one of these sources, by their ids."
    )

    async def criteria(self, context: Context, argument: str = "filter") -> OrganizationCriteria:
        return OrganizationCriteria(
            text=criteria.text(f"{argument}.text", self.text),
            types=criteria.several(f"{argument}.types", self.types),
            area=await area_of(argument, self.area, context),
            categories=concepts_of(f"{argument}.categories", self.categories, ConceptScheme.TOPIC),
            purposes=criteria.notations(f"{argument}.purposes", ConceptScheme.CHARITABLE_PURPOSE, self.purposes),
            legal_form=criteria.several(f"{argument}.legalForm", self.legal_form),
            institution_kind=criteria.several(f"{argument}.institutionKind", self.institution_kind),
            identifier=None if self.identifier is None else self.identifier.criteria(f"{argument}.identifier"),
            has_opportunities=self.has_opportunities,
            updated_since=self.updated_since,
            sources=criteria.several(f"{argument}.sources", self.sources),
        )


@strawberry.input(description="Which events.")
class EventFilter:
    """`{text: "kirmes", free: true}`"""

    text: str | None = strawberry.field(default=None, description=_TEXT)
    area: AreaFilter | None = strawberry.field(default=None, description=_AREA)
    categories: ConceptFilter | None = strawberry.field(default=None, description=_TOPICS)
    organizer: list[strawberry.ID] | None = strawberry.field(default=None, description=_ORGANIZER)
    status: list[EventStatus] | None = strawberry.field(default=None, description=_STATUS)
    attendance_mode: list[EventAttendanceMode] | None = strawberry.field(default=None, description=_ATTENDANCE)
    free: bool | None = strawberry.field(default=None, description=_FREE)
    needs_helpers: bool | None = strawberry.field(default=None, description=_NEEDS_HELPERS)
    updated_since: DateTime | None = strawberry.field(default=None, description=_UPDATED)

    async def criteria(self, context: Context, argument: str = "filter") -> EventCriteria:
        return EventCriteria(
            text=criteria.text(f"{argument}.text", self.text),
            area=await area_of(argument, self.area, context),
            categories=concepts_of(f"{argument}.categories", self.categories, ConceptScheme.TOPIC),
            organizer=criteria.several(f"{argument}.organizer", self.organizer),
            status=criteria.several(f"{argument}.status", self.status),
            attendance_mode=criteria.several(f"{argument}.attendanceMode", self.attendance_mode),
            free=self.free,
            needs_helpers=self.needs_helpers,
            updated_since=self.updated_since,
        )


@strawberry.input(description="Which dates. The range is required, because a series may have no end.")
class OccurrenceFilter:
    """`{between: {from: "2026-07-01T00:00:00Z", to: "2026-08-01T00:00:00Z"}, weekday: [SATURDAY, SUNDAY]}`"""

    between: DateRange = strawberry.field(description="The time in which it takes place, at least in part.")
    text: str | None = strawberry.field(default=None, description=_TEXT)
    area: AreaFilter | None = strawberry.field(default=None, description=_AREA)
    categories: ConceptFilter | None = strawberry.field(default=None, description=_TOPICS)
    organizer: list[strawberry.ID] | None = strawberry.field(default=None, description=_ORGANIZER)
    status: list[EventStatus] | None = strawberry.field(default=None, description=_STATUS)
    attendance_mode: list[EventAttendanceMode] | None = strawberry.field(default=None, description=_ATTENDANCE)
    weekday: list[Weekday] | None = strawberry.field(default=None, description=_WEEKDAY)
    time_of_day: list[TimeOfDay] | None = strawberry.field(default=None, description=_TIME_OF_DAY)
    free: bool | None = strawberry.field(default=None, description=_FREE)
    needs_helpers: bool | None = strawberry.field(default=None, description=_NEEDS_HELPERS)

    async def criteria(self, context: Context, argument: str = "filter") -> OccurrenceCriteria:
        return OccurrenceCriteria(
            between=self.between.instants(f"{argument}.between"),
            text=criteria.text(f"{argument}.text", self.text),
            area=await area_of(argument, self.area, context),
            categories=concepts_of(f"{argument}.categories", self.categories, ConceptScheme.TOPIC),
            organizer=criteria.several(f"{argument}.organizer", self.organizer),
            status=criteria.several(f"{argument}.status", self.status),
            attendance_mode=criteria.several(f"{argument}.attendanceMode", self.attendance_mode),
            weekday=criteria.several(f"{argument}.weekday", self.weekday),
            time_of_day=criteria.several(f"{argument}.timeOfDay", self.time_of_day),
            free=self.free,
            needs_helpers=self.needs_helpers,
        )


@strawberry.input(
    description=(
        "Which opportunities. Lists leave out what is closed, full or past unless openOnly is false; aggregates only "
        "where it is true."
    )
)
class OpportunityFilter:
    """`{commitment: [SPONTANEOUS, ONE_TIME], age: 16, withoutRequirements: [DRIVING_LICENCE]}`"""

    text: str | None = strawberry.field(default=None, description=_TEXT)
    area: AreaFilter | None = strawberry.field(default=None, description=_AREA)
    between: DateRange | None = strawberry.field(
        default=None, description="The time in which help is wanted, at least in part."
    )
    commitment: list[Commitment] | None = strawberry.field(default=None, description="How much it binds.")
    long_term: bool | None = strawberry.field(
        default=None,
        description="True: a project, regular help or an office. False: spontaneous help or a single date.",
    )
    weekday: list[Weekday] | None = strawberry.field(default=None, description=_WEEKDAY)
    time_of_day: list[TimeOfDay] | None = strawberry.field(default=None, description=_TIME_OF_DAY)
    institution_kind: list[InstitutionKind] | None = strawberry.field(
        default=None, description="Only at institutions of these kinds."
    )
    accessibility: list[URL] | None = strawberry.field(
        default=None, description="Has one of these marks of accessibility, by their uris."
    )
    updated_since: DateTime | None = strawberry.field(default=None, description=_UPDATED)
    max_hours_per_week: float | None = strawberry.field(
        default=None, description="At most so many hours a week; leaves out those that name none."
    )
    categories: ConceptFilter | None = strawberry.field(default=None, description=_TOPICS)
    skills: ConceptFilter | None = strawberry.field(default=None, description="What helpers can do.")
    languages: list[str] | None = strawberry.field(
        default=None, description="Languages that helpers speak: de, uk, ar (BCP 47)."
    )
    remote: list[RemoteMode] | None = strawberry.field(default=None, description="Whether help can be given from home.")
    age: int | None = strawberry.field(default=None, description="Open to helpers of this age.")
    without_requirements: list[RequirementKind] | None = strawberry.field(
        default=None, description="Leaves out those that ask for any of these."
    )
    open_only: bool | None = strawberry.field(
        default=None, description="Only what can still be joined. Lists: true unless stated; aggregates: false."
    )
    organization: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Only at these organisations, by their ids."
    )

    async def criteria(
        self, context: Context, argument: str = "filter", *, open_only: bool = True
    ) -> OpportunityCriteria:
        """`open_only` is what holds where the filter does not say."""
        return OpportunityCriteria(
            today=context.today,
            text=criteria.text(f"{argument}.text", self.text),
            area=await area_of(argument, self.area, context),
            between=range_of(f"{argument}.between", self.between),
            commitment=criteria.several(f"{argument}.commitment", self.commitment),
            long_term=self.long_term,
            weekday=criteria.several(f"{argument}.weekday", self.weekday),
            time_of_day=criteria.several(f"{argument}.timeOfDay", self.time_of_day),
            institution_kind=criteria.several(f"{argument}.institutionKind", self.institution_kind),
            accessibility=criteria.notations(
                f"{argument}.accessibility", ConceptScheme.ACCESSIBILITY, self.accessibility, narrower=False
            ),
            updated_since=self.updated_since,
            max_hours_per_week=criteria.at_least_zero(f"{argument}.maxHoursPerWeek", self.max_hours_per_week),
            categories=concepts_of(f"{argument}.categories", self.categories, ConceptScheme.TOPIC),
            skills=concepts_of(f"{argument}.skills", self.skills, ConceptScheme.SKILL),
            languages=criteria.languages(f"{argument}.languages", self.languages),
            remote=criteria.several(f"{argument}.remote", self.remote),
            age=criteria.age(f"{argument}.age", self.age),
            without_requirements=criteria.several(f"{argument}.withoutRequirements", self.without_requirements),
            open_only=open_only if self.open_only is None else self.open_only,
            organization=criteria.several(f"{argument}.organization", self.organization),
        )
