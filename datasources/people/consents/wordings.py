"""What people consent to, in words: by purpose, version and language, the newest version first.

A text that was once consented to is never changed and never taken away: another wording is another version, put before
it. So whoever reads a consent of years ago can read what it said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from datasources.people.vocabulary import Purpose
from datasources.problems import Language

__all__ = ["WORDINGS", "Wording", "text_as_of", "text_of"]


@dataclass(frozen=True, slots=True)
class Wording:
    """One version of a text; the version is the month in which it was written."""

    version: str
    de: str
    en: str

    def text(self, language: Language) -> str:
        return self.de if language == "de" else self.en


def text_as_of(purpose: Purpose, edition: str) -> Wording | None:
    """The text of a purpose that was the newest one when an edition came out: the newest not younger than it."""
    return next((each for each in WORDINGS[purpose] if each.version <= edition), None)


def text_of(purpose: Purpose, version: str, language: Language) -> str | None:
    """The text of a version, or None where there never was one."""
    return next((each.text(language) for each in WORDINGS[purpose] if each.version == version), None)


_MATCHING: Final = (
    Wording(
        "2026-11",
        de=(
            "Ich bin damit einverstanden, dass mir passende Angebote vorgeschlagen werden. Dafür vergleicht die "
            "Plattform meine Angaben (freie Zeiten, Wohnort und Umkreis, Fähigkeiten, Interessen, Sprachen, "
            "gewünschter Umfang, Alter und vorgelegte Nachweise) mit dem, was gesucht wird. Jeder Vorschlag sagt, "
            "warum er gemacht wird. Nenne ich dabei eine Organisation, sieht diese zu meiner Anmeldung meine "
            "Altersgruppe, meine Fähigkeiten und meine Sprachen, mehr nicht. Ich kann das jederzeit "
            "zurücknehmen; von da an wird nichts mehr verglichen und nichts mehr gezeigt."
        ),
        en=(
            "I agree that opportunities which suit me are suggested to me. For this, the platform compares what I "
            "have stated (free times, home and radius, skills, interests, languages, the commitment I look for, age, "
            "and certificates shown) with what is wanted. Every suggestion says why it is made. Where I name an "
            "organisation, it sees with my sign-up my age group, my skills and my languages, and nothing more. I can "
            "take this back at any time; from then on nothing is compared and nothing is shown."
        ),
    ),
)
_CONTACT: Final = (
    Wording(
        "2026-11",
        de=(
            "Ich bin damit einverstanden, dass die genannte Organisation meinen Namen, meine E-Mail-Adresse und "
            "meine Telefonnummer sieht, soweit ich sie angegeben habe, um mit mir über meine Anmeldung zu sprechen. "
            "Sie darf sie für nichts anderes verwenden und niemandem weitergeben. Ich sehe, wer wann was davon "
            "gelesen hat. Ich kann das jederzeit zurücknehmen; von da an sieht die Organisation diese Angaben hier "
            "nicht mehr. Meine Anmeldung bleibt bestehen, bis ich sie zurückziehe."
        ),
        en=(
            "I agree that the organisation I name sees my name, my e-mail address and my telephone number, as far as "
            "I have stated them, to talk with me about my sign-up. It may use them for nothing else and pass them on "
            "to nobody. I can see who read which of them, and when. I can take this back at any time; from then on "
            "the organisation no longer sees these details here. My sign-up stays until I withdraw it."
        ),
    ),
)
_VETTING: Final = (
    Wording(
        "2026-11",
        de=(
            "Ich bin damit einverstanden, dass die genannte Organisation sieht, welche Nachweise ich vorgelegt habe "
            "(etwa ein erweitertes Führungszeugnis oder einen Erste-Hilfe-Kurs), wann sie eingesehen wurden und bis "
            "wann sie gelten. Die Dokumente selbst sieht sie hier nicht; sie werden nirgends gespeichert. Ich kann "
            "das jederzeit zurücknehmen; von da an sieht die Organisation meine Nachweise hier nicht mehr."
        ),
        en=(
            "I agree that the organisation I name sees which certificates I have shown (such as an extended "
            "certificate of good conduct or a first aid course), when they were inspected, and until when they are "
            "valid. It does not see the documents themselves here; they are stored nowhere. I can take this back at "
            "any time; from then on the organisation no longer sees my certificates here."
        ),
    ),
)
_STATISTICS: Final = (
    Wording(
        "2026-11",
        de=(
            "Ich bin damit einverstanden, dass meine Altersgruppe in Zahlen über das Ehrenamt mitgezählt wird, zum "
            "Beispiel: Wie viele Menschen zwischen 18 und 26 haben in diesem Jahr mitgeholfen? Die Zahlen lassen "
            "nicht auf mich schließen; kleine Zahlen werden nicht gezeigt. Ich kann das jederzeit zurücknehmen; von "
            "da an werde ich nicht mehr nach Altersgruppe gezählt."
        ),
        en=(
            "I agree that my age group is counted in figures about volunteering, for example: how many people "
            "between 18 and 26 have helped this year? The figures do not lead to me; small ones are not shown. I can "
            "take this back at any time; from then on I am no longer counted by age group."
        ),
    ),
)

WORDINGS: Final[Mapping[Purpose, tuple[Wording, ...]]] = MappingProxyType(
    {
        Purpose.MATCHING: _MATCHING,
        Purpose.CONTACT: _CONTACT,
        Purpose.VETTING: _VETTING,
        Purpose.STATISTICS: _STATISTICS,
    }
)
