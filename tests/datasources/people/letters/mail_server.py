"""A mail server of the test's own: it keeps what it takes, and refuses, hangs, drips or ends as it is told."""

import asyncio
import base64
import contextlib
import datetime
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DRIP_S = 0.02
HANG = "hang"
END = "end"
DRIP = "drip"


@dataclass
class MailServer:
    """`says` replaces the answer at a step: a line, or HANG, END or DRIP."""

    says: dict[str, str] = field(default_factory=dict)
    password: tuple[str, str] | None = None
    certificate: ssl.SSLContext | None = None
    offers_starttls: bool = False
    mails: list[bytes] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    @property
    def messages(self) -> list[EmailMessage]:
        parsed = [message_from_bytes(mail, policy=default) for mail in self.mails]
        return [message for message in parsed if isinstance(message, EmailMessage)]

    @asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator["MailServer"]:
        conversations: set[asyncio.Task[None]] = set()

        async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            conversations.add(task)
            self.connections += 1
            with contextlib.suppress(asyncio.CancelledError):
                await self._converse(reader, writer)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

        server = await asyncio.start_server(converse, "127.0.0.1", port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in conversations:
                task.cancel()
            await asyncio.gather(*conversations, return_exceptions=True)
            await server.wait_closed()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, _Ended):
            await self._say(writer, "CONNECT", "220 mail.kreis.example ready")
            while line := (await reader.readline()).decode("ascii").strip():
                self.heard.append(line)
                match line.split(":")[0].split()[0].upper():
                    case "EHLO" | "HELO":
                        await self._say(writer, "EHLO", self._abilities(writer))
                    case "STARTTLS":
                        await self._say(writer, "STARTTLS", "220 go ahead")
                        assert self.certificate is not None
                        await writer.start_tls(self.certificate)
                    case "AUTH":
                        await self._authenticate(reader, writer, line)
                    case "MAIL":
                        await self._say(writer, "MAIL", "250 ok")
                    case "RCPT":
                        await self._say(writer, "RCPT", "250 ok")
                    case "DATA":
                        await self._say(writer, "DATA", "354 go ahead")
                        content = await reader.readuntil(b"\r\n.\r\n")
                        self.mails.append(content[:-3].replace(b"\r\n..", b"\r\n."))
                        if self.says.get("CONTENT", "250")[0] in "45":
                            self.mails.pop()
                        await self._say(writer, "CONTENT", "250 taken")
                    case "QUIT":
                        await self._say(writer, "QUIT", "221 farewell")
                    case _:
                        await self._say(writer, "OTHER", "250 ok")

    def _abilities(self, writer: asyncio.StreamWriter) -> str:
        lines = ["mail.kreis.example", "SIZE 1000000"]
        if self.offers_starttls and writer.get_extra_info("ssl_object") is None:
            lines.append("STARTTLS")
        if self.password is not None:
            lines.append("AUTH PLAIN")
        return "\r\n".join([*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}"])

    async def _authenticate(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: str) -> None:
        _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
        known = (user, password) == self.password
        await self._say(writer, "AUTH", "235 welcome" if known else "535 no such user")

    async def _say(self, writer: asyncio.StreamWriter, step: str, answer: str) -> None:
        match self.says.get(step, answer):
            case "hang":
                await asyncio.sleep(60)
            case "end":
                raise _Ended
            case "drip":
                while True:
                    writer.write(b"2")
                    await writer.drain()
                    await asyncio.sleep(DRIP_S)
            case said:
                writer.write(f"{said}\r\n".encode())
                await writer.drain()


class _Ended(Exception):
    pass


def certificate(folder: Path, name: str = "localhost") -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate of its own making, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    client = ssl.create_default_context(cadata=made.public_bytes(serialization.Encoding.PEM).decode())
    return server, client
