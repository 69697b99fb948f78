"""Areas: replaced by key, with the search entries of municipalities."""

from sqlalchemy import bindparam, delete, func, select

from datasources.store.statements import AREA, SEARCH_ENTRY, Statement, in_array
from datasources.store.writing.shapes import deleting

COUNT = Statement(select(func.count()).select_from(AREA))
ALL = Statement(
    select(
        *(
            AREA.c[name]
            for name in (
                "ars",
                "ags",
                "name",
                "kind",
                "parent_ars",
                "population",
                "area_km2",
                "lat",
                "lon",
                "postal_code",
            )
        )
    ).order_by(AREA.c.ars)
)
SHAPES = Statement(select(AREA.c.ars, AREA.c.boundary, AREA.c.lat, AREA.c.lon).where(in_array(AREA.c.ars, "keys")))
DELETE = deleting(AREA, "ars")
DELETE_ENTRIES = Statement(
    delete(SEARCH_ENTRY).where(SEARCH_ENTRY.c.type == bindparam("type"), in_array(SEARCH_ENTRY.c.entity_pk, "keys"))
)
