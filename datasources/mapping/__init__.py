"""The declared mapping: how any table or list of objects becomes organisations, events or opportunities.

A source says in its `mapping` which column states which field. Everything is checked before anything is read. Only
what is mapped enters; every other column stays outside. The smallest mapping:

    [sources.mapping]
    record = "organization"                    # or "event", "opportunity"
    origin_id = "Nummer"                       # the record's identity in its list; several: ["Gericht", "Nummer"]
    [sources.mapping.fields]
    name = "Vereinsname"                       # field of the hub = column of the table

A rule says where a value comes from. A text alone is a column; a table says more:

    name         = { first_of = ["Langname", "Name"] }              the first that states something
    website      = { template = "https://example.org/{Kürzel}" }    columns in braces; nothing if all of them are empty
    type         = { constant = "CLUB" }
    foundingDate = { from = "Gründung", format = "TT.MM.JJJJ" }     also yyyy-MM-dd, d. MMMM yyyy, JJJJ; several: a list
    memberCount  = { from = "Mitglieder", decimal = ",", default = 0 }
    registerNumber = { from = "Register", extract = "VR *([0-9]+)" }  first group of a regular expression
    legalForm    = { from = "Art", values = { "e.V." = "EINGETRAGENER_VEREIN" }, otherwise = "OTHER" }
    categories   = { from = "Sparten", split = [",", "/"], values = { "Tischtennis" = "sport" }, unknown = "ignore" }
    alternateNames = { all_of = ["Kurzname", "Früherer Name"] }     lists take the values of all

What a value table does not know is a problem (`unknown = "report"`), is left out (`"ignore"`), or goes on as it is
(`"keep"`); `otherwise` takes its place. Dates, numbers, ja/nein/x, languages, and the words of the hub's own lists
are recognised without being declared. A value of a table may be a list: `{ "Kinderturnen" = ["sport", "youth"] }`.

Fields with parts are tables of rules; where there can be several, lists of such tables:

    seat           = { street = "Straße", postalCode = "PLZ", locality = "Ort", lat = "Breite", lon = "Länge" }
    seat           = { address = "Anschrift", point = "latlng" }    "Am Markt 1, 56751 Polch"; [lat, lon] or GeoJSON
    identifiers    = [{ scheme = "AT-ZVR", value = "zvr" }]         scheme as it is, value a rule, uri a rule
    contactPoints  = [{ role = { constant = "Büro" }, email = "E-Mail", telephone = "Telefon", public = true }]
    openingHours   = [{ weekday = { constant = "MONDAY" }, times = "oeffnungszeiten.mo" }]   ["09:00", "12:00", …]
    openingHours   = [{ text = "Öffnungszeiten" }]                  "Mo–Fr 9–12 Uhr, Do auch 14–18 Uhr"
    logo           = "Wappen"                                       or { url = "Wappen", alt = "Name", credit = … }
    parent         = { origin = "Hauptverein" }                     a record of this list; or { name = "Spalte" },
                     { scheme = "DE-VR", value = "Spalte" }, { source = "key-of-a-source", origin = "Spalte" }
    schedule       = { date = "Datum", start_time = "Beginn", end_time = "Ende" }            events; also end_date
    schedule       = { start = "dtstart", end = "dtend", all_day = "ganztägig", rrule = "Regel", timezone = "tz" }
    hours          = { min = "von", max = "bis", per = { constant = "WEEK" }, flexible = "flexibel" }  or { text = … }
    shifts         = [{ each = "schichten", start = "von", end = "bis", capacity = "plätze" }]
    requirements   = [{ kind = { constant = "FIRST_AID" }, note = "Nachweis" }]     or a rule that gives the kinds
    contact        = { name = "Ansprechperson", email = "Kontakt-Mail", public = true }

A contact without `public = true` is private. `each` reads one entry per object of a list (or joined row); the rules
beside it then name the entry's own columns.

Which rows count, and where they are:

    only = { Art = ["Verein", "Stiftung"] }    rows whose column holds one of these; others are passed over
    sheet = "Vereine 2026"                     xlsx; otherwise the first sheet
    header_row = 3, header_rows = 2            where headings are not found by themselves, or stand in two rows
    delimiter = ";", encoding = "cp1252"       csv, where they are not recognised
    country = "AT"                             of addresses and telephone numbers that state none; "DE" if absent
    decimal = ",", formats = ["MM/dd/yyyy"]    for all rules that declare none of their own
    items = "data.vereine"                     json: the path to the list, or to an object of entries by key

Columns of JSON are paths: "adresse.ort", "latlng.0". Of an object of entries, "@key" is an entry's key and "@value"
the entry itself, where it is a mere text: { "tv-polch": "https://…" }. GeoJSON's properties are columns by their
names; the geometry becomes the point of `seat` or `location` by itself. A column of a table can also be named by its
place: "#3". The second of two columns with one heading is "Telefon (2)".

A second table is joined by key; its columns are then "NAME.column", and give a list where several rows match:

    [sources.mapping.joins.orte]
    file = "orte.csv"                          or url = "https://…"; or items = "data.orte" in the same JSON document
    key = "organisation"                       the column of the second table …
    of = "id"                                  … that holds what stands in this column of the first
"""

from datasources.mapping.check import check_mapping
from datasources.mapping.declaration import Join, RecordMapping

__all__ = ["Join", "RecordMapping", "check_mapping"]
