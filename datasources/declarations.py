"""What an operator declares of a source: where it is, who publishes it, how it is read.

    [[sources]]
    key = "vereinsregister"                       # stays the same for ever: ids are derived from it
    name = "Vereinsregister Koblenz (Auszug)"
    kind = "CSV"
    file = "datasources/demo/vereine.csv"         # or url = "https://…"
    publisher = { name = "Amtsgericht Koblenz", url = "https://…", municipality = "07111" }
    license = { id = "CC-BY-4.0", name = "…", url = "https://…", attribution = "…" }
    trust = 80
    refresh_minutes = 1440
    mapping = { record = "organization", origin_id = "Nummer", fields = { name = "Name" } }

Secrets (a header's value, a user in an address) may be given as `{ env = "NAME" }` and are shown nowhere.
"""

import re
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, SecretStr, StringConstraints, model_validator

from datasources.vocabulary import SourceKind

KEY = re.compile(r"^[a-z0-9][a-z0-9-]{0,62}$")

Key = Annotated[str, StringConstraints(pattern=KEY.pattern)]
Ars = Annotated[str, StringConstraints(pattern=r"^\d{2}(\d{1}(\d{2}(\d{4}(\d{3})?)?)?)?$")]


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PublisherDeclaration(_Declared):
    """Who answers for a source's content; `municipality` is an official key (ARS)."""

    name: str = Field(min_length=1, max_length=200)
    url: str | None = None
    municipality: Ars | None = None


class LicenseDeclaration(_Declared):
    """The licence of a source's content; `id` is an SPDX id or that of the German open-data list."""

    id: str = Field(min_length=1, max_length=100)
    name: str = Field(min_length=1, max_length=200)
    url: str | None = None
    attribution: str | None = None


class SourceDeclaration(_Declared):
    """One source as declared. Exactly one of `url` and `file`; `mapping` is checked by the connector that reads it."""

    key: Key
    name: str = Field(min_length=1, max_length=200)
    kind: SourceKind
    url: SecretStr | None = None
    file: str | None = None
    headers: dict[str, SecretStr] = Field(default_factory=dict)
    publisher: PublisherDeclaration
    license: LicenseDeclaration
    trust: int = Field(default=50, ge=0, le=100)
    refresh_minutes: int = Field(default=1440, ge=1, le=60 * 24 * 365)
    default_timezone: str = "Europe/Berlin"
    municipality: Ars | None = Field(
        default=None, description="Where entries belong that name no municipality of their own."
    )
    organizer: dict[str, JsonValue] | None = Field(
        default=None, description="Whose calendar or list this is, where its records do not say: a REFERENCE."
    )
    mapping: dict[str, JsonValue] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.url is None) == (self.file is None):
            raise ValueError(f"source {self.key!r} needs exactly one of url and file")
        return self
