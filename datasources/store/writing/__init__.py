"""Every statement that writes, and those reads that a writer needs within its transaction.

    shapes       insert a row of a table, change or delete it by its pk, and internal keys to give to new rows
    sources      sources, their runs and problems; leases and marks
    records      what sources said, and the identifiers they stated
    entities     organisations, events, opportunities, and what hangs on them: places, tags, dates, shifts, search

Ingest alone imports this package. Statements are compiled once; rows go in by `executemany`, their keys known before.
"""
