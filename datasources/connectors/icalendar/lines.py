"""Content lines of RFC 5545 (3.1): bytes in any of the encodings calendars come in, unfolded and taken apart.

Lines are unfolded as bytes, because some programs fold in the middle of a character. Every line keeps the number at
which it begins in the source, so that a problem can be found by whoever wrote the calendar.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from charset_normalizer import from_bytes

MAX_LINE_BYTES: Final = 200_000
"""Longer lines, most of them attachments written into the calendar, are left out."""
_SAMPLE_BYTES: Final = 16_384
_HEAD_BYTES: Final = 64
"""Of a line that is left out: enough to know its name."""

_LIKELY: Final = [
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp437",
    "iso8859_15",
    "koi8_r",
    "shift_jis",
    "big5",
    "gb18030",
]
_NO_PARAMETERS: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Line:
    """One content line: `NAME;PARAMETER=value:value`. Names are in capitals; `value` is as written, escapes and all."""

    number: int
    name: str
    value: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that is no content line; `too_long` tells that it was left out for its size, and `name` which it was."""

    number: int
    too_long: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Unfolded lines with their numbers; `guessed` is the encoding, where neither UTF-8 nor what the server said."""

    lines: list[tuple[int, bytes]]
    encoding: str
    guessed: bool


def read_source(data: bytes, declared: str | None) -> Source:
    """The logical lines of a calendar, and their encoding: by byte order mark, UTF-8 where it can be, what the
    server `declared`, else the likeliest by its letters."""
    for mark, encoding in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return Source(_unfold(data.decode(encoding, "replace").encode("utf-8", "replace")), "utf-8", guessed=False)
    if data[:4000:2].count(0) > len(data[:4000:2]) // 2 or data[1:4000:2].count(0) > len(data[1:4000:2]) // 2:
        endian = "utf-16-be" if data[:1] == b"\x00" else "utf-16-le"
        return Source(_unfold(data.decode(endian, "replace").encode("utf-8", "replace")), "utf-8", guessed=False)
    lines = _unfold(data.removeprefix(codecs.BOM_UTF8))
    foreign = [line for _, line in lines if not line.isascii() and not _is_utf8(line)]
    if not foreign:
        return Source(lines, "utf-8", guessed=False)
    if declared is not None and _decodes(foreign, declared):
        return Source(lines, declared, guessed=False)
    sample = b"\n".join(foreign)[:_SAMPLE_BYTES]
    best = from_bytes(sample, cp_isolation=_LIKELY, threshold=0.3).best()
    encoding = "cp1252" if best is None or (_decodes(foreign, "cp1252") and _is_german(sample)) else best.encoding
    return Source(lines, encoding, guessed=True)


def content_lines(source: Source) -> Iterator[Line | Unreadable]:
    """The lines, taken apart. A line that is UTF-8 is read so in any source: some are pasted together."""
    for number, raw in source.lines:
        if len(raw) > MAX_LINE_BYTES:
            name = _NAME.match(raw[:_HEAD_BYTES].decode("ascii", "replace"))
            yield Unreadable(number, too_long=True, name="" if name is None else name[1].upper())
            continue
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode(source.encoding, "replace")
        yield _take_apart(number, text)


def unescape(value: str) -> str:
    """The text that a TEXT value (RFC 5545, 3.3.11) stands for."""
    return value if "\\" not in value else _ESCAPE.sub(_unescaped, value)


def split_list(value: str) -> list[str]:
    """The texts of a list of TEXT values, at commas that are not escaped."""
    if "\\" not in value:
        return value.split(",")
    return [unescape(item) for item in _UNESCAPED_COMMA.split(value)]


_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_UNESCAPED_COMMA = re.compile(r"(?<!\\),")
_SIMPLE = re.compile(r"^([A-Za-z0-9-]+):(.*)$", re.DOTALL)
_NAME = re.compile(r"^[ \t]*([A-Za-z0-9-]+)")
_PARAMETER = re.compile(r';[ \t]*([A-Za-z0-9-]+)[ \t]*=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')


def _unfold(data: bytes) -> list[tuple[int, bytes]]:
    lines: list[tuple[int, bytes]] = []
    number, first = 0, 0
    parts: list[bytes] = []
    size = 0
    for raw in _physical(data):
        number += 1
        if raw[:1] in (b" ", b"\t") and parts:
            # Beyond the bound nothing is kept, only its size, so that an attachment does not stand in memory twice.
            size += len(raw)
            if size <= MAX_LINE_BYTES + 1:
                parts.append(raw[1:])
            continue
        if parts:
            lines.append((first, _joined(parts, size)))
        parts, size, first = ([raw], len(raw), number) if raw.strip() else ([], 0, number)
    if parts:
        lines.append((first, _joined(parts, size)))
    return lines


def _physical(data: bytes) -> list[bytes]:
    if b"\r" not in data:
        return data.split(b"\n")
    if b"\n" not in data:
        return data.split(b"\r")
    return [line.rstrip(b"\r") for line in data.split(b"\n")]


def _joined(parts: list[bytes], size: int) -> bytes:
    if size > MAX_LINE_BYTES:
        return b"".join(parts)[:_HEAD_BYTES].ljust(MAX_LINE_BYTES + 1, b"-")
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decodes(lines: list[bytes], encoding: str) -> bool:
    try:
        for line in lines:
            line.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _is_german(sample: bytes) -> bool:
    """Whether most of the letters beyond ASCII are those of German and French in cp1252 (and Latin-1)."""
    beyond = [byte for byte in sample if byte >= 0x80]
    return sum(byte in _GERMAN_BYTES for byte in beyond) * 2 >= len(beyond)


_GERMAN_BYTES: Final = frozenset("äöüÄÖÜßéèàçñ„“”‚‘’–—€".encode("cp1252"))


def _take_apart(number: int, text: str) -> Line | Unreadable:
    simple = _SIMPLE.match(text)
    if simple is not None:
        return Line(number, simple[1].upper(), simple[2], _NO_PARAMETERS)
    name = _NAME.match(text)
    if name is None:
        return Unreadable(number)
    parameters: dict[str, str] = {}
    at = name.end()
    while at < len(text) and text[at] == ";":
        parameter = _PARAMETER.match(text, at)
        if parameter is None:
            return Unreadable(number)
        parameters.setdefault(parameter[1].upper(), parameter[2].replace('"', ""))
        at = parameter.end()
    if at >= len(text) or text[at] != ":":
        return Unreadable(number)
    return Line(number, name[1].upper(), text[at + 1 :], parameters)


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match[1] in "nN" else match[1]
