"""Small values that entries are made of: identifiers, contacts, images, opening hours.

They are read from JSON columns by `resolvers.values`, whose rows have these fields.
"""

import strawberry

from schema.enums import Weekday
from schema.scalars import URL

__all__ = ["ContactPoint", "Identifier", "Image", "License", "OpeningHours"]


@strawberry.federation.type(
    shareable=True,
    description=(
        "An identifier that others know the entry by: scheme DE-VR, value 'Koblenz VR 2726' (court's seat, register, "
        "number); DE-WIDNR, AT-ZVR, CH-UID, or a federation's own."
    ),
)
class Identifier:
    """Rows: `resolvers.values.Identifier`."""

    scheme: str = strawberry.field(description="Who gives the identifier: a register or a federation.")
    value: str = strawberry.field(description="The identifier itself.")
    uri: URL | None = strawberry.field(description="The identifier as an address, where it has one.")


@strawberry.type(description="A way to reach an organisation that its source declared public.")
class ContactPoint:
    """Rows: `resolvers.values.ContactPoint`."""

    role: str = strawberry.field(description="What to turn there for: office, board, youth.")
    name: str | None = strawberry.field(description="Who answers.")
    email: str | None = strawberry.field(description="An e-mail address.")
    telephone: str | None = strawberry.field(description="A telephone number.")
    url: URL | None = strawberry.field(description="A page with a form or with more ways.")


@strawberry.type(description="The terms under which something may be used.")
class License:
    """Rows: `resolvers.values.License`."""

    id: str = strawberry.field(description="Its short name in the SPDX list or in the German open-data list.")
    name: str = strawberry.field(description="Its name in words.")
    url: URL | None = strawberry.field(description="Where its text stands.")
    attribution: str | None = strawberry.field(description="Whom to name when using it, in these words.")


@strawberry.type(description="A picture, by its address.")
class Image:
    """Rows: `resolvers.values.Image`."""

    url: URL = strawberry.field(description="Where the picture is.")
    alt: str = strawberry.field(description="What it shows, for those who cannot see it.")
    width: int | None = strawberry.field(description="Its width in pixels.")
    height: int | None = strawberry.field(description="Its height in pixels.")
    credit: str | None = strawberry.field(description="Who made it.")
    license: License | None = strawberry.field(description="The terms under which it may be used.")


@strawberry.type(description="When a place is open on one day of the week, in local time.")
class OpeningHours:
    """Rows: `resolvers.values.OpeningHours`."""

    weekday: Weekday = strawberry.field(description="The day.")
    opens: str = strawberry.field(description="From when: 09:00.")
    closes: str = strawberry.field(description="Until when: 12:30.")
    note: str | None = strawberry.field(description="What else to know: by appointment, not in school holidays.")
