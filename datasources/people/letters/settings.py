"""How the hub sends mail, as an operator sets it up.

    [mail]                                      [mail]
    sender = "Ehrenamt <ehrenamt@kreis.example>"    sender = "hub@localhost"
    host = "smtp.kreis.example"                     folder = "mail"
    user = "ehrenamt"
    password = { env = "HUB_MAIL_PASSWORD" }

Without either, letters wait.
"""

from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from datasources.people.letters.carriers import Carrier
from datasources.people.letters.folder import FolderCarrier
from datasources.people.letters.smtp import Encryption, SmtpCarrier, SmtpServer

__all__ = ["MailSettings"]

_PORTS: Final[dict[Encryption, int]] = {"starttls": 587, "tls": 465, "none": 25}
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class MailSettings(BaseModel):
    """A mail server, or a folder for trying out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sender: str | None = Field(None, description="Who the letters come from: an address, or a name with one.")
    host: str | None = Field(None, min_length=1, description="The mail server.")
    port: int | None = Field(None, ge=1, le=65535, description="587 for starttls, 465 for tls, 25 for none.")
    encryption: Encryption = "starttls"
    user: str | None = None
    password: SecretStr | None = None
    timeout_s: float = Field(30, ge=1, le=120, description="For each step of a conversation; twice that for all of it.")
    folder: Path | None = Field(None, description="Takes the letters instead of a server, one file for each.")

    @field_validator("sender")
    @classmethod
    def _is_an_address(cls, sender: str | None) -> str | None:
        if sender is None:
            return None
        if not _is_address(sender):
            raise ValueError("write an address, or a name with one: Ehrenamt <ehrenamt@kreis.example>")
        return sender

    @model_validator(mode="after")
    def _is_one_way(self) -> Self:
        if self.host is not None and self.folder is not None:
            raise ValueError("host and folder are two ways for letters: name one")
        if (self.host is not None or self.folder is not None) and self.sender is None:
            raise ValueError("sender is missing: who the letters come from")
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password go together")
        if self.user is not None and self.encryption == "none" and self.host not in _HERE:
            raise ValueError("a password is sent in plain text without encryption: use starttls or tls")
        return self

    def carrier(self, beside: Path) -> Carrier | None:
        """What takes the letters; None where nothing is set up. A relative folder counts from `beside`."""
        if self.sender is None:
            return None
        if self.folder is not None:
            return FolderCarrier(beside / self.folder, self.sender)
        if self.host is None:
            return None
        return SmtpCarrier(
            SmtpServer(
                host=self.host,
                port=self.port or _PORTS[self.encryption],
                encryption=self.encryption,
                timeout_s=self.timeout_s,
                user=self.user,
                password=None if self.password is None else self.password.get_secret_value(),
            ),
            self.sender,
        )


def _is_address(sender: str) -> bool:
    name, address = parseaddr(sender)
    try:
        parsed = Address(name, addr_spec=address)
    except (ValueError, IndexError, AttributeError, MessageError):
        return False
    return bool(address.isascii() and parsed.username and parsed.domain and sender.isprintable())
