"""Texts of problems seen in what people say of themselves, and consents."""

from collections.abc import Mapping

from datasources.problems.text import Text

TEXTS: Mapping[str, Text] = {
    "TEXT_EMPTY": Text(
        de="Hier fehlt ein Text.",
        en="A text is missing here.",
        hint_de="Etwas schreiben oder die Angabe weglassen.",
        hint_en="Write something, or leave it out.",
    ),
    "TEXT_TOO_SHORT": Text(
        de="Der Text ist zu kurz: Er braucht wenigstens {least} Zeichen.",
        en="The text is too short: it needs at least {least} characters.",
        hint_de="Ein wenig mehr schreiben.",
        hint_en="Write a little more.",
    ),
    "TEXT_TOO_LONG": Text(
        de="Der Text ist zu lang: Erlaubt sind {most} Zeichen.",
        en="The text is too long: {most} characters are allowed.",
        hint_de="Den Text kürzen.",
        hint_en="Shorten the text.",
    ),
    "TEXT_NOT_ONE_LINE": Text(
        de="Diese Angabe geht über mehrere Zeilen.",
        en="This goes over several lines.",
        hint_de="Alles in eine Zeile schreiben.",
        hint_en="Write it all in one line.",
    ),
    "TEXT_CONTROL_CHARACTERS": Text(
        de="Der Text enthält unsichtbare Steuerzeichen.",
        en="The text holds invisible control characters.",
        hint_de="Den Text neu tippen statt ihn einzufügen.",
        hint_en="Type the text anew instead of pasting it.",
    ),
    "TEXT_NOT_UNICODE": Text(
        de="Der Text enthält halbe Zeichen, die es so nicht gibt.",
        en="The text holds halves of characters, which do not exist alone.",
        hint_de="Den Text neu eingeben; oft ist ein Emoji zerschnitten worden.",
        hint_en="Enter the text anew; often an emoji was cut in two.",
    ),
    "TEXT_HTML": Text(
        de="Der Text enthält HTML.",
        en="The text holds HTML.",
        hint_de="Nur Text schreiben, ohne Auszeichnungen in spitzen Klammern.",
        hint_en="Write plain text, without tags in angle brackets.",
    ),
    "EMAIL_UNREADABLE": Text(
        de="Das ist keine E-Mail-Adresse.",
        en="This is no e-mail address.",
        hint_de="Eine vollständige Adresse angeben, etwa name@beispiel.de.",
        hint_en="Give a whole address, such as name@example.org.",
    ),
    "TELEPHONE_UNREADABLE": Text(
        de="Das ist keine Telefonnummer.",
        en="This is no telephone number.",
        hint_de="Ziffern mit Vorwahl angeben, etwa 02654 12345 oder +49 2654 12345.",
        hint_en="Give digits with the area code, such as 02654 12345 or +49 2654 12345.",
    ),
}
