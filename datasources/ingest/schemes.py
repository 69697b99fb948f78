"""Identifiers in one form, so that two sources that mean the same number write the same text.

    normal("de-vr", " Amtsgericht  Koblenz VR 2726 ")   ("DE-VR", "Koblenz VR 2726")
    normal("AT-ZVR", "ZVR-Zahl: 076 722 629")           ("AT-ZVR", "076722629")
    normal("Sportbund", "07-1234")                      ("SPORTBUND", "07-1234")

Check digits are looked at where a scheme has some. A wrong one is a problem and not a refusal: sources copy from each
other, and two that state the same wrong number still mean the same organisation.
"""

import re
from functools import lru_cache
from typing import Final

from datasources.drafts import Json

MAX_CHARS: Final = 200
_SPACES: Final = re.compile(r"\s+")
_GERMAN: Final = re.compile(
    r"(?:(?:Amtsgericht|Registergericht|AG)\s+)?(?P<court>.+?)[\s,;:-]+(?P<register>VR|HRA|HRB|PR|GnR|GsR|GüR)"
    r"[\s.:-]*(?:Nr\.?\s*)?(?P<number>\d{1,7})(?:\s*(?P<suffix>[A-Z]{1,3}))?",
    re.IGNORECASE,
)
_REGISTERS: Final = {name.upper(): name for name in ("VR", "HRA", "HRB", "PR", "GnR", "GsR", "GüR")}
_TAX: Final = re.compile(r"DE([0-9]{9})(?:-?([0-9]{5}))?")
_SWISS_WEIGHTS: Final = (5, 4, 3, 2, 7, 6, 5, 4)


@lru_cache(maxsize=16_384)
def normal(scheme: str, value: str) -> tuple[str, str] | None:
    """Scheme and value in one form; None where either is empty or too long to be an identifier."""
    scheme = _SPACES.sub("-", scheme.strip()).upper()
    value = _SPACES.sub(" ", value).strip()
    if not scheme or not value or len(scheme) > MAX_CHARS or len(value) > MAX_CHARS:
        return None
    match scheme:
        case "DE-VR":
            return scheme, _german(value)
        case "DE-WIDNR" | "DE-W-IDNR":
            found = _TAX.fullmatch(value.replace(" ", "").upper())
            return "DE-WIDNR", value if found is None else f"DE{found[1]}" + (f"-{found[2]}" if found[2] else "")
        case "AT-ZVR":
            digits = re.sub(r"[^0-9]", "", value)
            return scheme, digits or value
        case "CH-UID":
            digits = re.sub(r"[^0-9]", "", value)
            return scheme, f"CHE-{digits[:3]}.{digits[3:6]}.{digits[6:]}" if len(digits) == 9 else value
        case _:
            return scheme, value


def stated(identifiers: Json) -> list[tuple[str, str]]:
    """The identifiers of an IDENTIFIERS value in their one form; what is none of them is left out."""
    if not isinstance(identifiers, list):
        return []
    found = (
        normal(str(each.get("scheme") or ""), str(each.get("value") or ""))
        for each in identifiers
        if isinstance(each, dict)
    )
    return [pair for pair in found if pair is not None]


def check_digit_is_wrong(scheme: str, value: str) -> bool:
    """Whether a normal value contradicts its own check digit; False where its scheme has none."""
    match scheme:
        case "DE-WIDNR":
            found = _TAX.fullmatch(value)
            return found is None or _german_tax_digit(found[1][:8]) != int(found[1][8])
        case "CH-UID":
            digits = [int(digit) for digit in re.sub(r"[^0-9]", "", value)]
            if len(digits) != 9:
                return True
            total = sum(weight * digit for weight, digit in zip(_SWISS_WEIGHTS, digits, strict=False))
            return (11 - total % 11) % 11 != digits[8]
        case _:
            return False


def _german(value: str) -> str:
    match = _GERMAN.fullmatch(value)
    if match is None:
        return value
    register = _REGISTERS[match["register"].upper()]
    number = match["number"].lstrip("0") or "0"
    suffix = f" {match['suffix'].upper()}" if match["suffix"] else ""
    return f"{match['court'].strip()} {register} {number}{suffix}"


def _german_tax_digit(digits: str) -> int:
    """ISO 7064, MOD 11,10: the ninth digit of a W-IdNr and of a USt-IdNr."""
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = 2 * total % 11
    return (11 - product) % 10
