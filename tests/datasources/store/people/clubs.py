"""Organisations that people of these tests take part in: three, one of which became part of another."""

from typing import Any, Final

from datasources.store.database import Database
from datasources.store.statements import ALIAS, ORGANIZATION
from tests.datasources.store.district import complete, inserting, organization_row

TV: Final = "org_tvpolchtvpolch22"
SC: Final = "org_scmayenscmayen22"
FORMER: Final = "org_formerformerfo22"
FORMER_SLUG: Final = "alter-turnverein"
UNKNOWN: Final = "org_unknownunknown22"


async def fill(db: Database) -> None:
    """TV Polch (pk 1), which was once known under another id and slug, and SC Mayen (pk 2)."""
    rows = [
        organization_row(1, "TV Polch", id=TV, slug="tv-polch"),
        organization_row(2, "SC Mayen", id=SC, slug="sc-mayen"),
    ]
    aliases: list[dict[str, Any]] = [
        {"kind": "ORGANIZATION", "alias": FORMER, "target_pk": 1},
        {"kind": "ORGANIZATION", "alias": FORMER_SLUG, "target_pk": 1},
        {"kind": "EVENT", "alias": UNKNOWN, "target_pk": 2},
    ]
    async with db.transaction() as transaction:
        await transaction.executemany(inserting(ORGANIZATION), [complete(ORGANIZATION, row) for row in rows])
        await transaction.executemany(inserting(ALIAS), [complete(ALIAS, row) for row in aliases])
