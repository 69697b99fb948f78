"""Texts of problems seen in fetching a source."""

from collections.abc import Mapping

from datasources.problems.text import Text

TEXTS: Mapping[str, Text] = {
    "FILE_NOT_FOUND": Text(
        de="Die Datei {name} gibt es nicht.",
        en="There is no file {name}.",
        hint_de="Der Pfad gilt ab dem Ordner der Konfiguration.",
        hint_en="The path counts from the folder of the configuration.",
    ),
    "FILE_UNREADABLE": Text(
        de="Die Datei {name} ist nicht lesbar: {reason}.",
        en="The file {name} cannot be read: {reason}.",
        hint_de="Die Rechte an der Datei prüfen.",
        hint_en="Check the file's permissions.",
    ),
    "FILE_TOO_LARGE": Text(
        de="Die Datei {name} hat {size} Bytes, erlaubt sind {limit}.",
        en="The file {name} has {size} bytes, allowed are {limit}.",
        hint_de="Die Datei teilen.",
        hint_en="Split the file.",
    ),
    "FETCH_REFUSED": Text(
        de="Diese Adresse ruft der Hub nicht ab: {reason}",
        en="The hub does not fetch this address: {reason}",
        hint_de="Eine öffentliche http(s)-Adresse angeben oder den Rechner unter outbound erlauben.",
        hint_en="Give a public http(s) address, or allow the host under outbound.",
    ),
    "FETCH_UNREACHABLE": Text(
        de="Die Adresse ist nicht erreichbar: {reason}",
        en="The address cannot be reached: {reason}",
        hint_de="Es wird wieder versucht. Bleibt es dabei: die Adresse prüfen.",
        hint_en="It is tried again. If it stays so, check the address.",
    ),
    "FETCH_TIMED_OUT": Text(
        de="Die Adresse antwortet zu langsam: {reason}",
        en="The address answers too slowly: {reason}",
        hint_de="Es wird wieder versucht. Bleibt es dabei: einen kleineren Auszug anbieten.",
        hint_en="It is tried again. If it stays so, offer a smaller extract.",
    ),
    "FETCH_STATUS": Text(
        de="Die Adresse antwortet mit einem Fehler: {reason}",
        en="The address answers with an error: {reason}",
        hint_de="Die Adresse im Browser öffnen; bei 401 und 403 die Zugangsdaten prüfen.",
        hint_en="Open the address in a browser; for 401 and 403 check the credentials.",
    ),
    "FETCH_TOO_LARGE": Text(
        de="Die Antwort ist zu groß: {reason}",
        en="The answer is too large: {reason}",
        hint_de="Einen kleineren Auszug anbieten oder die Grenze unter outbound heben.",
        hint_en="Offer a smaller extract, or raise the limit under outbound.",
    ),
    "FETCH_BROKEN": Text(
        de="Die Antwort ist beschädigt: {reason}",
        en="The answer is broken: {reason}",
        hint_de="Die Betreiber der Adresse ansprechen.",
        hint_en="Ask those who run the address.",
    ),
}
"""Codes of files and addresses."""
