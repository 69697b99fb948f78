"""Recognising in which encoding a text was saved, by one pass over its bytes.

byte order mark               UTF-8, UTF-16
every other byte zero         UTF-16 without a mark
valid UTF-8                   UTF-8
mostly valid UTF-8            UTF-8, with a problem: what is broken is replaced by �
else                          cp1252 (Windows), Mac Roman or cp850 (DOS), whichever gives more German letters
"""

import codecs
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from datasources.connectors.content import Content

CHUNK_BYTES: Final = 1 << 20

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES: Final = ("cp1252", "mac-roman", "cp850")
_LETTERS: Final = frozenset("äöüÄÖÜßéèêáàâçñôóíëïÉ")
_SIGNS: Final = frozenset("–—„“”‚‘’…€§°²³½«»·•\u00a0")


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding, and whether some bytes are broken in it."""

    name: str
    broken: bool = False


def recognise(content: Content) -> Encoding:
    """The encoding of a content."""
    with content.open() as stream:
        head = stream.read(4_096)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name)
    if head.count(0) > len(head) // 4:
        even, odd = head[::2].count(0), head[1::2].count(0)
        if max(even, odd) > 4 * min(even, odd):
            return Encoding("utf-16-be" if even > odd else "utf-16-le")
    with content.open() as stream:
        if _is_utf8(stream):
            return Encoding("utf-8")
    with content.open() as stream:
        good, bad, others = _survey(stream)
    # What is not UTF-8 hardly ever looks like it: a letter of cp1252 would need a sign behind it.
    if good > bad:
        return Encoding("utf-8", broken=True)
    return Encoding(max(_CANDIDATES, key=lambda name: (_score(others, name), -_CANDIDATES.index(name))))


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk


def _is_utf8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(stream):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _survey(stream: BinaryIO) -> tuple[int, int, Counter[int]]:
    """Good and broken UTF-8 sequences, and how often each byte above 127 stands there."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = 0
    others: Counter[int] = Counter()
    for chunk in _chunks(stream):
        text = decoder.decode(chunk)
        replaced = text.count("\ufffd")
        bad += replaced
        good += len(text) - len(text.encode("ascii", "ignore")) - replaced
        others.update(byte for byte in chunk.translate(None, bytes(range(128))))
    return good, bad, others


def _score(others: Counter[int], encoding: str) -> int:
    score = 0
    for byte, count in others.items():
        try:
            character = bytes([byte]).decode(encoding)
        except UnicodeDecodeError:
            score -= 2 * count
            continue
        score += count * (2 if character in _LETTERS else 1 if character in _SIGNS else -1)
    return score
