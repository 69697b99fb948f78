"""Which columns of its parents a batch function reads, so that a list reads no others from the store.

A function that does not say so may read any: then its list reads all columns. One that says too little fails at its
first row, and a test asks each field alone.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

__all__ = ["COLUMNS", "reading"]

Function = TypeVar("Function", bound=Callable[..., Any])

COLUMNS: Final = "reads_columns"
"""The attribute that names them."""


def reading(*columns: str) -> Callable[[Function], Function]:
    """Declares the columns that a batch function reads; `pk` stands for the entry itself, its type included."""

    def declared(function: Function) -> Function:
        setattr(function, COLUMNS, frozenset(columns))
        return function

    return declared
