"""Letters in a folder: whole files of their own, for their owner's eyes."""

import os
import stat
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from datasources.people.letters.carriers import Receipt, Word
from datasources.people.letters.folder import FolderCarrier
from datasources.people.letters.message import Letter

LETTER = Letter("guardian:1", "eltern@familie.example", "Grüße", "Der Code ist AB12.", 1_795_000_000)


async def test_a_letter_is_one_file_however_often_it_is_handed_over(tmp_path: Path) -> None:
    carrier = FolderCarrier(tmp_path / "mail" / "today", "hub@localhost")
    for _ in range(2):
        assert await carrier.hand_over(LETTER) == Receipt(Word.TAKEN)
    (file,) = (tmp_path / "mail" / "today").iterdir()
    assert file.name.startswith("20261118T110640Z-")
    assert file.suffix == ".eml"
    assert "guardian" not in file.name
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert (message["To"], message["Subject"]) == ("eltern@familie.example", "Grüße")


async def test_a_folder_that_cannot_be_written_keeps_letters_waiting(tmp_path: Path) -> None:
    (tmp_path / "mail").touch()
    carrier = FolderCarrier(tmp_path / "mail", "hub@localhost")
    assert await carrier.hand_over(LETTER) == Receipt(Word.UNAVAILABLE, "FOLDER_UNWRITABLE")
    assert os.listdir(tmp_path) == ["mail"]


async def test_a_letter_without_an_address_is_refused(tmp_path: Path) -> None:
    carrier = FolderCarrier(tmp_path, "hub@localhost")
    letter = Letter("a", "x\r\nBcc: y@z.example", "", "", 0)
    assert await carrier.hand_over(letter) == Receipt(Word.REFUSED, "UNWRITABLE")
    assert os.listdir(tmp_path) == []
