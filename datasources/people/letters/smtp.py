"""A mail server that takes letters, by SMTP as the standard library speaks it, in a thread of its own.

    connect → EHLO → STARTTLS → AUTH → MAIL FROM → RCPT TO → DATA → 250 → QUIT
              └────────── UNAVAILABLE ──────────┘  └ LATER or REFUSED ┘  └ TAKEN, whatever comes after it

The whole of it has a deadline, since a server that drips a byte every few seconds keeps every single read within its
time. When it strikes, the socket is shut, which ends the thread.
"""

import asyncio
import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Final, Literal

from datasources.people.letters.carriers import Receipt, Word
from datasources.people.letters.message import Letter, UnwritableLetter, written

__all__ = ["DEADLINE_TIMES", "Encryption", "SmtpCarrier", "SmtpServer"]

Encryption = Literal["starttls", "tls", "none"]
DEADLINE_TIMES: Final = 2
"""The whole of a hand-over may take so many times what a single step may."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where letters are handed over, and as whom."""

    host: str
    port: int
    encryption: Encryption
    timeout_s: float
    user: str | None = None
    password: str | None = field(default=None, repr=False)


class SmtpCarrier:
    """Hands letters to a mail server, with a connection for each."""

    def __init__(self, server: SmtpServer, sender: str, *, trust: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._sender = sender
        self._envelope_sender = parseaddr(sender)[1]
        self._trust = trust or ssl.create_default_context()

    @property
    def name(self) -> str:
        return f"{self._server.host}:{self._server.port}"

    async def hand_over(self, letter: Letter) -> Receipt:
        try:
            message = written(letter, self._sender)
        except UnwritableLetter:
            return Receipt(Word.REFUSED, "UNWRITABLE")
        call = _Call(self._server, self._trust)
        try:
            async with asyncio.timeout(self._server.timeout_s * DEADLINE_TIMES):
                return await _in_thread(lambda: call.run(self._envelope_sender, letter.recipient, message))
        except TimeoutError:
            return Receipt(Word.UNAVAILABLE, "TIMED_OUT")
        finally:
            call.hang_up()


class _Call:
    """One conversation with the server. `hang_up` may be called by another thread, at any time."""

    def __init__(self, server: SmtpServer, trust: ssl.SSLContext) -> None:
        self._server = server
        self._trust = trust
        self._client: smtplib.SMTP | None = None
        self._is_over = False

    def run(self, sender: str, recipient: str, message: EmailMessage) -> Receipt:
        try:
            client = self._connect(sender.rpartition("@")[2])
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return Receipt(Word.UNAVAILABLE, _kind_of(error))
        try:
            client.sendmail(sender, [recipient], message.as_bytes())
        except smtplib.SMTPRecipientsRefused as refused:
            return _refused(next(iter(refused.recipients.values()))[0])
        except smtplib.SMTPDataError as refused:
            return _refused(refused.smtp_code)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return Receipt(Word.UNAVAILABLE, _kind_of(error))
        finally:
            # It was taken, or it was not: a bad farewell changes neither.
            with contextlib.suppress(OSError, smtplib.SMTPException):
                client.docmd("QUIT")
            client.close()
        return Receipt(Word.TAKEN)

    def hang_up(self) -> None:
        self._is_over = True
        sock = self._client.sock if self._client is not None else None
        if sock is not None:
            with contextlib.suppress(OSError):
                # Not an SSLSocket's own, which first lets go of the encryption that the thread may be writing through.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def _connect(self, domain: str) -> smtplib.SMTP:
        """A connection on which a letter may be handed over. `domain` is what it greets with: the machine's own name
        would be looked up first, without a bound, and is nobody's business."""
        server = self._server
        client: smtplib.SMTP
        if server.encryption == "tls":
            client = smtplib.SMTP_SSL(local_hostname=domain, timeout=server.timeout_s, context=self._trust)
        else:
            client = smtplib.SMTP(local_hostname=domain, timeout=server.timeout_s)
        client._host = server.host  # type: ignore[attr-defined]  # by this name certificates are checked
        self._client = client
        try:
            self._greet(client)
        except BaseException:
            client.close()
            raise
        return client

    def _greet(self, client: smtplib.SMTP) -> None:
        server = self._server
        code, _ = client.connect(server.host, server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, b"")
        client.ehlo_or_helo_if_needed()
        if server.encryption == "starttls":
            client.starttls(context=self._trust)
        if server.user is not None:
            client.login(server.user, server.password or "")
        if self._is_over:
            raise TimeoutError("it was hung up before a letter was handed over")


def _refused(code: int) -> Receipt:
    """What a refusal of this very letter means (RFC 5321, 4.2.1): 4xx for now, 5xx for good; 421 ends all of it."""
    if code == 421:
        return Receipt(Word.UNAVAILABLE, "SMTP_421")
    return Receipt(Word.REFUSED if code >= 500 else Word.LATER, f"SMTP_{code}")


def _kind_of(error: Exception) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            return f"AUTHENTICATION_{error.smtp_code}"
        case smtplib.SMTPNotSupportedError():
            return "NOT_SUPPORTED"
        case smtplib.SMTPSenderRefused():
            return f"SENDER_{error.smtp_code}"
        case smtplib.SMTPResponseException():
            return f"SMTP_{error.smtp_code}" if error.smtp_code > 0 else "NO_SMTP"
        case smtplib.SMTPServerDisconnected():
            return "TIMED_OUT" if isinstance(error.__context__, TimeoutError) else "DISCONNECTED"
        case ssl.SSLError():
            return "TLS"
        case TimeoutError():
            return "TIMED_OUT"
        case socket.gaierror():
            return "UNKNOWN_HOST"
        case _:
            return "UNREACHABLE"


async def _in_thread(run: Callable[[], Receipt]) -> Receipt:
    """What a function answers, in a daemon thread: a server that hangs holds up neither the event loop nor the end."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Receipt] = loop.create_future()

    def settle(receipt: Receipt | None, error: BaseException | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            assert receipt is not None
            answer.set_result(receipt)

    def work() -> None:
        receipt, failed = None, None
        try:
            receipt = run()
        except BaseException as error:
            failed = error
        with contextlib.suppress(RuntimeError):  # the loop has ended before the thread did
            loop.call_soon_threadsafe(settle, receipt, failed)

    threading.Thread(target=work, name="smtp", daemon=True).start()
    return await answer
