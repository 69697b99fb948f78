"""The score of one opportunity for one person, between 0 and 1.

    score = (30 time + 20 nearness + 15 interests + 15 skills + 10 commitment + 5 languages + 5 certificates) / 100
            × 0.4 where a language that is asked for is lacking
            × 0.75 where one certificate is lacking that takes time to get, × 0.5 where several are

A part is a percentage. What the person or the opportunity does not state is NEUTRAL: it neither helps nor harms.
"""

from dataclasses import dataclass
from typing import Final

NEUTRAL: Final = 50
FULL: Final = 100
RELATED: Final = 75
"""Of a category that is broader than an interest: sport, for whom football was named."""
NONE: Final = 0

WEIGHTS: Final = {
    "time": 30,
    "nearness": 20,
    "interests": 15,
    "skills": 15,
    "commitment": 10,
    "languages": 5,
    "certificates": 5,
}
"""They add up to a hundred."""

LANGUAGE_LACKING: Final = 0.4
CERTIFICATE_LACKING: Final = 0.75
CERTIFICATES_LACKING: Final = 0.5

USUAL_RADIUS_KM: Final = 25.0
"""What nearness is measured by where no radius is stated; nothing is left out then."""
SMALLEST_RADIUS_KM: Final = 1.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What a score is made of, each a percentage."""

    time: float = NEUTRAL
    nearness: float = NEUTRAL
    interests: float = NEUTRAL
    skills: float = NEUTRAL
    commitment: float = NEUTRAL
    languages: float = NEUTRAL
    certificates: float = NEUTRAL
    languages_lacking: int = 0
    certificates_lacking: int = 0


def score(parts: Parts) -> float:
    """The score of these parts."""
    suits = sum(weight * float(getattr(parts, name)) for name, weight in WEIGHTS.items())
    return suits * _in_the_way(parts) / (FULL * sum(WEIGHTS.values()))


def gain(parts: Parts, name: str) -> float:
    """How much a part speaks for the opportunity, in points of a hundred; negative where it speaks against it."""
    return WEIGHTS[name] * (float(getattr(parts, name)) - NEUTRAL) / FULL


def _in_the_way(parts: Parts) -> float:
    language = LANGUAGE_LACKING if parts.languages_lacking else 1.0
    match parts.certificates_lacking:
        case 0:
            return language
        case 1:
            return language * CERTIFICATE_LACKING
        case _:
            return language * CERTIFICATES_LACKING
