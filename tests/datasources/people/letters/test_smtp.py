"""Letters handed to a mail server: taken, refused for now or for good, or not taken at all; never for longer than the
deadline."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from datasources.people.letters.carriers import Receipt, Word
from datasources.people.letters.message import Letter
from datasources.people.letters.smtp import Encryption, SmtpCarrier, SmtpServer
from tests.datasources.people.letters.mail_server import DRIP, END, HANG, MailServer, certificate

SENDER = "Ehrenamt im Kreis <ehrenamt@kreis.example>"
LETTER = Letter(
    key="guardian:1",
    recipient="juergen.schaefer@familie.example",
    subject="Bitte um Ihre Zustimmung für Lena",
    body="Grüße aus Mayen,\n.\nder Code ist AB12.\n",
    at=1_795_000_000,
)
TIMEOUT_S = 0.3


def at(server: MailServer, encryption: Encryption = "none", **changes: str) -> SmtpServer:
    return SmtpServer("127.0.0.1", server.port, encryption, TIMEOUT_S, **changes)


def commands(server: MailServer, word: str) -> list[str]:
    return [line.lower() for line in server.heard if line.upper().startswith(word)]


def changed(*, recipient: str = LETTER.recipient, subject: str = LETTER.subject, body: str = LETTER.body) -> Letter:
    return replace(LETTER, recipient=recipient, subject=subject, body=body)


async def hand_over(server: MailServer, letter: Letter = LETTER) -> Receipt:
    return await SmtpCarrier(at(server), SENDER).hand_over(letter)


async def test_a_letter_arrives_as_it_was_written() -> None:
    async with MailServer().running() as server:
        assert await hand_over(server) == Receipt(Word.TAKEN)
    (message,) = server.messages
    assert message["From"] == SENDER
    assert message["To"] == LETTER.recipient
    assert message["Subject"] == LETTER.subject
    assert message["Date"] == "Wed, 18 Nov 2026 11:06:40 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().replace("\r\n", "\n") == LETTER.body
    assert server.heard[1].lower().startswith("mail from:<ehrenamt@kreis.example>")
    assert commands(server, "RCPT") == [f"rcpt to:<{LETTER.recipient}>"]
    assert server.heard[-1].upper() == "QUIT"
    assert server.mails[0].isascii()


async def test_the_same_letter_is_the_same_mail() -> None:
    async with MailServer().running() as server:
        await hand_over(server)
        await hand_over(server)
        await hand_over(server, replace(LETTER, key="guardian:2"))
    first, second, _ = server.mails
    assert first == second
    ids = [message["Message-ID"] for message in server.messages]
    assert ids[0] == ids[1] != ids[2]
    assert LETTER.key not in ids[0]
    assert ids[0].endswith("@kreis.example>")


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Hallo\r\nBcc: alle@welt.example\r\n\r\nGewonnen"},
        {"subject": "Hallo\nBcc: alle@welt.example"},
        {"subject": "Hallo\x0bBcc: alle@welt.example\u2028Bcc: alle@welt.example"},
        {"subject": "halb \ud800\x00"},
        {"body": "Bcc: alle@welt.example\r\n.\r\nRCPT TO:<alle@welt.example>\r\n"},
    ],
)
async def test_no_text_of_a_letter_becomes_a_header_or_a_command(changes: dict[str, str]) -> None:
    async with MailServer().running() as server:
        assert (await hand_over(server, changed(**changes))).word is Word.TAKEN
    (message,) = server.messages
    assert message["Bcc"] is None
    assert message.get_all("To") == [LETTER.recipient]
    assert commands(server, "RCPT") == [f"rcpt to:<{LETTER.recipient}>"]


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": "eine@familie.example\r\nRCPT TO:<alle@welt.example>"},
        {"recipient": "eine@familie.example, alle@welt.example"},
        {"recipient": "keine Adresse"},
        {"recipient": ""},
        {"recipient": "jürgen@familie.example"},
        {"body": "halb \ud800"},
    ],
)
async def test_what_no_mail_can_be_made_of_is_refused_without_a_server(changes: dict[str, str]) -> None:
    async with MailServer().running() as server:
        assert await hand_over(server, changed(**changes)) == Receipt(Word.REFUSED, "UNWRITABLE")
    assert server.connections == 0


@pytest.mark.parametrize(
    ("says", "receipt"),
    [
        ({"RCPT": "550 no such person"}, Receipt(Word.REFUSED, "SMTP_550")),
        ({"RCPT": "450 later"}, Receipt(Word.LATER, "SMTP_450")),
        ({"CONTENT": "554 we take no such thing"}, Receipt(Word.REFUSED, "SMTP_554")),
        ({"CONTENT": "451 busy"}, Receipt(Word.LATER, "SMTP_451")),
        ({"DATA": "452 full"}, Receipt(Word.LATER, "SMTP_452")),
        ({"RCPT": "421 closing"}, Receipt(Word.UNAVAILABLE, "SMTP_421")),
        ({"CONNECT": "554 go away"}, Receipt(Word.UNAVAILABLE, "SMTP_554")),
        ({"CONNECT": "HTTP/1.1 400 Bad Request"}, Receipt(Word.UNAVAILABLE, "NO_SMTP")),
        ({"CONNECT": END}, Receipt(Word.UNAVAILABLE, "DISCONNECTED")),
        ({"MAIL": "550 not from you"}, Receipt(Word.UNAVAILABLE, "SENDER_550")),
        ({"RCPT": END}, Receipt(Word.UNAVAILABLE, "DISCONNECTED")),
        ({"RCPT": HANG}, Receipt(Word.UNAVAILABLE, "TIMED_OUT")),
        ({"CONNECT": DRIP}, Receipt(Word.UNAVAILABLE, "TIMED_OUT")),
        ({"EHLO": DRIP}, Receipt(Word.UNAVAILABLE, "TIMED_OUT")),
        ({"CONTENT": DRIP}, Receipt(Word.UNAVAILABLE, "TIMED_OUT")),
        # What was taken is taken, however the conversation ends.
        ({"QUIT": "500 what?"}, Receipt(Word.TAKEN)),
        ({"QUIT": END}, Receipt(Word.TAKEN)),
    ],
)
async def test_what_a_server_says_decides_and_no_server_takes_longer_than_the_deadline(
    says: dict[str, str], receipt: Receipt
) -> None:
    async with MailServer(says).running() as server:
        begun = time.monotonic()
        assert await hand_over(server) == receipt
        assert time.monotonic() - begun < 3 * TIMEOUT_S


async def test_no_server_is_unavailable() -> None:
    async with MailServer().running() as server:
        pass
    assert await hand_over(server) == Receipt(Word.UNAVAILABLE, "UNREACHABLE")


async def test_a_server_that_hangs_at_its_farewell_has_taken_the_letter() -> None:
    async with MailServer({"QUIT": HANG}).running() as server:
        assert (await hand_over(server)).word is Word.TAKEN


async def test_the_letter_goes_encrypted_and_with_the_password(tmp_path: Path) -> None:
    serving, trusting = certificate(tmp_path)
    server = MailServer(password=("hub", "geheim"), certificate=serving, offers_starttls=True)
    async with server.running():
        there = replace(at(server, "starttls", user="hub", password="geheim"), host="localhost")
        assert await SmtpCarrier(there, SENDER, trust=trusting).hand_over(LETTER) == Receipt(Word.TAKEN)
        assert len(server.mails) == 1
        assert server.heard.index("STARTTLS") < next(n for n, line in enumerate(server.heard) if "AUTH" in line)
        wrong = replace(there, password="falsch")
        assert await SmtpCarrier(wrong, SENDER, trust=trusting).hand_over(LETTER) == Receipt(
            Word.UNAVAILABLE, "AUTHENTICATION_535"
        )
        assert await SmtpCarrier(there, SENDER).hand_over(LETTER) == Receipt(Word.UNAVAILABLE, "TLS")
    assert len(server.mails) == 1
    assert "geheim" not in repr(there)


async def test_nothing_is_handed_over_where_encryption_was_asked_for_and_is_not_offered() -> None:
    async with MailServer().running() as server:
        carrier = SmtpCarrier(at(server, "starttls"), SENDER)
        assert await carrier.hand_over(LETTER) == Receipt(Word.UNAVAILABLE, "NOT_SUPPORTED")
        carrier = SmtpCarrier(at(server, "tls"), SENDER)
        assert (await carrier.hand_over(LETTER)).kind in ("TLS", "DISCONNECTED", "TIMED_OUT")
    assert server.mails == []
