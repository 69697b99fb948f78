"""What an organisation sees of someone who wants to help there, and nothing else.

Rows: `resolvers.people.applicants.Applicant` and `CertificateRow`. Fields marked @personal are answered under a consent
that covers their purpose and the organisation; each reading is recorded (`resolvers.people.access`).
"""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import strawberry

from resolvers.organizations import organizations_of
from resolvers.people import applicants
from resolvers.permissions import Access
from schema.concepts import Concept
from schema.enums import RequirementKind
from schema.fields import reserved
from schema.people.enums import AgeBand, Purpose
from schema.people.personal import Personal
from schema.scalars import Date
from supergraph.batch import batch_field

if TYPE_CHECKING:
    from schema.organizations import Organization

__all__ = ["Applicant", "Certificate"]

_Organization: TypeAlias = Annotated["Organization", strawberry.lazy("schema.organizations")]


@reserved(Access.PARTY)
@strawberry.type(description="That a document was seen, and when; never the document.")
class Certificate:
    """Rows of certificates."""

    kind: RequirementKind = strawberry.field(description="What was seen.")
    inspected_on: Date = strawberry.field(description="The day it was seen.")
    valid_until: Date | None = strawberry.field(description="The last day on which it counts.")
    inspected_by: _Organization | None = batch_field(
        organizations_of("organization_pk"), description="The organisation that saw it."
    )


def _personal(function: Any, purpose: Purpose, description: str) -> Any:
    return batch_field(function, description=description, directives=[Personal(purpose=purpose)])


@reserved(Access.PARTY)
@strawberry.type(
    description=(
        "What an organisation sees of someone who wants to help there: each field under the consent it names, or null."
    )
)
class Applicant:
    """Each field is read, and recorded, on its own."""

    display_name: str | None = _personal(applicants.display_names_of, Purpose.CONTACT, "What they want to be called.")
    email: str | None = _personal(applicants.emails_of, Purpose.CONTACT, "Their e-mail address.")
    telephone: str | None = _personal(applicants.telephones_of, Purpose.CONTACT, "Their telephone number.")
    age_band: AgeBand | None = _personal(
        applicants.age_bands_of, Purpose.MATCHING, "About how old they are; never the date of birth."
    )
    skills: list[Concept] | None = _personal(applicants.skills_of, Purpose.MATCHING, "What they can do.")
    languages: list[str] | None = _personal(
        applicants.languages_of, Purpose.MATCHING, "The languages they speak: de, uk (BCP 47)."
    )
    certificates: list[Certificate] | None = _personal(
        applicants.certificates_of, Purpose.VETTING, "Documents that were inspected, and count still."
    )
