"""Texts that people write: one kind of checking, whatever they are for.

    checked(" Ich helfe gern! ", "message", most=2_000, lines=True)   "Ich helfe gern!"
    checked("<b>Ich</b>", "message", most=2_000, lines=True)          Problem TEXT_HTML
    checked_email("Lena.Vogt@Beispiel.example", "input.email")        "Lena.Vogt@beispiel.example"
    checked_phone("02654 / 123 45", "input.telephone")                "02654 / 123 45"

A text is plain: no tags, no control characters, nothing that turns the direction of what stands beside it, no halves of
surrogate pairs. What passes is in NFC and without space around it. A problem never repeats what was written.
"""

import re
import unicodedata
from typing import Final

from datasources.people.outcome import problem
from datasources.problems import Problem

__all__ = ["MAX_EMAIL_CHARS", "checked", "checked_email", "checked_phone"]

MAX_EMAIL_CHARS: Final = 254
_MAX_LOCAL_CHARS: Final = 64
_MAX_HOST_CHARS: Final = 190
_MAX_PHONE_CHARS: Final = 40
_PHONE_DIGITS: Final = range(5, 16)

_TAG: Final = re.compile(r"<[A-Za-z/!?]")
_BREAK: Final = re.compile("\r\n|[\r\x85\u2028\u2029]")
_HALF: Final = re.compile("[\ud800-\udfff]")
_TURNING: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufff9\ufffa\ufffb"
)
"""What turns or hides the text beside it: letters of every script get on without."""
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.ASCII)
_PHONE: Final = re.compile(r"\+?[0-9()/. -]+", re.ASCII)


def checked(text: str, path: str, *, most: int, lines: bool = False, least: int = 1) -> str | Problem:
    """The text in NFC, without space around it; of `least` to `most` characters, with line breaks where `lines`."""
    if len(text) > 4 * most:
        return problem("TEXT_OVERLONG", path, most=str(most))
    if _HALF.search(text):
        return problem("TEXT_NOT_UNICODE", path)
    plain = unicodedata.normalize("NFC", _BREAK.sub("\n", text)).strip()
    if any(_is_control(char) for char in plain):
        return problem("TEXT_CONTROL_CHARACTERS", path)
    if not lines and "\n" in plain:
        return problem("TEXT_NOT_ONE_LINE", path)
    if not lines:
        plain = " ".join(plain.split())
    if _TAG.search(plain):
        return problem("TEXT_HTML", path)
    if len(plain) > most:
        return problem("TEXT_OVERLONG", path, most=str(most))
    if len(plain) < least:
        return problem("TEXT_TOO_SHORT", path, least=str(least)) if plain else problem("TEXT_EMPTY", path)
    return plain


def checked_email(text: str, path: str) -> str | Problem:
    """A mail address with its domain in small letters, as a mail server takes it (RFC 5321, ASCII)."""
    plain = text.strip() if len(text) <= 4 * MAX_EMAIL_CHARS else ""
    local, _, host = plain.rpartition("@")
    host = _ascii_host(host)
    fits = len(local) <= _MAX_LOCAL_CHARS and len(host) <= _MAX_HOST_CHARS
    if not (fits and _LOCAL.fullmatch(local) and _HOST.fullmatch(host)):
        return problem("MAIL_ADDRESS_UNREADABLE", path)
    return f"{local}@{host}"


def checked_phone(text: str, path: str) -> str | Problem:
    """A telephone number as its owner groups it: digits, with +, spaces, brackets, dots, strokes and slashes."""
    plain = " ".join(text.split()) if len(text) <= 4 * _MAX_PHONE_CHARS else ""
    digits = sum(char.isdigit() for char in plain)
    if len(plain) > _MAX_PHONE_CHARS or digits not in _PHONE_DIGITS or not _PHONE.fullmatch(plain):
        return problem("TELEPHONE_NUMBER_UNREADABLE", path)
    return plain


def _is_control(char: str) -> bool:
    return char in _TURNING or (char not in "\n\t" and unicodedata.category(char) == "Cc")


def _ascii_host(host: str) -> str:
    """A domain as name servers know it: "müller.example" is "xn--mller-kva.example"; "" for one that cannot be."""
    if host.isascii():
        return host.lower()
    if "ß" in host:  # two ways of writing it lead to two domains: only its owner knows which
        return ""
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
