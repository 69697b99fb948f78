"""Alembic's entry: runs the migrations on the connection that `migrate` holds, within its transaction."""

from alembic import context
from sqlmodel import SQLModel

from datasources.store import tables
from datasources.store.people import tables as people_tables

assert tables, "imported so that the metadata knows every table"
assert people_tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transactional_ddl=False,
    render_as_batch=False,
)
context.run_migrations()
