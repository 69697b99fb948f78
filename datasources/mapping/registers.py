"""Identifiers as registers write them, in one form each.

"VR2726", "vr 2726", "2726"              "VR 2726"                       a club's number at its court
"Amtsgericht Koblenz", "AG Koblenz"      "Koblenz"
court and number                         DE-VR "Koblenz VR 2726"
"ZVR-Zahl: 076722629"                    AT-ZVR "076722629"
"che-109.740.078 MWST"                   CH-UID "CHE-109.740.078"
"""

import re
from collections.abc import Mapping

from datasources.mapping.cells import Unreadable, shown

_NUMBER = re.compile(
    r"(?:(VR|HRA|HRB|GNR|GSR|PR|GÜR)[\s.:-]*(?:Nr\.?|Nummer)?[\s.:-]*)?(\d{1,7})(?:\s*([A-Z]{1,3}))?", re.I
)
_COURT = re.compile(r"(?:(?:Amtsgericht|Registergericht|AG|Vereinsregister)(?:\s+beim\s+Amtsgericht)?\b[\s.:]*)", re.I)
_BOTH = re.compile(
    r"(?:(?:Amtsgericht|AG)\s+)([^\d,;:]{2,60}?)[\s,;:-]*\b((?:VR|HRB|GNR)[\s.:-]*(?:Nr\.?\s*)?\d{1,7}.{0,4})", re.I
)
_SETTLED = re.compile(r"[A-Za-zü]{2,3} \d{1,7}(?: [A-Z]{1,3})?")
_REGISTERS: Mapping[str, str] = {"GNR": "GnR", "GSR": "GsR", "GÜR": "GüR"}


def register_number(text: str) -> str:
    """A register's number with its register; what is not understood stays as it is."""
    if text.startswith("VR ") and text[3:].isdecimal() and len(text) <= 10:
        return text
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return text
    register = (match.group(1) or "VR").upper()
    number = f"{_REGISTERS.get(register, register)} {match.group(2)}"
    return f"{number} {match.group(3).upper()}" if match.group(3) else number


def register_court(text: str) -> str:
    """The court's seat."""
    if " " not in text and text != "AG":
        return text
    return _COURT.sub("", text.strip(), count=1).strip(" ,") or text


def court_and_number(text: str) -> tuple[str, str] | None:
    """Both, of "Amtsgericht Koblenz, VR 2726"; None where one column does not hold both."""
    match = _BOTH.fullmatch(text.strip()[:100])
    return None if match is None else (match.group(1).strip(), register_number(match.group(2)))


def german_identifier(court: str, number: str) -> str | None:
    """The value under DE-VR, of a court and a number in their one form; None where the number is none of a register."""
    known = number.startswith("VR ") and number[3:].isdecimal()
    return f"{court} {number}" if known or _SETTLED.fullmatch(number) else None


def identifier(scheme: str, text: str) -> str | Unreadable:
    """A scheme's value in its one form; of schemes that the hub does not know, the text."""
    match scheme:
        case "AT-ZVR":
            digits = re.sub(r"^\s*ZVR(?:-?(?:Zahl|Nr\.?|Nummer))?[\s.:]*|\s", "", text, flags=re.I)
            return digits if re.fullmatch(r"\d{9,10}", digits) else _unreadable(scheme, text)
        case "CH-UID":
            digits = re.sub(r"\D", "", text)
            if len(digits) != 9 or not re.match(r"\s*(?:CHE)?[\s-]*\d", text, re.I):
                return _unreadable(scheme, text)
            return f"CHE-{digits[:3]}.{digits[3:6]}.{digits[6:]}"
        case "DE-VR":
            both = court_and_number(text)
            return f"{both[0]} {both[1]}" if both else text
        case "DE-WIDNR":
            value = re.sub(r"\s", "", text).upper()
            return value if re.fullmatch(r"DE\d{9}(?:-\d{5})?", value) else _unreadable(scheme, text)
        case _:
            return text


def _unreadable(scheme: str, text: str) -> Unreadable:
    return Unreadable("IDENTIFIER_UNREADABLE", {"scheme": scheme, "value": shown(text)})
