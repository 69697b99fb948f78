"""Ingest: what sources say becomes entries, with their provenance.

    pull        the bytes, from a file or an address                     refresh   by interval, in a process beside
    staging     read to the end, checked, set aside                      worker    that process
    removal     what is missing, judged by guard                         lease     one process at a time
    batches     records recognised, written                              release   removals that a person let go
    identity    who is who, by identifiers (schemes)                     rolling   stored dates moved on each day
    entries     organizations, events, opportunities made of records     declared  sources as declared
    dependents  references resolved again                                run       all of it, in one transaction

`atlas` and `places` say where entries are, `dates` when events take place, `references` who is meant by a name.
"""
