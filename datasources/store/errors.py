"""What can go wrong with the store itself.

StoreError
├── AddressError        the address names no database that the hub can use
└── MigrationError      the tables cannot be brought to the form this version reads
"""


class StoreError(Exception):
    """The store cannot be used; the message names the database (without credentials), the rule and the way out."""


class AddressError(StoreError):
    """The address names no database that the hub can use."""


class MigrationError(StoreError):
    """The tables cannot be brought to the form this version reads."""
