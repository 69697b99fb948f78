"""Texts of problems seen in tables, lists and their mappings."""

from collections.abc import Mapping

from datasources.problems.text import Text

_MAPPING: Mapping[str, Text] = {
    "MAPPING_RECORD_UNKNOWN": Text(
        "Die Zuordnung nennt als Art der Einträge „{name}“, die es nicht gibt.",
        "The mapping names “{name}” as its kind of record, which does not exist.",
        "Am nächsten liegt „{nearest}“. Es gibt: {known}.",
        "The nearest is “{nearest}”. There are: {known}.",
    ),
    "MAPPING_FIELD_UNKNOWN": Text(
        "Die Zuordnung nennt das Feld „{name}“, das es nicht gibt ({path}).",
        "The mapping names the field “{name}”, which does not exist ({path}).",
        "Am nächsten liegt „{nearest}“. Es gibt: {known}.",
        "The nearest is “{nearest}”. There are: {known}.",
    ),
    "MAPPING_OPTION_UNKNOWN": Text(
        "Die Zuordnung enthält „{name}“, das an dieser Stelle nicht bekannt ist ({path}).",
        "The mapping holds “{name}”, which is not known at this place ({path}).",
        "Am nächsten liegt „{nearest}“. Hier gibt es: {known}.",
        "The nearest is “{nearest}”. There are here: {known}.",
    ),
    "MAPPING_OPTION_INVALID": Text(
        "Die Angabe „{path}“ der Zuordnung hat nicht die Form, die sie haben muss.",
        "“{path}” in the mapping has not the form that it must have.",
        "Erwartet wird: {expected}",
        "Expected is: {expected}",
    ),
    "MAPPING_OPTION_MISSING": Text(
        "Der Zuordnung fehlt die Angabe „{name}“ ({path}).",
        "The mapping lacks “{name}” ({path}).",
        "Bitte „{name}“ ergänzen.",
        "Please add “{name}”.",
    ),
    "MAPPING_OPTION_UNFIT": Text(
        "Die Angabe „{name}“ passt nicht zu einem Wert der Form {form} ({path}).",
        "“{name}” does not fit a value of the form {form} ({path}).",
        "Bitte „{name}“ an dieser Stelle weglassen.",
        "Please leave “{name}” out here.",
    ),
    "MAPPING_FIELD_REQUIRED": Text(
        "Die Zuordnung sagt nicht, woher das Feld „{name}“ kommt, das jeder Eintrag haben muss.",
        "The mapping does not say where the field “{name}” comes from, which every record must have.",
        "Bitte „{path}“ ergänzen.",
        "Please add “{path}”.",
    ),
    "MAPPING_VALUE_UNKNOWN": Text(
        "Die Zuordnung nennt den Wert „{value}“, den es für dieses Feld nicht gibt ({path}).",
        "The mapping names the value “{value}”, which this field does not have ({path}).",
        "Am nächsten liegt „{nearest}“.",
        "The nearest is “{nearest}”.",
    ),
    "MAPPING_VALUE_INVALID": Text(
        "Die Zuordnung nennt den Wert „{value}“, der sich nicht als {form} lesen lässt ({path}).",
        "The mapping names the value “{value}”, which cannot be read as {form} ({path}).",
        "Bitte einen Wert der Form {form} angeben.",
        "Please give a value of the form {form}.",
    ),
    "MAPPING_PATTERN_REFUSED": Text(
        "Der reguläre Ausdruck in „{path}“ wird nicht angenommen: {reason}",
        "The regular expression in “{path}” is not accepted: {reason}",
        "Erlaubt sind einfache Ausdrücke ohne wiederholte Gruppen, ohne Vor- und Rückschau und ohne Rückbezüge, "
        "zum Beispiel „VR *([0-9]+)“.",
        "Simple expressions are allowed, without repeated groups, looking around or back-references, "
        "for example “VR *([0-9]+)”.",
    ),
    "MAPPING_COLUMN_UNKNOWN": Text(
        "Die Zuordnung nennt die Spalte „{name}“, die es in der Tabelle nicht gibt ({path}).",
        "The mapping names the column “{name}”, which the table does not have ({path}).",
        "Am nächsten liegt „{nearest}“. Die Tabelle hat: {known}.",
        "The nearest is “{nearest}”. The table has: {known}.",
    ),
    "MAPPING_MISSING": Text(
        "Die Quelle hat keine Zuordnung, und {kind} lässt sich ohne eine nicht lesen.",
        "The source has no mapping, and {kind} cannot be read without one.",
        "Bitte „mapping“ mit „record“ und „fields“ angeben; „hub check-feed“ schlägt eine Zuordnung vor.",
        "Please declare a “mapping” with “record” and “fields”; “hub check-feed” proposes one.",
    ),
    "TEMPLATE_NOT_RECOGNISED": Text(
        "Die Quelle hat keine Zuordnung, und ihre Spalten sind nicht die einer Vorlage: {header}",
        "The source has no mapping, and its columns are not those of a template: {header}",
        "Entweder die Vorlage „{nearest}.xlsx“ verwenden oder eine Zuordnung angeben; "
        "„hub check-feed“ schlägt eine vor.",
        "Either use the template “{nearest}.xlsx” or declare a mapping; “hub check-feed” proposes one.",
    ),
    "COLUMN_NEVER_SEEN": Text(
        "Kein Eintrag hat „{name}“, das die Zuordnung nennt.",
        "No entry has “{name}”, which the mapping names.",
        "Am nächsten liegt „{nearest}“. Wenn die Quelle es nur manchmal nennt, ist nichts zu tun.",
        "The nearest is “{nearest}”. If the source states it only sometimes, nothing needs to be done.",
    ),
    "JOIN_MISSING": Text(
        "Die weitere Tabelle „{name}“, auf die sich die Zuordnung bezieht, liegt nicht vor.",
        "The further table “{name}”, which the mapping refers to, is not there.",
        "Bitte prüfen, ob die Datei oder Adresse stimmt und erreichbar ist.",
        "Please check whether the file or address is right and can be reached.",
    ),
    "KIND_NOT_READ": Text(
        "Quellen der Art {kind} kann der Hub nicht lesen.",
        "The hub cannot read sources of the kind {kind}.",
        "Möglich sind: {known}.",
        "Possible are: {known}.",
    ),
}

_FILES: Mapping[str, Text] = {
    "TABLE_EMPTY": Text(
        "Die Quelle ist leer.",
        "The source is empty.",
        "Bitte prüfen, ob der Export gelungen ist.",
        "Please check whether the export succeeded.",
    ),
    "TABLE_HEADER_MISSING": Text(
        "In Zeile {row} steht keine Kopfzeile.",
        "There is no header in line {row}.",
        "Bitte „header_row“ berichtigen oder weglassen; dann wird die Kopfzeile gesucht.",
        "Please correct “header_row” or leave it out; the header is then looked for.",
    ),
    "TABLE_HEADING_TWICE": Text(
        "Die Überschrift „{name}“ steht mehr als einmal; gelesen wird die erste Spalte.",
        "The heading “{name}” stands more than once; the first column is read.",
        "Die zweite Spalte heißt „{name} (2)“. Eindeutige Überschriften sind sicherer.",
        "The second column is called “{name} (2)”. Distinct headings are safer.",
    ),
    "TABLE_TOO_WIDE": Text(
        "Die Zeile hat {columns} Spalten; gelesen werden höchstens {limit}.",
        "The row has {columns} columns; at most {limit} are read.",
        "Bitte überzählige Spalten entfernen oder das Trennzeichen angeben („delimiter“).",
        "Please remove surplus columns, or declare the delimiter (“delimiter”).",
    ),
    "TABLE_TOO_LONG": Text(
        "Die Quelle hat mehr als {limit} Zeilen; die übrigen werden nicht gelesen.",
        "The source has more than {limit} rows; the others are not read.",
        "Bitte die Quelle in mehrere teilen.",
        "Please divide the source into several.",
    ),
    "TABLE_LINE_TOO_LONG": Text(
        "Die Zeile ist länger als {limit} Zeichen. Sie wird nicht gelesen.",
        "The line is longer than {limit} characters. It is not read.",
        "Bitte prüfen, ob die Quelle eine Tabelle mit einer Zeile je Eintrag ist, und lange Texte kürzen.",
        "Please check whether the source is a table with a line for each entry, and shorten long texts.",
    ),
    "TABLE_IS_WEB_PAGE": Text(
        "Die Quelle liefert eine Webseite (HTML) statt einer Tabelle.",
        "The source delivers a web page (HTML) instead of a table.",
        "Bitte die Adresse prüfen: Oft ist es eine Anmeldung, eine Fehlerseite oder die Seite vor dem Download.",
        "Please check the address: often it is a login, an error page or the page before the download.",
    ),
    "TABLE_IS_BINARY": Text(
        "Die Quelle ist keine Texttabelle, sondern eine Binärdatei ({form}).",
        "The source is no table in text, but a binary file ({form}).",
        "Bitte als CSV exportieren, oder die Art der Quelle („kind“) berichtigen.",
        "Please export it as CSV, or correct the source's “kind”.",
    ),
    "TABLE_CELL_TOO_LONG": Text(
        "Eine Zelle der Zeile hat {length} Zeichen; erlaubt sind {limit}. Die Zeile wird nicht gelesen.",
        "A cell of the row has {length} characters; {limit} are allowed. The row is not read.",
        "Bitte den Text kürzen oder prüfen, ob ein Anführungszeichen fehlt.",
        "Please shorten the text, or check whether a quotation mark is missing.",
    ),
    "TABLE_ROW_TOO_WIDE": Text(
        "Die Zeile hat {cells} Zellen, die Tabelle aber {columns} Spalten. Sie wird nicht gelesen.",
        "The row has {cells} cells, but the table {columns} columns. It is not read.",
        "Meist steht ein Trennzeichen in einem Text ohne Anführungszeichen.",
        "Mostly a delimiter stands in a text without quotation marks.",
    ),
    "TABLE_ROW_TOO_NARROW": Text(
        "Die Zeile hat nur {cells} von {columns} Zellen; die fehlenden gelten als leer.",
        "The row has only {cells} of {columns} cells; those missing count as empty.",
        "Bitte prüfen, ob die Zeile vollständig ist.",
        "Please check whether the row is complete.",
    ),
    "TABLE_ROW_BROKEN": Text(
        "Die Zeile hat {cells} von {columns} Zellen und ergibt nur mit ihrer Nachbarzeile eine ganze. "
        "Sie wird nicht gelesen.",
        "The row has {cells} of {columns} cells, and makes a whole one only with the row beside it. It is not read.",
        "Meist steht ein Zeilenumbruch in einem Text ohne Anführungszeichen.",
        "Mostly a line break stands in a text without quotation marks.",
    ),
    "TABLE_QUOTE_OPEN": Text(
        "In dieser Zeile beginnt ein Anführungszeichen, das nicht endet. Sie wird nicht gelesen.",
        "A quotation mark begins in this line and does not end. The line is not read.",
        'Anführungszeichen im Text werden verdoppelt: ""',
        'Quotation marks inside a text are doubled: ""',
    ),
    "TABLE_QUOTES_BROKEN": Text(
        "Zu viele Anführungszeichen enden nicht; ab hier wird nicht weitergelesen.",
        "Too many quotation marks do not end; reading stops here.",
        "Bitte die Quelle neu exportieren.",
        "Please export the source anew.",
    ),
    "ENCODING_BROKEN": Text(
        "Einige Zeichen sind in {encoding} nicht lesbar und durch � ersetzt.",
        "Some characters cannot be read in {encoding} and are replaced by �.",
        "Bitte die Quelle einheitlich in UTF-8 speichern.",
        "Please save the source in UTF-8 throughout.",
    ),
    "WORKBOOK_BROKEN": Text(
        "Die Arbeitsmappe lässt sich nicht öffnen: {reason}",
        "The workbook cannot be opened: {reason}",
        "Bitte als .xlsx ohne Kennwort speichern; ältere .xls-Dateien werden nicht gelesen.",
        "Please save it as .xlsx without a password; older .xls files are not read.",
    ),
    "WORKBOOK_TOO_LARGE": Text(
        "Die Arbeitsmappe würde ausgepackt {size} MB groß; erlaubt sind {limit} MB.",
        "Unpacked, the workbook would be {size} MB; {limit} MB are allowed.",
        "Bitte nur die nötigen Blätter in eine neue Arbeitsmappe übernehmen oder als CSV speichern.",
        "Please copy the sheets needed into a new workbook, or save as CSV.",
    ),
    "WORKBOOK_TEXTS_TOO_LARGE": Text(
        "Die Texte und Formate der Arbeitsmappe würden ausgepackt {size} MB groß; erlaubt sind {limit} MB.",
        "Unpacked, the texts and formats of the workbook would be {size} MB; {limit} MB are allowed.",
        "Bitte nur die nötigen Blätter in eine neue Arbeitsmappe übernehmen oder als CSV speichern.",
        "Please copy the sheets needed into a new workbook, or save as CSV.",
    ),
    "WORKBOOK_TOO_MANY_PARTS": Text(
        "Die Arbeitsmappe besteht aus {count} Teilen; erlaubt sind {limit}.",
        "The workbook consists of {count} parts; {limit} are allowed.",
        "Bitte nur die nötigen Blätter in eine neue Arbeitsmappe übernehmen oder als CSV speichern.",
        "Please copy the sheets needed into a new workbook, or save as CSV.",
    ),
    "WORKBOOK_PACKED_UNUSUALLY": Text(
        "Ein Teil der Arbeitsmappe ist ungewöhnlich dicht gepackt: Er würde ausgepackt {ratio}-mal so groß; "
        "erlaubt ist das {limit}-Fache.",
        "A part of the workbook is packed unusually: unpacked it would be {ratio} times as large; "
        "{limit} times are allowed.",
        "Meist sind es leere, formatierte Zeilen: Bitte die Daten in eine neue Arbeitsmappe kopieren, "
        "oder als CSV speichern.",
        "Mostly these are empty rows with formats: please copy the data into a new workbook, or save as CSV.",
    ),
    "WORKBOOK_SHEET_UNKNOWN": Text(
        "Die Arbeitsmappe hat kein Blatt „{name}“.",
        "The workbook has no sheet “{name}”.",
        "Am nächsten liegt „{nearest}“. Es gibt: {known}.",
        "The nearest is “{nearest}”. There are: {known}.",
    ),
    "WORKBOOK_UNCALCULATED": Text(
        "{count} Formeln im Blatt „{sheet}“ haben keinen gespeicherten Wert; ihre Zellen gelten als leer.",
        "{count} formulas in sheet “{sheet}” have no saved value; their cells count as empty.",
        "Bitte die Arbeitsmappe in der Tabellenkalkulation öffnen und speichern.",
        "Please open the workbook in a spreadsheet program and save it.",
    ),
    "JSON_BROKEN": Text(
        "Das ist kein gültiges JSON (Stelle {place}): {reason}",
        "This is not valid JSON (at {place}): {reason}",
        "Bitte prüfen, ob der Export vollständig ist.",
        "Please check whether the export is complete.",
    ),
    "JSON_VALUES_REPLACED": Text(
        "{count} Werte sind kein gültiges JSON, zum Beispiel {value}. "
        "Zahlen, die keine sind, gelten als nicht angegeben; halbe Zeichen sind durch � ersetzt.",
        "{count} values are not valid JSON, for example {value}. "
        "Numbers that are none count as not stated; halves of characters are replaced by �.",
        "Bitte im Export NaN und Infinity als null schreiben (in Python: allow_nan=False) und Texte nicht mitten "
        "in einem Zeichen kürzen.",
        "Please write NaN and Infinity as null in the export (in Python: allow_nan=False), and do not cut texts "
        "in the middle of a character.",
    ),
    "JSON_TOO_LARGE": Text(
        "Das Dokument ist größer als {limit} Bytes.",
        "The document is larger than {limit} bytes.",
        "Bitte die Quelle teilen oder als JSON-Zeilen liefern.",
        "Please divide the source, or deliver it as JSON lines.",
    ),
    "JSON_ITEMS_MISSING": Text(
        "Unter „{path}“ steht nichts: „{name}“ gibt es dort nicht.",
        "There is nothing at “{path}”: “{name}” does not exist there.",
        "Bitte „items“ berichtigen. Dort gibt es: {known}.",
        "Please correct “items”. There are: {known}.",
    ),
    "JSON_NO_LIST": Text(
        "Unter „{path}“ steht weder eine Liste noch ein Objekt.",
        "At “{path}” stands neither a list nor an object.",
        "Bitte mit „items“ den Pfad zur Liste angeben.",
        "Please declare the path to the list with “items”.",
    ),
    "GEOJSON_NO_FEATURES": Text(
        "Das Dokument ist kein GeoJSON: Es hat keine Liste „features“.",
        "The document is no GeoJSON: it has no list “features”.",
        "Bitte als FeatureCollection exportieren oder die Quelle als JSON angeben.",
        "Please export a FeatureCollection, or declare the source as JSON.",
    ),
    "GEOJSON_SYSTEM_UNKNOWN": Text(
        "Die Koordinaten stehen im System {system}, das der Hub nicht umrechnet.",
        "The coordinates are in the system {system}, which the hub does not convert.",
        "Bitte in WGS84 (EPSG:4326) exportieren, wie GeoJSON es verlangt.",
        "Please export in WGS84 (EPSG:4326), as GeoJSON demands.",
    ),
    "GEOJSON_FEATURE_BROKEN": Text(
        "Eintrag {number} ist kein Objekt.",
        "Entry {number} is no object.",
        "Bitte den Export prüfen.",
        "Please check the export.",
    ),
}

_VALUES: Mapping[str, Text] = {
    "FIELD_MISSING": Text(
        "Dem Eintrag fehlt, was jeder haben muss: {name}. Er wird nicht übernommen.",
        "The entry lacks what every one must have: {name}. It is not taken.",
        "Bitte in der Quelle ergänzen.",
        "Please add it in the source.",
    ),
    "ORIGIN_ID_MISSING": Text(
        "Dem Eintrag fehlt die Kennung, an der er wiedererkannt wird. Er wird nicht übernommen.",
        "The entry lacks the identity that it is known again by. It is not taken.",
        "Bitte die Spalte füllen, die als „origin_id“ angegeben ist.",
        "Please fill the column declared as “origin_id”.",
    ),
    "ORIGIN_ID_DERIVED": Text(
        "Die Einträge haben keine eigene Kennung; sie wird aus Name und Ort gebildet.",
        "The entries have no identity of their own; one is made of name and place.",
        "Ändert sich Name oder Ort, gilt ein Eintrag als neu. Besser ist eine Spalte mit einer festen Nummer "
        "(„origin_id“).",
        "If name or place change, an entry counts as new. A column with a lasting number is better (“origin_id”).",
    ),
    "MORE_OF_THE_SAME": Text(
        "{count} weitere Werte dieses Feldes haben dasselbe Problem ({code}).",
        "{count} more values of this field have the same problem ({code}).",
    ),
    "CATEGORY_UNKNOWN": Text(
        "„{value}“ steht in keiner Liste des Hubs ({count}-mal).",
        "“{value}” is in none of the hub's lists ({count} times).",
        "Bitte in der Zuordnung des Feldes unter „values“ sagen, was gemeint ist; der leere Text lässt es weg.",
        "Please say under “values” in the field's mapping what is meant; the empty text leaves it out.",
    ),
    "VALUE_UNKNOWN": Text(
        "„{value}“ ist für dieses Feld kein bekannter Wert ({count}-mal).",
        "“{value}” is no known value of this field ({count} times).",
        "Am nächsten liegt „{nearest}“. Bitte in der Zuordnung unter „values“ sagen, was gemeint ist.",
        "The nearest is “{nearest}”. Please say in the mapping, under “values”, what is meant.",
    ),
    "LANGUAGE_UNKNOWN": Text(
        "„{value}“ ist keine bekannte Sprache ({count}-mal).",
        "“{value}” is no known language ({count} times).",
        "Bitte den Namen oder das Kürzel der Sprache angeben, zum Beispiel „uk“ oder „Ukrainisch“.",
        "Please give the language's name or code, for example “uk” or “Ukrainian”.",
    ),
    "COUNTRY_UNKNOWN": Text(
        "„{value}“ ist kein bekanntes Land ({count}-mal).",
        "“{value}” is no known country ({count} times).",
        "Bitte das Kürzel nach ISO 3166 angeben, zum Beispiel „DE“.",
        "Please give the code of ISO 3166, for example “DE”.",
    ),
    "TEXT_UNREADABLE": Text(
        "An dieser Stelle steht ein Objekt, wo ein Text erwartet wird.",
        "An object stands here where a text is expected.",
        "Bitte in der Zuordnung den Pfad bis zum Text angeben.",
        "Please give the path down to the text in the mapping.",
    ),
    "TEXT_TOO_LONG": Text(
        "Der Text hat {length} Zeichen; für dieses Feld sind {limit} erlaubt.",
        "The text has {length} characters; this field allows {limit}.",
        "Lange Texte gehören in die Beschreibung.",
        "Long texts belong into the description.",
    ),
    "EXTRACT_TOO_LONG": Text(
        "Der Text hat {length} Zeichen; der reguläre Ausdruck wird höchstens an {limit} versucht.",
        "The text has {length} characters; the regular expression is tried on {limit} at most.",
        "Ein Ausdruck mit weniger Wiederholungen (* und +) darf auf längere Texte angewandt werden.",
        "An expression with fewer repetitions (* and +) may be used on longer texts.",
    ),
    "DATE_UNREADABLE": Text(
        "„{value}“ ist kein Datum, das sich eindeutig lesen lässt.",
        "“{value}” is no date that can be read without doubt.",
        "Bitte „format“ angeben, zum Beispiel TT.MM.JJJJ; JJJJ macht aus einem Jahr dessen 1. Januar.",
        "Please declare a “format”, for example dd.MM.yyyy; yyyy makes a year its 1 January.",
    ),
    "DATE_NOT_OF_FORMAT": Text(
        "„{value}“ ist kein Datum, das es gibt, in der angegebenen Form {format}.",
        "“{value}” is no date that exists in the declared format {format}.",
        "Bitte den Wert in der Quelle berichtigen, oder unter „format“ mehrere Formen als Liste angeben.",
        "Please correct the value in the source, or declare several formats as a list under “format”.",
    ),
    "TIME_UNREADABLE": Text(
        "„{value}“ ist keine Uhrzeit.",
        "“{value}” is no time of day.",
        "Lesbar sind zum Beispiel 18:00, 18.00 Uhr, 18 Uhr und 6 pm.",
        "Readable are for example 18:00, 6 pm and 18 Uhr.",
    ),
    "NUMBER_UNREADABLE": Text(
        "„{value}“ ist keine Zahl, die für dieses Feld gelten kann.",
        "“{value}” is no number that this field can have.",
        "Bitte „decimal“ angeben, wenn Komma oder Punkt anders gemeint sind.",
        "Please declare “decimal” if comma or point are meant otherwise.",
    ),
    "BOOLEAN_UNREADABLE": Text(
        "„{value}“ heißt weder ja noch nein.",
        "“{value}” says neither yes nor no.",
        "Lesbar sind ja, nein, x, wahr, falsch, 1 und 0; anderes über „values“.",
        "Readable are yes, no, x, true, false, 1 and 0; others by “values”.",
    ),
    "URL_UNREADABLE": Text(
        "„{value}“ ist keine Internetadresse.",
        "“{value}” is no web address.",
        "Bitte eine Adresse mit https:// angeben.",
        "Please give an address with https://.",
    ),
    "EMAIL_UNREADABLE": Text(
        "Die E-Mail-Adresse lässt sich nicht lesen.",
        "The e-mail address cannot be read.",
        "Bitte genau eine Adresse angeben.",
        "Please give exactly one address.",
    ),
    "TELEPHONE_UNREADABLE": Text(
        "Die Telefonnummer lässt sich nicht lesen.",
        "The telephone number cannot be read.",
        "Lesbar sind zum Beispiel 02601 12345 und +49 2601 12345.",
        "Readable are for example 02601 12345 and +49 2601 12345.",
    ),
    "POSTAL_CODE_UNREADABLE": Text(
        "„{value}“ ist keine Postleitzahl.",
        "“{value}” is no postal code.",
        "Bitte nur die Postleitzahl in dieses Feld schreiben.",
        "Please write the postal code alone into this field.",
    ),
    "AREA_KEY_UNREADABLE": Text(
        "„{value}“ ist kein amtlicher Schlüssel mit {length} Ziffern.",
        "“{value}” is no official key of {length} digits.",
        "Der Gemeindeschlüssel (AGS) hat 8, der Regionalschlüssel (ARS) 12 Ziffern.",
        "The municipality key (AGS) has 8 digits, the regional key (ARS) 12.",
    ),
    "POINT_UNREADABLE": Text(
        "„{value}“ ist kein Ort auf der Erde in Grad Breite und Länge.",
        "“{value}” is no place on earth in degrees of latitude and longitude.",
        "Erwartet wird zum Beispiel 50,3012 und 7,3120 (WGS84).",
        "Expected is for example 50.3012 and 7.3120 (WGS84).",
    ),
    "IDENTIFIER_UNREADABLE": Text(
        "„{value}“ ist keine Kennung nach {scheme}.",
        "“{value}” is no identifier of {scheme}.",
        "Bitte die Kennung so angeben, wie das Register sie schreibt.",
        "Please give the identifier as its register writes it.",
    ),
    "HOURS_UNREADABLE": Text(
        "Die Öffnungszeiten „{value}“ lassen sich nicht lesen.",
        "The opening hours “{value}” cannot be read.",
        "Lesbar ist zum Beispiel: Mo–Fr 9–12 Uhr, Do 14–18 Uhr.",
        "Readable is for example: Mon–Fri 9:00–12:00, Thu 14:00–18:00.",
    ),
    "WEEKDAY_UNKNOWN": Text(
        "„{value}“ ist kein Wochentag.",
        "“{value}” is no weekday.",
        "Lesbar sind zum Beispiel Montag, Mo und Mo–Fr.",
        "Readable are for example Monday, Mon and Mon–Fri.",
    ),
    "AMOUNT_UNREADABLE": Text(
        "Der Zeitaufwand „{value}“ lässt sich nicht lesen.",
        "The hours of help “{value}” cannot be read.",
        "Lesbar ist zum Beispiel: 2–4 Stunden pro Woche.",
        "Readable is for example: 2–4 hours per week.",
    ),
    "SHIFT_INCOMPLETE": Text(
        "Eine Schicht hat keinen Beginn, kein Ende oder endet vor ihrem Beginn.",
        "A shift has no start or no end, or ends before it starts.",
        "Bitte Beginn und Ende jeder Schicht angeben.",
        "Please state start and end of each shift.",
    ),
}

TEXTS: Mapping[str, Text] = {**_MAPPING, **_FILES, **_VALUES}
