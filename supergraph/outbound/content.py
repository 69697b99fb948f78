"""A body as it arrives: inflated piece by piece under two caps, kept in memory while small, in a file when large.

A gzip bomb is refused as soon as it would pass the cap: no more is ever inflated than the cap and one piece.
"""

from __future__ import annotations

import io
import os
import tempfile
import weakref
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from supergraph.errors import BadEncoding, TooLarge

PIECE_BYTES: Final = 64 * 1024
"""The most that one step inflates."""

MAX_MEMBERS: Final = 10_000
"""gzip members in one body; each costs a copy of what follows it."""

READABLE_ENCODINGS: Final = "gzip, deflate"
"""What is asked for; br and zstd have no bounded decoder in the standard library."""


class Content:
    """A finished body: bytes, or a temporary file that goes when this object does."""

    __slots__ = ("__weakref__", "_data", "path", "size")

    def __init__(self, data: bytes, path: Path | None, size: int) -> None:
        self._data = data
        self.path = path
        self.size = size
        if path is not None:
            weakref.finalize(self, _remove, path)

    def read(self) -> bytes:
        """All of it."""
        return self._data if self.path is None else self.path.read_bytes()

    def open(self) -> BinaryIO:
        """A stream at its beginning; close it after use."""
        return io.BytesIO(self._data) if self.path is None else self.path.open("rb")


class Intake:
    """Takes the pieces of one body off the wire; `finish` yields the Content.

    `encoding` is the Content-Encoding header. Raises TooLarge and BadEncoding, which name `subject`.
    """

    def __init__(self, subject: str, encoding: str, *, wire_bytes: int, body_bytes: int, spool_bytes: int) -> None:
        self._subject = subject
        self._wire_bytes = wire_bytes
        self._body_bytes = body_bytes
        self._spool_bytes = spool_bytes
        self._inflater = self._inflater_for(encoding.strip().lower())
        self._taken = 0
        self._size = 0
        self._memory = bytearray()
        self._file: BinaryIO | None = None
        self._path: Path | None = None

    def expect(self, content_length: int | None) -> None:
        """Refuse early what announces itself as too large."""
        if content_length is not None and content_length > self._wire_bytes:
            raise self._too_large("announces", content_length, self._wire_bytes)

    def take(self, piece: bytes) -> None:
        self._taken += len(piece)
        if self._taken > self._wire_bytes:
            raise self._too_large("sends more than", self._wire_bytes, self._wire_bytes)
        if self._inflater is None:
            self._keep(piece)
            return
        for inflated in self._inflater.inflate(piece):
            self._keep(inflated)

    def finish(self) -> Content:
        if self._inflater is not None and not self._inflater.is_complete and self._taken:
            raise self._broken("ends in the middle of its compressed data")
        if self._file is None:
            return Content(bytes(self._memory), None, self._size)
        self._file.close()
        self._file, path, self._path = None, self._path, None
        return Content(b"", path, self._size)

    def abandon(self) -> None:
        """Drop what was kept; harmless after `finish`."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._path is not None:
            _remove(self._path)
            self._path = None

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._body_bytes:
            raise self._too_large("holds more than", self._body_bytes, self._body_bytes)
        if self._file is None:
            if self._size <= self._spool_bytes:
                self._memory += piece
                return
            handle, name = tempfile.mkstemp(prefix="hub-")
            self._file, self._path = os.fdopen(handle, "wb"), Path(name)
            self._file.write(self._memory)
            self._memory = bytearray()
        self._file.write(piece)

    def _inflater_for(self, encoding: str) -> _Inflater | None:
        match encoding:
            case "" | "identity":
                return None
            case "gzip" | "x-gzip":
                return _Inflater(self, gzip=True)
            case "deflate":
                return _Inflater(self, gzip=False)
            case _:
                raise self._broken(f"is encoded as {encoding[:40]!r}, which was not asked for")

    def _too_large(self, verb: str, found: int, allowed: int) -> TooLarge:
        return TooLarge(
            self._subject,
            f"{verb} {found} bytes, allowed are {allowed}",
            hint="Offer a smaller extract, or raise the limit under outbound in hub.toml.",
            limit=allowed,
        )

    def _broken(self, rule: str) -> BadEncoding:
        return BadEncoding(
            self._subject, rule, hint="The server must send gzip, deflate or plain bytes, as its headers say."
        )


class _Inflater:
    """gzip (several members too) or deflate (with zlib's header, or raw as some servers send it)."""

    def __init__(self, intake: Intake, *, gzip: bool) -> None:
        self._broken = intake._broken
        self._gzip = gzip
        self._decoder: zlib._Decompress | None = None
        self._members = 0
        self.is_complete = False

    def inflate(self, piece: bytes) -> Iterator[bytes]:
        pending = False
        while piece or pending:
            if self.is_complete:
                if not self._gzip or piece[:1] != b"\x1f":
                    return  # padding after the end, which gunzip ignores too
                self._decoder, self.is_complete = None, False
            decoder = self._decoder or self._begin(piece)
            try:
                inflated = decoder.decompress(piece, PIECE_BYTES)
            except zlib.error:
                raise self._broken("is not the compressed data that its header announces") from None
            if inflated:
                yield inflated
            self.is_complete = decoder.eof
            piece = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
            pending = len(inflated) == PIECE_BYTES and not decoder.eof  # a full step may have left output behind

    def _begin(self, piece: bytes) -> zlib._Decompress:
        if self._gzip:
            bits = 16 + zlib.MAX_WBITS
        else:
            has_header = piece[0] & 0x0F == zlib.DEFLATED and piece[0] >> 4 <= 7
            bits = zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise self._broken(f"is compressed in more than {MAX_MEMBERS} pieces")
        self._decoder = zlib.decompressobj(bits)
        return self._decoder


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
