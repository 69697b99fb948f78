"""Reading one cell into the normal form of one value: `reader(part, manner)` gives the function, made once per column.

reader(Part(Reader.URL), manner)("www.tv-polch.de")          "https://www.tv-polch.de"
reader(Part(Reader.BOOLEAN), manner)("x")                    True
reader(Part(Reader.TELEPHONE), manner)("0 26 54/12 34")      "+49 26 54 12 34"
reader(Part(Reader.DATE), manner)("31.2.2026")               Unreadable("DATE_UNREADABLE", …)
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Final, Literal, assert_never
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale

from datasources.concepts import notation_of
from datasources.connectors.markdown import MAX_TEXT_CHARS, clean_markdown, one_line
from datasources.drafts import Json
from datasources.mapping.cells import Cell, Read, Unreadable, fold, shown, text_of
from datasources.mapping.dates import date_reader, instant_reader, read_clock
from datasources.mapping.numbers import read_count, read_measure
from datasources.mapping.parts import Part, Reader
from datasources.mapping.words import FALSE, TRUE, words_of
from datasources.vocabulary import ConceptScheme

MAX_LINE_CHARS: Final = 1_000
"""Of a name, a street, a title."""
MAX_URL_CHARS: Final = 2_000
MAX_EMAIL_CHARS: Final = 254
MAX_TELEPHONE_DIGITS: Final = 15
MIN_TELEPHONE_DIGITS: Final = 3

CALLING_CODES: Mapping[str, str] = {
    "DE": "49",
    "AT": "43",
    "CH": "41",
    "LI": "423",
    "LU": "352",
    "BE": "32",
    "NL": "31",
    "FR": "33",
    "DK": "45",
    "PL": "48",
    "CZ": "420",
    "IT": "39",
    "GB": "44",
    "IE": "353",
    "ES": "34",
    "US": "1",
    "CA": "1",
}
"""Countries whose national numbers are made international; of others they stay as they are."""
_TRUNKLESS: Final = frozenset({"LU", "DK", "PL", "CZ", "ES", "IT", "LI", "US", "CA"})
"""Countries whose national numbers begin with no 0 that falls away."""

# What most cells hold and nothing needs to be done to; the longer way gives the same.
_PLAIN_URL = re.compile(r"https?://(?:[a-z0-9][a-z0-9-]{0,61}\.){1,8}[a-z]{2,24}(?:/[!#-;=?-Z^-~]*)?")
_PLAIN_EMAIL = re.compile(r"[a-z0-9._+-]{1,64}@(?:[a-z0-9]{1,62}\.){1,8}[a-z]{2,24}")
_PLAIN_TELEPHONE = re.compile(r"0[1-9]\d{1,4}[ /]\d{3,8}|\+[1-9]\d{0,2} [1-9]\d{1,4} \d{3,7}")
_URL = re.compile(r"https?://[^\s/?#@\\<>\"]+(?:[/?#][^\s\\<>\"]*)?", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?::\d{1,5})?(?:[/?#][^\s\\<>\"]*)?")
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}\w)?\.){1,10}[^\W\d_][\w-]{1,24}\.?|\d{1,3}(?:\.\d{1,3}){3}|localhost")
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~ÄÖÜäöüß-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}"
)
_AT = re.compile(r"\s*(?:\(at\)|\[at\]|\{at\}|\(ät\)|\[ät\])\s*", re.IGNORECASE)
_IN_ANGLES = re.compile(r"[^<>]{0,200}<([^<>]{3,254})>")
_TELEPHONE_LABEL = re.compile(r"^(?:tel(?:efon)?|fon|mobil|handy|phone|fax)\b[.:]*\s*", re.IGNORECASE)
_SEVERAL_TELEPHONES = re.compile(r"\s+(?:oder|o\.|u\.|und|or|bzw\.?)\s+|\s*[;,]\s*|\s+/\s+")
_EXTENSION = re.compile(r"\s*(?:ext\.?|x|durchwahl|app\.?)\s*(\d{1,6})$", re.IGNORECASE)
_TELEPHONE = re.compile(r"[+\d][\d ./()\u2010-\u2015-]*")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True, slots=True)
class Manner:
    """What a source writes in, where a value leaves it open."""

    zone: ZoneInfo
    country: str = "DE"
    decimal: str | None = None
    formats: tuple[str, ...] = ()


def reader(part: Part, manner: Manner) -> Read:
    """The function that reads a cell into this part's normal form."""
    match part.reader:
        case Reader.TEXT:
            return read_text
        case Reader.MARKDOWN:
            return read_markdown
        case Reader.URL:
            return read_url
        case Reader.DATE:
            return date_reader(manner.formats)
        case Reader.DATETIME:
            return instant_reader(manner.formats, manner.zone)
        case Reader.TIME:
            return read_clock
        case Reader.INTEGER:
            return lambda cell: read_count(cell, manner.decimal)
        case Reader.NUMBER:
            return lambda cell: read_measure(cell, manner.decimal)
        case Reader.BOOLEAN:
            return read_boolean
        case Reader.ENUM:
            assert part.values is not None, "an enum's reader needs its values"
            return _enum_reader(part.values)
        case Reader.CONCEPT:
            assert part.scheme is not None, "a concept's reader needs its scheme"
            return _concept_reader(part.scheme)
        case Reader.LANGUAGE:
            return read_language
        case Reader.EMAIL:
            return read_email
        case Reader.TELEPHONE:
            return lambda cell: read_telephone(cell, manner.country)
        case Reader.POSTAL_CODE:
            return lambda cell: _read_postal_code(cell, manner.country)
        case Reader.COUNTRY:
            return read_country
        case Reader.ARS:
            return lambda cell: _read_key(cell, 12)
        case Reader.AGS:
            return lambda cell: _read_key(cell, 8)
        case Reader.LATITUDE:
            return lambda cell: _read_degrees(cell, 90, manner.decimal)
        case Reader.LONGITUDE:
            return lambda cell: _read_degrees(cell, 180, manner.decimal)
        case Reader.RAW:
            raise AssertionError("a raw part is read by its composite")
        case _:
            assert_never(part.reader)


def read_text(cell: Cell) -> str | Unreadable | None:
    """One line."""
    if type(cell) is str and len(cell) <= MAX_LINE_CHARS and "  " not in cell and is_settled(cell):
        return cell.strip() or None
    if isinstance(cell, dict):
        return Unreadable("TEXT_UNREADABLE")
    text = one_line(text_of(cell))
    if len(text) > MAX_LINE_CHARS:
        return Unreadable("TEXT_TOO_LONG", {"length": str(len(text)), "limit": str(MAX_LINE_CHARS)})
    return text or None


def read_markdown(cell: Cell) -> str | Unreadable | None:
    """CommonMark without HTML."""
    if type(cell) is str and len(cell) <= MAX_TEXT_CHARS and "<" not in cell and "]" not in cell and is_settled(cell):
        return cell.strip() or None
    if isinstance(cell, dict):
        return Unreadable("TEXT_UNREADABLE")
    return clean_markdown(text_of(cell)) or None


def is_settled(text: str) -> bool:
    """Whether cleaning would leave a text as it is: printable (no control, no odd space, no line break) and in NFC."""
    return text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text))


def read_url(cell: Cell) -> str | Unreadable:
    """An absolute http(s) address; https:// is put before a bare host."""
    text = text_of(cell).strip()
    if _PLAIN_URL.fullmatch(text) and len(text) <= MAX_URL_CHARS:
        return text
    if len(text) > MAX_URL_CHARS or not text.isprintable():
        return Unreadable("URL_UNREADABLE", {"value": shown(text)})
    if not _URL.fullmatch(text):
        if "@" in text or not _BARE_HOST.fullmatch(text):
            return Unreadable("URL_UNREADABLE", {"value": shown(text)})
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        port_is_number = parts.port is None or parts.port >= 0
    except ValueError:
        port_is_number = False
        parts = urlsplit("")
    if not port_is_number or not parts.hostname or not _HOST.fullmatch(parts.hostname):
        return Unreadable("URL_UNREADABLE", {"value": shown(text)})
    return f"{parts.scheme}://{parts.netloc.lower()}{text[len(parts.scheme) + 3 + len(parts.netloc) :]}"


def read_email(cell: Cell) -> str | Unreadable:
    """A mailbox, as "vorstand@tv-polch.de"; "(at)" is read, a name before it in angle brackets left out."""
    if type(cell) is str and len(cell) <= MAX_EMAIL_CHARS and _PLAIN_EMAIL.fullmatch(cell):
        return cell
    text = _AT.sub("@", text_of(cell).strip()[: 2 * MAX_EMAIL_CHARS]).removeprefix("mailto:").strip()
    in_angles = _IN_ANGLES.fullmatch(text)
    text = in_angles.group(1).strip() if in_angles else text
    local, _, host = text.rpartition("@")
    if len(text) > MAX_EMAIL_CHARS or not _EMAIL.fullmatch(text):
        return Unreadable("EMAIL_UNREADABLE")
    return f"{local}@{host.lower()}"


def read_telephone(cell: Cell, country: str) -> str | Unreadable:
    """The first number, in international form, grouped as it was."""
    if type(cell) is str and _PLAIN_TELEPHONE.fullmatch(cell) and (cell[0] == "+" or country == "DE"):
        return cell if cell[0] == "+" else f"+49 {cell[1:].replace('/', ' ')}"
    text = _TELEPHONE_LABEL.sub("", text_of(cell).strip()[:200])
    text = _SEVERAL_TELEPHONES.split(text, maxsplit=1)[0].strip()
    extension = _EXTENSION.search(text)
    number = text[: extension.start()] if extension else text
    if number.startswith("(") and number.count("(") == number.count(")"):
        number = number.replace("(", "", 1).replace(")", " ", 1)
    number = re.sub(r"\(0\)", " ", number)
    if not _TELEPHONE.fullmatch(number):
        return Unreadable("TELEPHONE_UNREADABLE")
    number = " ".join(re.sub(r"[\u2010-\u2015]", "-", re.sub(r"[./()]", " ", number)).replace(" - ", "-").split())
    number = number.strip("-")
    number = _international(number, country)
    if not MIN_TELEPHONE_DIGITS <= sum(map(str.isdigit, number)) <= MAX_TELEPHONE_DIGITS:
        return Unreadable("TELEPHONE_UNREADABLE")
    return f"{number} ext. {extension.group(1)}" if extension else number


def _international(number: str, country: str) -> str:
    if number.startswith("+"):
        return "+" + number[1:].lstrip()
    if number.startswith("00"):
        return "+" + number[2:].lstrip(" -")
    code = CALLING_CODES.get(country)
    if code is None:
        return number
    if country in _TRUNKLESS:
        digits = sum(map(str.isdigit, number))
        if country in {"US", "CA"}:
            return f"+1 {number}" if digits == 10 else f"+{number}" if digits == 11 and number[0] == "1" else number
        return f"+{code} {number}" if digits > 5 else number
    return f"+{code} {number[1:].lstrip(' -')}" if number.startswith("0") else number


def read_boolean(cell: Cell) -> bool | Unreadable:
    """ja, nein, x, yes, no, true, false, 1, 0."""
    if isinstance(cell, bool):
        return cell
    word = fold(text_of(cell))
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    return Unreadable("BOOLEAN_UNREADABLE", {"value": shown(cell)})


def read_language(cell: Cell) -> str | Unreadable:
    """A BCP 47 tag: of "de", "Deutsch", "German", "uk"."""
    text = text_of(cell).strip()
    code = _language_names().get(fold(text))
    if code is not None:
        return code
    if _LANGUAGE_TAG.fullmatch(text):
        first, *others = re.split("[-_]", text)
        if first.lower() in _language_codes():
            return "-".join((first.lower(), *others))
    return Unreadable("LANGUAGE_UNKNOWN", {"value": shown(text)})


def read_country(cell: Cell) -> str | Unreadable:
    """An ISO 3166 code: of "DE", "Deutschland", "Germany"."""
    text = text_of(cell).strip()
    code = text.upper() if text.upper() in _country_codes() else _country_names().get(fold(text))
    return Unreadable("COUNTRY_UNKNOWN", {"value": shown(text)}) if code is None else code


def _enum_reader(values: type[StrEnum]) -> Read:
    words = words_of(values)

    def read(cell: Cell) -> Json | Unreadable:
        text = text_of(cell)
        value = words.get(fold(text))
        if value is None:
            value = words.get(fold(text.rpartition("/")[2]))  # schema.org writes https://schema.org/EventCancelled
        if value is not None:
            return value
        nearest = get_close_matches(fold(text), words, 1, 0) or [next(iter(words))]
        return Unreadable("VALUE_UNKNOWN", {"value": shown(text), "nearest": words[nearest[0]]})

    return read


def _concept_reader(scheme: ConceptScheme) -> Read:
    def read(cell: Cell) -> Json | Unreadable:
        text = one_line(text_of(cell))
        notation = notation_of(scheme, text[:MAX_LINE_CHARS])
        return Unreadable("CATEGORY_UNKNOWN", {"value": shown(text)}) if notation is None else notation

    return read


def _read_postal_code(cell: Cell, country: str) -> str | Unreadable | None:
    """As text; a German one that a workbook holds as a number has its leading zero back."""
    text = read_text(cell)
    if isinstance(text, Unreadable) or text is None:
        return text
    if country == "DE" and len(text) == 4 and isinstance(cell, int | float):
        text = text.zfill(5)
    return text if len(text) <= 12 else Unreadable("POSTAL_CODE_UNREADABLE", {"value": shown(text)})


def _read_key(cell: Cell, length: int) -> str | Unreadable:
    """An official key; one that a workbook holds as a number has its leading zero back."""
    text = re.sub(r"\s", "", text_of(cell))
    if len(text) == length - 1 and isinstance(cell, int | float):
        text = text.zfill(length)
    whole = {8} if length == 8 else {2, 3, 5, 9, 12}
    if not (text.isascii() and text.isdigit() and len(text) in whole):
        return Unreadable("AREA_KEY_UNREADABLE", {"value": shown(cell), "length": str(length)})
    return text


def _read_degrees(cell: Cell, limit: int, decimal: str | None) -> float | Unreadable:
    value = read_measure(cell, decimal)
    if isinstance(value, Unreadable) or not -limit <= value <= limit:
        return Unreadable("POINT_UNREADABLE", {"value": shown(cell)})
    return value


@cache
def _language_names() -> Mapping[str, str]:
    return {
        fold(name): code.replace("_", "-") for code, name in (*_names("en", "languages"), *_names("de", "languages"))
    }


@cache
def _language_codes() -> frozenset[str]:
    return frozenset(code for code, _ in _names("en", "languages") if "_" not in code)


@cache
def _country_names() -> Mapping[str, str]:
    listed = (*_names("en", "territories"), *_names("de", "territories"))
    return {fold(name): code for code, name in listed if len(code) == 2}


@cache
def _country_codes() -> frozenset[str]:
    return frozenset(code for code, _ in _names("en", "territories") if len(code) == 2 and code.isalpha()) - {"ZZ"}


def _names(locale: str, kind: Literal["languages", "territories"]) -> tuple[tuple[str, str], ...]:
    """Codes and names of CLDR."""
    listed: Mapping[object, object] = getattr(Locale(locale), kind)
    return tuple((str(code), str(name)) for code, name in listed.items())
