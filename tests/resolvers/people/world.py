"""People in the district: a volunteer who signed up at the club, her organisation's editor, and others beside them.

Jana (34) signed up to sell cakes, and consents to everything an organisation may see; Ben (15) waits for his father.
"""

from datasources.people.guardians import hash_of
from datasources.people.viewer import Viewer
from datasources.store.people.core import (
    ACCESS_EVENT,
    ACCOUNT,
    CERTIFICATE,
    CONSENT,
    ENGAGEMENT,
    ENGAGEMENT_SHIFT,
    GUARDIAN_REQUEST,
    MESSAGE,
    VOLUNTEER,
)
from tests.resolvers.district import DAY, DISTRICT, NOW, POLCH, District
from tests.resolvers.filling import as_json
from tests.resolvers.people.people import ISSUER

__all__ = [
    "ADMINISTRATOR",
    "ANALYST",
    "API_TOKEN",
    "BEN",
    "BENS_PK",
    "BENS_SIGN_UP",
    "CAKE_PK",
    "CLUB_PK",
    "EDITOR",
    "GUARDIAN_CODE",
    "JANA",
    "JANAS_PK",
    "JANAS_PROFILE",
    "JANAS_SIGN_UP",
    "OTHER_EDITOR",
    "OTHER_STEWARD",
    "PERSONAL",
    "STEWARD",
    "STRANGER",
    "applicant",
    "people",
]

CLUB_PK, DEPARTMENT_PK = 1, 2
CAKE_PK = 1
JANAS_PK, BENS_PK = 1, 2
JANAS_PROFILE, BENS_PROFILE = "vol_" + "j" * 16, "vol_" + "b" * 16
JANAS_SIGN_UP, BENS_SIGN_UP = "eng_" + "j" * 16, "eng_" + "b" * 16
GUARDIAN_CODE = "brief-an-den-vater-von-ben"
PERSONAL = {
    "displayName": "Jana Müller-Lüdenscheidt",
    "email": "jana@posteo.example",
    "telephone": "+49 2654 98765",
    "ageBand": "A27_59",
    "skills": [{"notation": "cooking"}],
    "languages": ["de", "uk"],
    "certificates": [{"kind": "FIRST_AID"}],
}
"""What the club may see of Jana."""

JANA = Viewer(ISSUER, "jana", account_pk=1)
BEN = Viewer(ISSUER, "ben", account_pk=2)
EDITOR = Viewer(ISSUER, "trainer", account_pk=3, edits=frozenset({CLUB_PK}))
OTHER_EDITOR = Viewer(ISSUER, "wehrfuehrer", account_pk=4, edits=frozenset({3}))
STEWARD = Viewer(ISSUER, "steward", account_pk=5, stewards=(DISTRICT,))
OTHER_STEWARD = Viewer(ISSUER, "fern", account_pk=6, stewards=("09162",))
ANALYST = Viewer(ISSUER, "analyst", account_pk=7, is_analyst=True)
ADMINISTRATOR = Viewer(ISSUER, "admin", account_pk=8, is_administrator=True)
STRANGER = Viewer(ISSUER, "fremd", account_pk=9)
API_TOKEN = Viewer(token_pk=1)

_SUBJECTS = ("jana", "ben", "trainer", "wehrfuehrer", "steward", "fern", "analyst", "admin", "fremd")


def people(made: District) -> None:
    """Adds the people and what they did to a district."""
    for number, subject in enumerate(_SUBJECTS, 1):
        made.add(ACCOUNT, pk=number, id=f"acc_{number:016}", issuer=ISSUER, subject=subject, created_at=NOW - 9 * DAY)
    applicant(
        made,
        JANAS_PK,
        JANAS_PROFILE,
        JANAS_SIGN_UP,
        display_name=PERSONAL["displayName"],
        email=PERSONAL["email"],
        telephone=PERSONAL["telephone"],
        birth_month="1992-03",
        skills=as_json(["cooking"]),
        languages=as_json(PERSONAL["languages"]),
        home_ars=POLCH,
        radius_km=15.0,
        availability=as_json([{"weekday": "SATURDAY", "from": "09:00", "to": "18:00"}]),
        commitment=as_json(["SPONTANEOUS"]),
        interests=as_json(["culture"]),
        hours=1.5,
    )
    applicant(
        made,
        BENS_PK,
        BENS_PROFILE,
        BENS_SIGN_UP,
        state="AWAITING_GUARDIAN",
        display_name="Ben",
        email="ben@schule.example",
        birth_month="2011-05",
    )
    made.add(
        CERTIFICATE,
        volunteer_pk=JANAS_PK,
        kind="FIRST_AID",
        inspected_on="2026-05-01",
        valid_until="2028-05-01",
        organization_pk=CLUB_PK,
        created_at=NOW - 9 * DAY,
    )
    made.add(
        GUARDIAN_REQUEST,
        volunteer_pk=BENS_PK,
        email="vater@posteo.example",
        code_hash=hash_of(GUARDIAN_CODE),
        purposes=as_json(["CONTACT"]),
        text_version="2026-11",
        requested_at=NOW - DAY,
        expires_at=NOW + DAY,
    )
    made.add(MESSAGE, engagement_pk=JANAS_PK, at=NOW - DAY, from_organization=False, text="Ich backe gern.")
    made.add(
        ACCESS_EVENT,
        pk=900,
        volunteer_pk=JANAS_PK,
        at=NOW - DAY,
        by="Turn- und Sportverein Polch 1902 e.V.",
        organization_pk=CLUB_PK,
        account_pk=3,
        fields=as_json(["displayName"]),
        purpose="CONTACT",
    )


def applicant(
    made: District,
    pk: int,
    profile_id: str,
    engagement_id: str,
    *,
    state: str = "INTERESTED",
    opportunity_pk: int = CAKE_PK,
    purposes: tuple[str, ...] = ("CONTACT", "MATCHING", "VETTING"),
    hours: float | None = None,
    **profile: object,
) -> None:
    """Someone who signed up, with consents to the club."""
    made.add(
        VOLUNTEER,
        pk=pk,
        id=profile_id,
        account_pk=pk,
        created_at=NOW - 5 * DAY,
        updated_at=NOW - 5 * DAY,
        **profile,
    )
    made.add(
        ENGAGEMENT,
        pk=pk,
        id=engagement_id,
        opportunity_pk=opportunity_pk,
        volunteer_pk=pk,
        state=state,
        hours=hours,
        held_until=NOW + DAY if state == "AWAITING_GUARDIAN" else None,
        created_at=NOW - 2 * DAY,
        updated_at=NOW - 2 * DAY,
    )
    made.add(ENGAGEMENT_SHIFT, engagement_pk=pk, shift_pk=1)
    for purpose in purposes:
        made.add(
            CONSENT,
            volunteer_pk=pk,
            purpose=purpose,
            recipient_pk=CLUB_PK,
            text_version="2026-11",
            given_by="SELF",
            granted_at=NOW - 2 * DAY,
        )
