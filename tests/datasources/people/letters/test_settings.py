"""[mail]: one way for letters, told what is missing; secrets are not shown."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from datasources.people.letters import MailSettings
from datasources.people.letters.folder import FolderCarrier
from datasources.people.letters.smtp import SmtpCarrier

SENDER = "Ehrenamt im Kreis <ehrenamt@kreis.example>"


def test_nothing_set_up_is_no_carrier() -> None:
    assert MailSettings().carrier(Path()) is None
    assert MailSettings(sender=SENDER).carrier(Path()) is None


@pytest.mark.parametrize(("encryption", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_a_server_has_the_port_of_its_encryption(encryption: Any, port: int) -> None:
    carrier = MailSettings(sender=SENDER, host="mail.kreis.example", encryption=encryption).carrier(Path())
    assert isinstance(carrier, SmtpCarrier)
    assert carrier.name == f"mail.kreis.example:{port}"


def test_a_folder_counts_from_where_the_settings_are(tmp_path: Path) -> None:
    carrier = MailSettings(sender="hub@localhost", folder=Path("mail")).carrier(tmp_path)
    assert isinstance(carrier, FolderCarrier)
    assert carrier.name == str(tmp_path / "mail")


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ({"host": "m.example"}, "sender is missing"),
        ({"folder": "mail"}, "sender is missing"),
        ({"sender": SENDER, "host": "m.example", "folder": "mail"}, "two ways"),
        ({"sender": SENDER, "host": "m.example", "user": "hub"}, "go together"),
        ({"sender": SENDER, "host": "m.example", "password": "geheim"}, "go together"),
        (
            {"sender": SENDER, "host": "m.example", "user": "hub", "password": "geheim", "encryption": "none"},
            "plain text",
        ),
        ({"sender": "Ehrenamt"}, "write an address"),
        ({"sender": "a@b.example\r\nBcc: c@d.example"}, "write an address"),
        ({"sender": "ä@b.example"}, "write an address"),
        ({"sender": SENDER, "host": "m.example", "timeout_s": 0}, "greater than"),
        ({"sender": SENDER, "host": "m.example", "timeout_s": 121}, "less than"),
        ({"sender": SENDER, "host": "m.example", "port": 70_000}, "less than"),
        ({"sender": SENDER, "hostname": "m.example"}, "Extra inputs"),
    ],
)
def test_what_cannot_work_is_told(stated: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        MailSettings.model_validate(stated)


def test_the_password_is_not_shown() -> None:
    settings = MailSettings.model_validate(
        {"sender": SENDER, "host": "m.example", "user": "hub", "password": "geheim-123"}
    )
    assert "geheim-123" not in repr(settings)
    assert "geheim-123" not in repr(settings.carrier(Path()))
