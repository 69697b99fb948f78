"""The directive that marks personal data in the SDL: by which purpose a field is answered, if at all."""

import strawberry
from strawberry.schema_directive import Location

from schema.people.enums import Purpose

__all__ = ["Personal"]


@strawberry.federation.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="personal",
    description=(
        "The field holds personal data: it is answered only under a consent for this purpose, and each reading is "
        "recorded."
    ),
)
class Personal:
    """`displayName: String @personal(purpose: CONTACT)`"""

    purpose: Purpose
