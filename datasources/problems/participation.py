"""Texts of problems seen where people sign up to help, and where organisations decide on it."""

from collections.abc import Mapping

from datasources.problems.text import Text

TEXTS: Mapping[str, Text] = {
    "OPPORTUNITY_UNKNOWN": Text(
        de="Dieses Angebot gibt es nicht oder nicht mehr.",
        en="There is no such opportunity, or not any more.",
        hint_de="Die Liste der Angebote neu laden und dort eines wählen.",
        hint_en="Load the list of opportunities anew and choose one there.",
    ),
    "OPPORTUNITY_NOT_OPEN": Text(
        de="Für dieses Angebot kann sich niemand mehr anmelden ({status}).",
        en="Nobody can sign up for this opportunity any more ({status}).",
        hint_de="Ein anderes Angebot wählen; offene zeigt jede Liste.",
        hint_en="Choose another; every list shows those that are open.",
    ),
    "SHIFT_UNKNOWN": Text(
        de="Eine der gewählten Schichten gehört nicht zu diesem Angebot oder ist entfallen.",
        en="One of the chosen shifts does not belong to this opportunity, or was called off.",
        hint_de="Nur Schichten aus der Liste dieses Angebots angeben.",
        hint_en="Name shifts from this opportunity's list only.",
    ),
    "SHIFT_PAST": Text(
        de="Eine der gewählten Schichten hat schon begonnen.",
        en="One of the chosen shifts has begun already.",
        hint_de="Eine Schicht wählen, die noch bevorsteht.",
        hint_en="Choose a shift that is still to come.",
    ),
    "SHIFTS_OVERLAP": Text(
        de="Die gewählten Zeiten überschneiden sich, untereinander oder mit einer anderen Anmeldung.",
        en="The chosen times overlap, among themselves or with another sign-up.",
        hint_de="Schichten wählen, die nacheinander liegen, oder die andere Anmeldung zurückziehen.",
        hint_en="Choose shifts that follow each other, or withdraw the other sign-up.",
    ),
    "SHIFTS_NEEDED": Text(
        de="Dieses Angebot hat mehrere Zeiten; es fehlt, wann die Hilfe sein soll.",
        en="This opportunity has several times; it is not said when the help is to be.",
        hint_de="Eine oder mehrere Schichten angeben.",
        hint_en="Name one shift or several.",
    ),
    "TOO_MANY_SHIFTS": Text(
        de="Mehr als {most} Schichten lassen sich nicht auf einmal wählen.",
        en="More than {most} shifts cannot be chosen at once.",
        hint_de="Weniger Schichten angeben.",
        hint_en="Name fewer shifts.",
    ),
    "ALREADY_SIGNED_UP": Text(
        de="Für dieses Angebot besteht schon eine Anmeldung.",
        en="There is a sign-up for this opportunity already.",
        hint_de="Die Anmeldung ansehen; für andere Zeiten erst zurückziehen und dann neu anmelden.",
        hint_en="Look at the sign-up; for other times, withdraw it first and sign up anew.",
    ),
    "DECLINED_BEFORE": Text(
        de="Die Organisation hat eine Anmeldung für dieses Angebot schon abgelehnt.",
        en="The organisation has declined a sign-up for this opportunity before.",
        hint_de="Die Organisation ansprechen oder ein anderes Angebot wählen.",
        hint_en="Talk to the organisation, or choose another opportunity.",
    ),
    "TOO_MANY_SIGN_UPS": Text(
        de="Es bestehen schon {most} Anmeldungen; mehr sind nicht auf einmal möglich.",
        en="There are {most} sign-ups already; more are not possible at a time.",
        hint_de="Eine Anmeldung zurückziehen, die nicht mehr passt.",
        hint_en="Withdraw a sign-up that does not suit any more.",
    ),
    "TOO_YOUNG": Text(
        de="Mitmachen kann hier, wer an diesem Tag mindestens {age} Jahre alt ist.",
        en="Whoever is at least {age} years old on that day can join here.",
        hint_de="Ein Angebot ohne dieses Mindestalter wählen. Ein Alter gilt ab dem Ende des Geburtsmonats.",
        hint_en="Choose an opportunity without this minimum age. An age counts once the birth month has ended.",
    ),
    "CONTACT_NEEDED": Text(
        de="Es fehlt ein Weg, auf dem die Organisation antworten kann.",
        en="A way in which the organisation can answer is missing.",
        hint_de="Eine E-Mail-Adresse oder eine Telefonnummer angeben.",
        hint_en="Give an e-mail address or a telephone number.",
    ),
    "BIRTH_MONTH_NEEDED": Text(
        de="Es fehlt der Geburtsmonat.",
        en="The month of birth is missing.",
        hint_de="Ihn als JJJJ-MM angeben, etwa 1992-04. Er wird niemandem gezeigt.",
        hint_en="Give it as YYYY-MM, such as 1992-04. It is shown to nobody.",
    ),
    "CONSENT_NEEDED": Text(
        de="Für diese Anmeldung fehlt eine Einwilligung: {purpose}.",
        en="This sign-up lacks a consent: {purpose}.",
        hint_de="Den Text der Einwilligung zeigen (consentTexts) und sie mit dessen Fassung mitschicken.",
        hint_en="Show the text of the consent (consentTexts) and send it along with that text's version.",
    ),
    "CONSENT_TWICE": Text(
        de="In {purpose} wird hier mehrfach eingewilligt.",
        en="{purpose} is consented to several times here.",
        hint_de="Jeden Zweck einmal angeben.",
        hint_en="Name each purpose once.",
    ),
    "ENGAGEMENT_UNKNOWN": Text(
        de="Diese Anmeldung gibt es nicht.",
        en="There is no such sign-up.",
        hint_de="Die Liste der Anmeldungen neu laden.",
        hint_en="Load the list of sign-ups anew.",
    ),
    "TRANSITION_NOT_ALLOWED": Text(
        de="Von {from} nach {to} führt hier kein Weg.",
        en="No way leads from {from} to {to} here.",
        hint_de="Den Stand der Anmeldung neu laden. Von {from} aus geht: {allowed}.",
        hint_en="Load the state of the sign-up anew. From {from} it may go to: {allowed}.",
    ),
    "NO_PLACE_LEFT": Text(
        de="Dafür ist kein Platz mehr frei.",
        en="No place is left for this.",
        hint_de="Erst einen Platz frei machen oder mehr Plätze ausschreiben.",
        hint_en="Free a place first, or offer more.",
    ),
    "GUARDIAN_MISSING": Text(
        de="Eine erziehungsberechtigte Person hat noch nicht eingewilligt.",
        en="A guardian has not consented yet.",
        hint_de="Warten, bis die Einwilligung da ist.",
        hint_en="Wait until the consent is there.",
    ),
    "HOURS_NEEDED": Text(
        de="Zum Bestätigen fehlt, wie viele Stunden es waren.",
        en="To confirm, it is not said how many hours it took.",
        hint_de="Die Stunden angeben, etwa 2.5.",
        hint_en="State the hours, such as 2.5.",
    ),
    "HOURS_INVALID": Text(
        de="Die Stunden müssen mehr als 0 und höchstens {most} sein.",
        en="The hours must be more than 0 and at most {most}.",
        hint_de="Die geleisteten Stunden angeben, nicht mehr als die Tage haben.",
        hint_en="State the hours that were worked, no more than the days have.",
    ),
    "HOURS_NOT_EXPECTED": Text(
        de="Stunden gehören nur zum Bestätigen (CONFIRMED).",
        en="Hours belong to confirming only (CONFIRMED).",
        hint_de="Die Stunden weglassen oder die Anmeldung bestätigen.",
        hint_en="Leave the hours out, or confirm the sign-up.",
    ),
}
