"""Texts of problems seen in calendars (RFC 5545) and in the schedules of events."""

from collections.abc import Mapping

from datasources.problems.text import Text

_CALENDAR: Mapping[str, Text] = {
    "NOT_A_CALENDAR": Text(
        "Das ist kein iCalendar: BEGIN:VCALENDAR fehlt.",
        "This is no iCalendar: BEGIN:VCALENDAR is missing.",
        "Prüfen Sie, ob die Adresse den Kalender selbst liefert und nicht eine Webseite oder eine Anmeldung.",
        "Check that the address gives the calendar itself, not a web page or a login.",
    ),
    "CALENDAR_EMPTY": Text(
        "Der Kalender enthält keine Termine.",
        "The calendar holds no events.",
        "Aufgaben, Notizen und Belegtzeiten werden nicht übernommen.",
        "Tasks, journals and free/busy times are not taken.",
    ),
    "CALENDAR_TOO_MANY_BYTES": Text(
        "Der Kalender ist größer als {limit} Byte.",
        "The calendar is larger than {limit} bytes.",
        "Exportieren Sie ihn ohne eingebettete Anhänge oder in mehreren Teilen.",
        "Export it without embedded attachments, or in several parts.",
    ),
    "CALENDAR_TOO_LARGE": Text(
        "Der Kalender hat mehr als {limit} Termine; die weiteren wurden nicht gelesen.",
        "The calendar has more than {limit} events; the rest was not read.",
        "Teilen Sie den Kalender in mehrere Quellen.",
        "Split the calendar into several sources.",
    ),
    "CALENDAR_NESTING_TOO_DEEP": Text(
        "Die Komponenten sind tiefer als {limit} Ebenen verschachtelt; ab hier wurde nicht weitergelesen.",
        "Components are nested more than {limit} levels deep; reading stopped here.",
        "Vermutlich fehlt weiter oben ein END.",
        "An END is probably missing further up.",
    ),
    "CALENDAR_CUT_OFF": Text(
        "Die Datei endet mittendrin: {component} (begonnen in Zeile {begins}) wird nicht beendet. "
        "Übernommen wurde nichts; was vorher da war, bleibt.",
        "The file ends in the middle: {component} (begun in line {begins}) is not ended. "
        "Nothing was taken; what was there before stays.",
        "Vermutlich brach die Übertragung oder der Export ab. Rufen Sie den Kalender neu ab; "
        "eine vollständige Datei endet mit END:VCALENDAR.",
        "The transfer or the export probably broke off. Fetch the calendar again; "
        "a complete file ends with END:VCALENDAR.",
    ),
    "CALENDAR_COMPONENT_BROKEN": Text(
        "{component} wird nicht richtig beendet und wurde ausgelassen.",
        "{component} is not ended properly and was left out.",
        "Jede Komponente braucht nach BEGIN:{component} ein eigenes END:{component}.",
        "Every BEGIN:{component} needs an END:{component} of its own.",
    ),
    "CALENDAR_LINE_INVALID": Text(
        "Diese Zeile hat nicht die Form NAME:Wert und wurde ausgelassen.",
        "This line is not of the form NAME:value and was left out.",
        "Zeilenumbrüche in Texten schreibt iCalendar als \\n; fortgesetzte Zeilen beginnen mit einem Leerzeichen.",
        "iCalendar writes line breaks in texts as \\n; continued lines begin with a space.",
    ),
    "CALENDAR_LINE_TOO_LONG": Text(
        "Diese Zeile ist zu lang und wurde ausgelassen; meist ist es ein eingebetteter Anhang.",
        "This line is too long and was left out; most often it is an embedded attachment.",
        "Geben Sie Bilder und Anhänge als Adresse an.",
        "Give images and attachments by address.",
    ),
    "CALENDAR_ENCODING_GUESSED": Text(
        "Der Kalender ist nicht in UTF-8 geschrieben; gelesen wurde er als {encoding}.",
        "The calendar is not written in UTF-8; it was read as {encoding}.",
        "iCalendar verlangt UTF-8. Prüfen Sie die Umlaute und stellen Sie den Export um.",
        "iCalendar asks for UTF-8. Check the umlauts and change the export.",
    ),
    "CALENDAR_TIMEZONE_UNKNOWN": Text(
        "Die Zeitzone „{timezone}“ ist unbekannt und im Kalender nicht beschrieben; verwendet wurde {used}.",
        "The time zone “{timezone}” is unknown and the calendar does not describe it; {used} was used.",
        "Verwenden Sie einen Namen wie Europe/Berlin.",
        "Use a name such as Europe/Berlin.",
    ),
    "CALENDAR_DEFAULT_TIMEZONE": Text(
        "default_timezone der Quelle nennt keine bekannte Zeitzone: „{timezone}“.",
        "The source's default_timezone names no known time zone: “{timezone}”.",
        "Verwenden Sie einen Namen wie Europe/Berlin.",
        "Use a name such as Europe/Berlin.",
    ),
    "CALENDAR_MAPPING_INVALID": Text(
        "Die Zuordnung eines Kalenders kennt „{key}“ nicht oder nicht in dieser Form.",
        "The mapping of a calendar does not know “{key}”, or not in this form.",
        'Möglich ist: mapping = {{ categories = {{ values = {{ "Text" = "Thema" }} }} }}.',
        'Possible is: mapping = {{ categories = {{ values = {{ "text" = "topic" }} }} }}.',
    ),
    "CALENDAR_MAPPING_CONCEPT": Text(
        "Die Zuordnung {key} nennt kein Thema der Liste: „{value}“.",
        "The mapping {key} names no topic of the list: “{value}”.",
        "Die Themen stehen im Graphen unter concepts(scheme: TOPIC).",
        "The topics stand in the graph at concepts(scheme: TOPIC).",
    ),
}

_EVENT: Mapping[str, Text] = {
    "EVENT_NAME_MISSING": Text(
        "Der Termin hat keinen Titel (SUMMARY) und wurde ausgelassen.",
        "The event has no title (SUMMARY) and was left out.",
        "Geben Sie dem Termin einen Titel.",
        "Give the event a title.",
    ),
    "EVENT_PRIVATE": Text(
        "Der Termin ist als privat oder vertraulich gekennzeichnet und wurde ausgelassen.",
        "The event is marked as private or confidential and was left out.",
        "Soll er erscheinen, stellen Sie ihn im Kalender auf öffentlich.",
        "To have it shown, set it to public in the calendar.",
    ),
    "EVENT_START_MISSING": Text(
        "Der Termin hat keinen Beginn (DTSTART) und wurde ausgelassen.",
        "The event has no start (DTSTART) and was left out.",
        "Geben Sie dem Termin ein Datum.",
        "Give the event a date.",
    ),
    "EVENT_START_INVALID": Text(
        "Der Beginn (DTSTART) ist kein Datum und keine Uhrzeit, die es gibt; der Termin wurde ausgelassen.",
        "The start (DTSTART) is no date or time that exists; the event was left out.",
        "Erwartet wird 20260704 für einen Tag, 20260704T180000 für eine Uhrzeit.",
        "Expected is 20260704 for a day, 20260704T180000 for a time.",
    ),
    "EVENT_DATE_INVALID": Text(
        "{property} ist nicht lesbar und wurde ausgelassen: „{value}“.",
        "{property} cannot be read and was left out: “{value}”.",
        "Erwartet wird 20260704 für einen Tag, 20260704T180000 für eine Uhrzeit.",
        "Expected is 20260704 for a day, 20260704T180000 for a time.",
    ),
    "EVENT_SERIES_LEFT_OUT": Text(
        "Die Zeile {property} ist zu lang, um gelesen zu werden. Von der Serie gilt nur der erste Termin.",
        "The line {property} is too long to be read. Of the series only the first date counts.",
        "Drücken Sie die Serie als Regel (RRULE) aus, oder teilen Sie sie in mehrere Termine.",
        "Express the series as a rule (RRULE), or divide it into several events.",
    ),
    "EVENT_END_LEFT_OUT": Text(
        "Die Zeile {property} ist zu lang, um gelesen zu werden; das Ende bleibt offen.",
        "The line {property} is too long to be read; the end stays open.",
        "Erwartet wird eine Angabe wie 20260704T200000 oder PT2H.",
        "Expected is a value such as 20260704T200000 or PT2H.",
    ),
    "EVENT_DURATION_INVALID": Text(
        "Die Dauer „{duration}“ ist nicht lesbar oder zu lang; das Ende bleibt offen.",
        "The duration “{duration}” cannot be read or is too long; the end stays open.",
        "Erwartet wird eine Angabe wie PT2H oder P1D.",
        "Expected is a value such as PT2H or P1D.",
    ),
    "EVENT_DURATION_TOO_LONG": Text(
        "Der Termin dauert länger als zwei Jahre (von {start} bis {end}); das Ende bleibt offen.",
        "The event lasts longer than two years (from {start} to {end}); the end stays open.",
        "Prüfen Sie das Jahr. Was immer offen ist, ist kein Termin.",
        "Check the year. What is always open is no event.",
    ),
    "EVENT_END_BEFORE_START": Text(
        "Das Ende ({end}) liegt vor dem Beginn ({start}); das Ende bleibt offen.",
        "The end ({end}) is before the start ({start}); the end stays open.",
        "Prüfen Sie Datum und Uhrzeit des Endes.",
        "Check the date and time of the end.",
    ),
    "EVENT_URL_INVALID": Text(
        "Die Adresse (URL) ist keine vollständige Webadresse und wurde ausgelassen.",
        "The address (URL) is no complete web address and was left out.",
        "Erwartet wird eine Adresse, die mit https:// beginnt.",
        "Expected is an address that begins with https://.",
    ),
    "UID_DUPLICATE": Text(
        "Dieselbe UID steht {count}-mal im Kalender; übernommen wurde die neueste Fassung.",
        "The same UID stands in the calendar {count} times; the newest version was taken.",
        "Verschiedene Termine brauchen verschiedene UIDs.",
        "Different events need different UIDs.",
    ),
    "RECURRENCE_ID_INVALID": Text(
        "RECURRENCE-ID ist nicht lesbar; dieser geänderte Termin der Serie wurde ausgelassen.",
        "RECURRENCE-ID cannot be read; this changed date of the series was left out.",
        "RECURRENCE-ID nennt den ursprünglichen Beginn in der Form von DTSTART.",
        "RECURRENCE-ID names the original start in the form of DTSTART.",
    ),
}

_RULE: Mapping[str, Text] = {
    "RRULE_INVALID": Text(
        "Die Wiederholung „{rule}“ ist bei {part} ungültig. Von der Serie gilt höchstens der erste Termin.",
        "The recurrence “{rule}” is invalid at {part}. Of the series at most the first date counts.",
        "Legen Sie die Serie im Kalenderprogramm neu an; RFC 5545, Abschnitt 3.3.10, nennt die Regeln.",
        "Create the series anew in the calendar program; RFC 5545, section 3.3.10, states the rules.",
    ),
    "RRULE_UNSUPPORTED": Text(
        "Die Wiederholung „{rule}“ ist wegen {part} nicht eindeutig auszurechnen. "
        "Von der Serie gilt höchstens der erste Termin.",
        "The recurrence “{rule}” cannot be worked out with certainty because of {part}. "
        "Of the series at most the first date counts.",
        "Drücken Sie die Serie einfacher aus oder nennen Sie die Termine einzeln.",
        "Express the series more simply, or name its dates one by one.",
    ),
    "RRULE_TOO_FREQUENT": Text(
        "Die Wiederholung „{rule}“ ergibt Termine im Abstand von Minuten oder Sekunden; gezeigt wird nur ein Teil.",
        "The recurrence “{rule}” gives dates minutes or seconds apart; only a part of them is shown.",
        "Vermutlich ist FREQ falsch gewählt.",
        "FREQ is probably not what was meant.",
    ),
    "RRULE_START_OUTSIDE": Text(
        "Der erste Termin folgt seiner Wiederholung „{rule}“ nicht; er gilt zusätzlich.",
        "The first date does not follow its recurrence “{rule}”; it counts in addition.",
        "Legen Sie den Beginn auf den ersten Termin der Serie.",
        "Set the start to the first date of the series.",
    ),
    "SCHEDULE_TIMEZONE_UNKNOWN": Text(
        "Die Zeitzone „{timezone}“ ist unbekannt.",
        "The time zone “{timezone}” is unknown.",
        "Verwenden Sie einen Namen wie Europe/Berlin.",
        "Use a name such as Europe/Berlin.",
    ),
    "SCHEDULE_TOO_LARGE": Text(
        "Der Termin hat mehr als {limit} Angaben in {part}; sie wurden ausgelassen.",
        "The event has more than {limit} values in {part}; they were left out.",
        "Teilen Sie die Serie.",
        "Split the series.",
    ),
}

TEXTS: Mapping[str, Text] = {**_CALENDAR, **_EVENT, **_RULE}
