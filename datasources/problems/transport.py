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
        de="Die Datei {name} ist nicht lesbar.",
        en="The file {name} cannot be read.",
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
        de="{address} liegt nicht im öffentlichen Netz; der Hub ruft dort nichts ab.",
        en="{address} is not on the public internet; the hub fetches nothing there.",
        hint_de="Eine öffentliche Adresse angeben oder den Rechner unter outbound.allowed_hosts erlauben.",
        hint_en="Give a public address, or allow the host under outbound.allowed_hosts.",
    ),
    "FETCH_NO_ADDRESS": Text(
        de="Die Adresse kann der Hub nicht abrufen: Sie ist unvollständig, zu lang oder hat unerlaubte Zeichen.",
        en="The hub cannot fetch the address: it is not whole, too long, or has characters that are not allowed.",
        hint_de="Eine vollständige Adresse angeben: https://rechner/pfad.",
        hint_en="Give a whole address: https://host/path.",
    ),
    "FETCH_REDIRECTED": Text(
        de="{address} leitet so weiter, dass der Hub nicht folgt: zu oft, an keine Adresse oder von https zu http.",
        en="{address} redirects where the hub does not follow: too often, to no address, or from https to http.",
        hint_de="Die Adresse angeben, zu der sie am Ende führt.",
        hint_en="Give the address that it finally leads to.",
    ),
    "FETCH_UNREACHABLE": Text(
        de="{address} ist nicht erreichbar oder bricht die Verbindung ab.",
        en="{address} cannot be reached, or breaks the connection off.",
        hint_de="Es wird wieder versucht. Bleibt es dabei: die Adresse prüfen.",
        hint_en="It is tried again. If it stays so, check the address.",
    ),
    "FETCH_UNKNOWN_HOST": Text(
        de="Den Rechner von {address} kennt kein Namensdienst.",
        en="No name server knows the host of {address}.",
        hint_de="Die Schreibweise der Adresse prüfen.",
        hint_en="Check how the address is written.",
    ),
    "FETCH_CERTIFICATE": Text(
        de="{address} hat kein gültiges Zertifikat.",
        en="{address} has no valid certificate.",
        hint_de="Die Betreiber der Adresse müssen es erneuern.",
        hint_en="Those who run the address must renew it.",
    ),
    "FETCH_PAUSED": Text(
        de="{address} wurde nicht gefragt, weil der Rechner eben mehrmals nicht antwortete.",
        en="{address} was not asked, because its host failed repeatedly just now.",
        hint_de="In spätestens {seconds} Sekunden wird es wieder versucht.",
        hint_en="It is tried again in {seconds} seconds at the latest.",
    ),
    "FETCH_TIMED_OUT": Text(
        de="{address} antwortet zu langsam.",
        en="{address} answers too slowly.",
        hint_de="Es wird wieder versucht. Bleibt es dabei: einen kleineren Auszug anbieten.",
        hint_en="It is tried again. If it stays so, offer a smaller extract.",
    ),
    "FETCH_STATUS": Text(
        de="{address} antwortet mit dem Fehler {status}.",
        en="{address} answers with the error {status}.",
        hint_de="Die Adresse im Browser öffnen; bei 401 und 403 die Zugangsdaten prüfen.",
        hint_en="Open the address in a browser; for 401 and 403 check the credentials.",
    ),
    "FETCH_TOO_LARGE": Text(
        de="Die Antwort von {address} ist zu groß: erlaubt sind {limit} Bytes.",
        en="The answer of {address} is too large: allowed are {limit} bytes.",
        hint_de="Einen kleineren Auszug anbieten oder die Grenze unter outbound.limits heben.",
        hint_en="Offer a smaller extract, or raise the limit under outbound.limits.",
    ),
    "FETCH_BROKEN": Text(
        de="Die Antwort von {address} ist beschädigt oder anders gepackt, als sie angibt.",
        en="The answer of {address} is broken, or packed otherwise than it says.",
        hint_de="Die Betreiber der Adresse ansprechen.",
        hint_en="Ask those who run the address.",
    ),
}
"""Codes of files and addresses."""
