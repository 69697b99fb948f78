"""Guardians: when one is needed, where their consent stands, and the letter that asks for it.

    MISSING ──request──▶ REQUESTED ──confirm──▶ GIVEN ──revoke──▶ REVOKED         from 16 on: NOT_NEEDED
       ▲                     │  └────────────revoke────────────────▲ │
       └──────48 h over──────┘                                       └──request──▶ REQUESTED

The letter names nobody: an address that was mistyped learns nothing about a child, and nobody can have words of their
own sent to strangers. A code confirms once and revokes once; the newest letter's code is the one that can confirm.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from datasources.people import ages
from datasources.people.consents import current, is_known, text_as_of
from datasources.people.outcome import problem
from datasources.people.vocabulary import ConsentGiver, GuardianConsentState, Purpose
from datasources.problems import Language, Problem
from datasources.store.people.rows import ConsentRow, GuardianRequestRow

__all__ = [
    "CODE_HOURS",
    "LETTERS_PER_ADDRESS",
    "LETTERS_PER_DAY",
    "Writing",
    "code_problem",
    "edition",
    "hash_of",
    "letter",
    "needs_guardian",
    "new_code",
    "request_problem",
    "state_of",
]

CODE_HOURS: Final = 48
LETTERS_PER_DAY: Final = 3
"""To all addresses that one person gives."""
LETTERS_PER_ADDRESS: Final = 9
"""A day, whoever asks for them: three children of one household, and no more."""
MAX_CODE_CHARS: Final = 200
_CODE_BYTES: Final = 18


@dataclass(frozen=True, slots=True)
class Writing:
    """What a letter says, before it has a recipient."""

    subject: str
    body: str


def needs_guardian(birth_month: str | None, today: date) -> bool:
    """Whether data of someone is answered under a guardian's consent only: so too where no month of birth is known."""
    return birth_month is None or ages.needs_guardian(birth_month, today)


def state_of(
    birth_month: str | None,
    today: date,
    consents: Iterable[ConsentRow],
    latest: GuardianRequestRow | None,
    now: int,
) -> GuardianConsentState:
    """Where the consent of a guardian stands.

    `consents` are those of the volunteer, `latest` the newest letter. Without a month of birth it is NOT_NEEDED as far
    as anybody knows: nothing that needs one is possible before it is stated.
    """
    if birth_month is None or not ages.needs_guardian(birth_month, today):
        return GuardianConsentState.NOT_NEEDED
    if any(_stands(each) for each in consents):
        return GuardianConsentState.GIVEN
    if latest is None:
        return GuardianConsentState.MISSING
    if latest.revoked_at is not None:
        return GuardianConsentState.REVOKED
    open_ = latest.confirmed_at is None and now < latest.expires_at
    return GuardianConsentState.REQUESTED if open_ else GuardianConsentState.MISSING


def request_problem(
    *,
    birth_month: str | None,
    today: date,
    own_email: str | None,
    email: str,
    purposes: Sequence[Purpose],
    sent_today: int,
    sent_there_today: int = 0,
) -> Problem | None:
    """Why no letter is sent; `email` has been checked for its form."""
    if birth_month is None:
        return problem("BIRTH_MONTH_NEEDED")
    if not ages.needs_guardian(birth_month, today):
        return problem("GUARDIAN_NOT_NEEDED")
    if not purposes:
        return problem("PURPOSES_NEEDED", "purposes")
    if own_email is not None and _mailbox(email) == _mailbox(own_email):
        return problem("GUARDIAN_IS_SELF", "email")
    if sent_today >= LETTERS_PER_DAY:
        return problem("GUARDIAN_REQUESTED_TOO_OFTEN", most=str(LETTERS_PER_DAY))
    if sent_there_today >= LETTERS_PER_ADDRESS:
        return problem("GUARDIAN_REQUESTED_TOO_OFTEN", "email", most=str(LETTERS_PER_ADDRESS))
    return None


def code_problem(request: GuardianRequestRow | None, *, revoke: bool, now: int) -> Problem | None:
    """Why a code does nothing: it is none, was used for this, or is too old to confirm."""
    if request is None:
        return problem("CODE_UNKNOWN", "code")
    if request.revoked_at is not None or (request.confirmed_at is not None and not revoke):
        return problem("CODE_USED", "code")
    if request.confirmed_at is None and request.expires_at <= now:
        return problem("CODE_EXPIRED", "code", hours=str(CODE_HOURS))
    return None


def new_code() -> str:
    """A code that nobody can guess."""
    return secrets.token_urlsafe(_CODE_BYTES)


def hash_of(code: str) -> str:
    """A code as it is kept; one that cannot be ours has the hash of no code."""
    plain = code.strip()
    return hashlib.sha256(plain[: MAX_CODE_CHARS + 1].encode("utf-8", "surrogatepass")).hexdigest()


def edition(purposes: Iterable[Purpose]) -> str:
    """The edition of all texts of a letter: the newest version among them. With it `text_as_of` finds each again."""
    return max(current(purpose) for purpose in purposes)


def letter(
    purposes: Sequence[Purpose], edition_: str, code: str, language: Language, page: str | None = None
) -> Writing:
    """The letter to a guardian: what is consented to, in which words, how to confirm and how to revoke.

    `page` is the address where the code is entered, where the hub knows it.
    """
    frame = _LETTERS[language]
    texts = [
        frame.purpose.format(name=frame.names[purpose], version=wording.version, text=wording.text(language))
        for purpose in purposes
        if (wording := text_as_of(purpose, edition_)) is not None
    ]
    where = frame.where if page is None else f"{frame.there}\n\n    {page}"
    body = frame.body.format(texts="\n\n".join(texts), where=where, code=code, hours=CODE_HOURS)
    return Writing(frame.subject, body)


def _stands(consent: ConsentRow) -> bool:
    return (
        consent.given_by == ConsentGiver.GUARDIAN
        and consent.revoked_at is None
        and is_known(Purpose(consent.purpose), consent.text_version)
    )


def _mailbox(email: str) -> str:
    """An address without its tag and in small letters: lena+papa@… is lena@…."""
    local, _, host = email.casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{host}"


@dataclass(frozen=True, slots=True)
class _Frame:
    subject: str
    names: Mapping[Purpose, str]
    purpose: str
    where: str
    there: str
    body: str


_LETTERS: Final[dict[Language, _Frame]] = {
    "de": _Frame(
        subject="Ihre Einwilligung wird gebraucht",
        names={
            Purpose.MATCHING: "Passende Angebote",
            Purpose.CONTACT: "Kontakt",
            Purpose.VETTING: "Nachweise",
            Purpose.STATISTICS: "Statistik",
        },
        purpose="{name} (Fassung {version})\n»{text}«",
        where="und zwar auf der Plattform, auf der Ihr Kind sich angemeldet hat.",
        there="und zwar hier:",
        body="""\
Guten Tag,

eine junge Person unter 16 Jahren möchte sich ehrenamtlich engagieren und hat diese Adresse als die einer \
sorgeberechtigten Person angegeben. Bis zum 16. Geburtstag geht das nur mit Ihrer Einwilligung. Wer es ist, steht hier \
mit Absicht nicht, falls die Adresse falsch geschrieben wurde: Bitte sprechen Sie mit Ihrem Kind.

Darum geht es, in den Worten, denen Ihr Kind zustimmt:

{texts}

So willigen Sie ein: Geben Sie diesen Code ein, {where}

    {code}

Der Code gilt {hours} Stunden. Bis dahin wartet die Anmeldung, und niemand sieht etwas von Ihrem Kind.

So widerrufen Sie: Mit demselben Code können Sie Ihre Einwilligung jederzeit zurücknehmen, auch nach Jahren. Heben Sie \
diesen Brief deshalb auf. Vom Widerruf an ist nichts mehr zu sehen, und alle Anmeldungen werden zurückgezogen.

Möchten Sie nicht einwilligen, oder kennen Sie niemanden, der gemeint sein könnte, tun Sie einfach nichts: Dann \
verfällt die Anfrage, und Ihre Adresse wird gelöscht.
""",
    ),
    "en": _Frame(
        subject="Your consent is needed",
        names={
            Purpose.MATCHING: "Opportunities that suit",
            Purpose.CONTACT: "Contact",
            Purpose.VETTING: "Certificates",
            Purpose.STATISTICS: "Statistics",
        },
        purpose="{name} (version {version})\n“{text}”",
        where="on the platform where your child signed up.",
        there="here:",
        body="""\
Good day,

a young person under 16 would like to volunteer and gave this address as that of a guardian. Until they are 16, this \
is possible only with your consent. Who it is does not stand here on purpose, in case the address was mistyped: please \
talk with your child.

This is what it is about, in the words your child agrees to:

{texts}

How to consent: enter this code {where}

    {code}

The code is valid for {hours} hours. Until then the sign-up waits, and nobody sees anything of your child.

How to revoke: with the same code you can take your consent back at any time, even after years; so please keep this \
letter. From then on nothing is to be seen any more, and all sign-ups are withdrawn.

If you do not wish to consent, or know nobody who could be meant, simply do nothing: the request then lapses, and your \
address is deleted.
""",
    ),
}
