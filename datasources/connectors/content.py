"""The bytes of a source, from memory or from a file, with what is known of them."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Content:
    """Exactly one of `data` and `path`. `content_type` is what a server said, if one was asked; `name` is for messages
    and holds no secret. `attachments` are further tables that a mapping joins, by the name the mapping gives them."""

    name: str
    data: bytes | None = None
    path: Path | None = None
    content_type: str | None = None
    attachments: tuple["Content", ...] = ()

    def open(self) -> BinaryIO:
        """The content as a fresh binary stream; the caller closes it."""
        if self.path is not None:
            return self.path.open("rb")
        assert self.data is not None, "content needs data or a path"
        return io.BytesIO(self.data)

    def read(self) -> bytes:
        """The whole content."""
        with self.open() as stream:
            return stream.read()
