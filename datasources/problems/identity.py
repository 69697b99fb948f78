"""Texts of problems seen in identity: who is who."""

from collections.abc import Mapping

from datasources.problems.text import Text

TEXTS: Mapping[str, Text] = {
    "IDENTIFIER_NOT_UNIQUE": Text(
        de="Das Kennzeichen {scheme} {value} steht bei {count} Einträgen dieser Quelle; es führt nichts zusammen.",
        en="The identifier {scheme} {value} is stated for {count} entries of this source; it joins nothing.",
        hint_de="Ein Kennzeichen gehört zu einer Organisation: bei den übrigen Einträgen entfernen.",
        hint_en="An identifier belongs to one organisation: remove it from the other entries.",
    ),
    "IDENTIFIER_CHECK_DIGIT": Text(
        de="{scheme} {value} hat eine falsche Prüfziffer; vermutlich ein Tippfehler.",
        en="{scheme} {value} has a wrong check digit; probably a typing error.",
        hint_de="Mit dem Bescheid oder dem Registerauszug vergleichen.",
        hint_en="Compare it with the notice or the register's extract.",
    ),
    "ORGANIZATION_UNKNOWN": Text(
        de="Die Organisation {reference} ist noch nicht bekannt; das Angebot erscheint, sobald sie es ist.",
        en="The organisation {reference} is not known yet; the opportunity appears as soon as it is.",
        hint_de="Die Quelle einlesen, die sie enthält, oder Namen oder Kennzeichen berichtigen.",
        hint_en="Read the source that has it, or correct the name or identifier.",
    ),
    "ORGANIZER_UNKNOWN": Text(
        de="Der Veranstalter {reference} ist nicht bekannt; der Termin erscheint ohne ihn.",
        en="The organiser {reference} is not known; the event appears without it.",
        hint_de="Die Quelle einlesen, die ihn enthält, oder Namen oder Kennzeichen berichtigen.",
        hint_en="Read the source that has it, or correct the name or identifier.",
    ),
    "PARENT_UNKNOWN": Text(
        de="Der Hauptverein {reference} ist nicht bekannt.",
        en="The main club {reference} is not known.",
        hint_de="Die Quelle einlesen, die ihn enthält, oder Namen oder Kennzeichen berichtigen.",
        hint_en="Read the source that has it, or correct the name or identifier.",
    ),
    "REFERENCE_AMBIGUOUS": Text(
        de="{reference} heißen mehrere Organisationen; die Angabe führt zu keiner.",
        en="Several organisations are called {reference}; the reference leads to none.",
        hint_de="Ein Kennzeichen (etwa die Registernummer) statt des Namens angeben.",
        hint_en="Give an identifier (such as the register number) instead of the name.",
    ),
}
"""Codes of identifiers and references."""
