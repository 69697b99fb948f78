"""Texts of problems seen in a run over a source."""

from collections.abc import Mapping

from datasources.problems.text import Text

TEXTS: Mapping[str, Text] = {
    "RUN_FAILED": Text(
        de="Das Einlesen ist an einem Fehler des Hubs gescheitert ({error}); alles bleibt, wie es war.",
        en="Reading failed through a defect of the hub ({error}); everything stays as it was.",
        hint_de="Das Protokoll des Hubs enthält Einzelheiten unter der Nummer dieses Laufs.",
        hint_en="The hub's log has the details under this run's id.",
    ),
    "RUN_INTERRUPTED": Text(
        de="Das Einlesen wurde unterbrochen; alles bleibt, wie es war.",
        en="Reading was interrupted; everything stays as it was.",
        hint_de="Es wird beim nächsten Termin neu begonnen.",
        hint_en="It is begun anew when the source is next due.",
    ),
    "READING_BROKE_OFF": Text(
        de="Die Quelle konnte nicht zu Ende gelesen werden ({error}); alles bleibt, wie es war.",
        en="The source could not be read to its end ({error}); everything stays as it was.",
        hint_de="Die Datei prüfen: Sie ist vermutlich unvollständig oder von anderem Format als angegeben.",
        hint_en="Check the file: it is probably incomplete, or of another format than declared.",
    ),
    "NOTHING_READ": Text(
        de="Die Quelle enthält nichts Lesbares; alles bleibt, wie es war.",
        en="The source holds nothing that could be read; everything stays as it was.",
        hint_de="Adresse und Format der Quelle prüfen, oder: hub check-feed.",
        hint_en="Check the source's address and format, or: hub check-feed.",
    ),
    "REMOVALS_HELD": Text(
        de="{missing} von {known} Einträgen fehlen in der Quelle. Das sind zu viele, um sie ungefragt zu entfernen:"
        " Sie bleiben, Neues und Geändertes ist übernommen.",
        en="{missing} of {known} entries are missing from the source. These are too many to remove unasked:"
        " they stay, and what is new or changed has been taken.",
        hint_de="Wenn das so stimmt: hub sources release {run}.",
        hint_en="If this is right: hub sources release {run}.",
    ),
    "MANY_REFUSED": Text(
        de="{refused} von {read} Zeilen waren nicht lesbar. Fehlendes kann darunter sein und bleibt deshalb.",
        en="{refused} of {read} rows could not be read. Missing entries may be among them, so they stay.",
        hint_de="Die Zeilen berichtigen. Sind die Einträge wirklich entfallen: hub sources release {run}.",
        hint_en="Mend the rows. If the entries really are gone: hub sources release {run}.",
    ),
    "ORIGIN_ID_TWICE": Text(
        de="Die Kennung {value} kommt mehrfach vor; der erste Eintrag gilt.",
        en="The id {value} occurs several times; the first entry counts.",
        hint_de="Eine Spalte als Kennung angeben, die jeden Eintrag eindeutig bezeichnet.",
        hint_en="Name a column as id that tells every entry apart.",
    ),
    "FIELD_FORM_WRONG": Text(
        de="{name} hat nicht die Form {form}; die Angabe bleibt weg.",
        en="{name} does not have the form {form}; it is left out.",
    ),
    "FIELD_NOT_STATED": Text(
        de="{name} fehlt; der Eintrag bleibt weg.",
        en="{name} is missing; the entry is left out.",
    ),
    "RECORD_TOO_LARGE": Text(
        de="Der Eintrag hat mehr als {limit} Zeichen und bleibt weg.",
        en="The entry has more than {limit} characters and is left out.",
        hint_de="Bilder und Anhänge per Adresse angeben, nicht im Eintrag selbst.",
        hint_en="Give images and attachments by address, not in the entry itself.",
    ),
    "TOO_MANY_RECORDS": Text(
        de="Die Quelle hat mehr als {limit} Einträge; alles bleibt, wie es war.",
        en="The source has more than {limit} entries; everything stays as it was.",
        hint_de="Die Quelle in mehrere teilen.",
        hint_en="Split the source into several.",
    ),
    "SCHEDULE_UNREADABLE": Text(
        de="Die Termine sind nicht zu berechnen ({error}); der Eintrag bleibt weg.",
        en="The dates cannot be worked out ({error}); the entry is left out.",
    ),
    "DATES_TRUNCATED": Text(
        de="Die Regel ergibt mehr als {limit} Termine; es werden nur die ersten gezeigt.",
        en="The rule gives more than {limit} dates; only the first ones are shown.",
        hint_de="Ein Ende der Serie angeben oder sie teilen.",
        hint_en="Give the series an end, or split it.",
    ),
    "MUNICIPALITY_UNKNOWN": Text(
        de="Zu {count} Einträgen ist keine Gemeinde bekannt; Filter nach Gebiet finden sie nicht.",
        en="For {count} entries no municipality is known; filters by area do not find them.",
        hint_de="Postleitzahl und Ort oder den Gemeindeschlüssel angeben, oder municipality bei der Quelle.",
        hint_en="State postal code and town or the official key, or municipality in the source's declaration.",
    ),
    "PROBLEMS_LEFT_OUT": Text(
        de="{count} weitere Probleme sind nicht aufgeführt.",
        en="{count} more problems are not listed.",
    ),
}
"""Codes of a run as a whole and of its records."""
