"""Whether what is missing from a source may be removed, or waits for a person.

A source that forgets a few entries is believed. One that loses many at once has more likely been exported wrongly:
then what is missing stays until someone releases the run. It stays as well where it may be among the rows that could
not be read. Entries whose dates have passed are left out of both counts, since many websites export the current month
only.
"""

from dataclasses import dataclass
from typing import Final

FREE_REMOVALS: Final = 5
"""So many may always go."""
SHARE: Final = 5
"""More than one in so many may not."""
FREE_REFUSALS: Final = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether removals are held, and why: too many of them, or too many rows that could not be read."""

    many_missing: bool
    perhaps_refused: bool

    @property
    def held(self) -> bool:
        return self.many_missing or self.perhaps_refused


def judge(*, missing: int, known: int, refused: int, read: int) -> Verdict:
    """`missing` of the `known` entries are not in the source any more; `refused` of `read` rows could not be read, and
    nobody knows whose they are.

    >>> judge(missing=6, known=29, refused=0, read=23).held, judge(missing=6, known=30, refused=0, read=24).held
    (True, False)
    """
    return Verdict(
        many_missing=missing > FREE_REMOVALS and missing * SHARE > known,
        perhaps_refused=missing > 0 and (missing <= refused or (refused > FREE_REFUSALS and refused * SHARE > read)),
    )
