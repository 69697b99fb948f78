"""A folder that takes letters, for development: one file per letter, which mail programs open.

    <folder>/20261122T205400Z-8c6f….eml

The name is made of the letter alone, and the file comes into being whole: what was written before is written, so each
letter is there exactly once, whoever was killed when.
"""

import asyncio
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from datasources.people.letters.carriers import Receipt, Word
from datasources.people.letters.message import Letter, UnwritableLetter, digest_of, written

__all__ = ["FolderCarrier"]


class FolderCarrier:
    """Writes letters into a folder, which is made where it is missing."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    @property
    def name(self) -> str:
        return str(self._folder)

    async def hand_over(self, letter: Letter) -> Receipt:
        try:
            content = written(letter, self._sender).as_bytes()
        except UnwritableLetter:
            return Receipt(Word.REFUSED, "UNWRITABLE")
        at = datetime.fromtimestamp(letter.at, UTC)
        name = f"{at:%Y%m%dT%H%M%SZ}-{digest_of(letter.key)}.eml"
        try:
            await asyncio.to_thread(self._write, self._folder / name, content)
        except OSError:
            return Receipt(Word.UNAVAILABLE, "FOLDER_UNWRITABLE")
        return Receipt(Word.TAKEN)

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists():
            return
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
