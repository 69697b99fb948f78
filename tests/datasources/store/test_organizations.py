from datasources.criteria import OrganizationCriteria, Sort, Window
from datasources.store import organizations
from datasources.store.database import Database


async def test_names_are_listed_as_dictionaries_order_them(district: Database) -> None:
    (page,) = await organizations.pages(district, OrganizationCriteria(), Sort(), Window(100))
    names = [row.name for row in page.rows]
    assert names[:4] == ["1. FC Mertloch", "1. FC Mertloch Nord", "1. FC Mertloch Süd", "Ärztehilfe Maifeld"]
