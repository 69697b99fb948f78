"""Texts of problems seen in certificates, hours and calendars."""

from collections.abc import Mapping

from datasources.problems.text import Text

TEXTS: Mapping[str, Text] = {
    "CERTIFICATE_NO_DOCUMENT": Text(
        de="{kind} ist kein Nachweis, der sich vorlegen lässt.",
        en="{kind} is no document that can be shown.",
        hint_de="Führungszeugnis, Erste Hilfe, Juleica, Masernschutz oder Führerschein angeben.",
        hint_en="Name a certificate of good conduct, first aid, Juleica, measles protection or a driving licence.",
    ),
    "CERTIFICATE_IN_FUTURE": Text(
        de="Der Tag der Einsichtnahme liegt in der Zukunft.",
        en="The day of the inspection lies in the future.",
        hint_de="Den Tag angeben, an dem der Nachweis vorlag, spätestens heute.",
        hint_en="State the day on which the document was shown, today at the latest.",
    ),
    "CERTIFICATE_TOO_OLD": Text(
        de="Die Einsichtnahme liegt mehr als {years} Jahre zurück.",
        en="The inspection is more than {years} years ago.",
        hint_de="Den Nachweis neu vorlegen lassen.",
        hint_en="Have the document shown again.",
    ),
    "CERTIFICATE_ENDS_BEFORE": Text(
        de="Der Nachweis gälte nur bis vor dem Tag der Einsichtnahme.",
        en="The document would count until before the day of the inspection.",
        hint_de="validUntil auf einen späteren Tag setzen oder weglassen.",
        hint_en="Set validUntil to a later day, or leave it out.",
    ),
    "CERTIFICATE_EXPIRED": Text(
        de="Der Nachweis ist schon abgelaufen.",
        en="The document has expired already.",
        hint_de="Einen gültigen Nachweis vorlegen lassen und dessen Tag angeben.",
        hint_en="Have a valid document shown, and state the day of that.",
    ),
    "CERTIFICATE_TOO_LONG": Text(
        de="Länger als {years} Jahre gilt kein Nachweis.",
        en="No document counts for longer than {years} years.",
        hint_de="Einen früheren Tag angeben oder validUntil weglassen.",
        hint_en="State an earlier day, or leave validUntil out.",
    ),
    "CERTIFICATE_NO_CONSENT": Text(
        de="In die Prüfung von Nachweisen durch diese Organisation ist nicht eingewilligt.",
        en="There is no consent to this organisation's vetting.",
        hint_de="Die Person um die Einwilligung VETTING bitten; unter 16 Jahren willigt auch die Vertretung ein.",
        hint_en="Ask the person for the consent VETTING; under 16, a guardian consents too.",
    ),
    "CERTIFICATE_NOT_NOW": Text(
        de="Diese Anmeldung ist zu Ende oder steht noch aus; Nachweise werden jetzt nicht vermerkt.",
        en="This sign-up has ended or is still pending; no document is noted now.",
        hint_de="Nachweise bei einer laufenden Anmeldung vermerken.",
        hint_en="Note documents with a sign-up that goes on.",
    ),
    "CALENDAR_NO_PROFILE": Text(
        de="Ohne Profil gibt es noch keinen Kalender.",
        en="Without a profile there is no calendar yet.",
        hint_de="Erst zu einem Angebot anmelden oder das Profil speichern.",
        hint_en="Sign up for an opportunity first, or save the profile.",
    ),
}
