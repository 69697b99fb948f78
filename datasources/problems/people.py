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
    "TEXT_OVERLONG": Text(
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
    "MAIL_ADDRESS_UNREADABLE": Text(
        de="Das ist keine E-Mail-Adresse.",
        en="This is no e-mail address.",
        hint_de="Eine vollständige Adresse angeben, etwa name@beispiel.de.",
        hint_en="Give a whole address, such as name@example.org.",
    ),
    "TELEPHONE_NUMBER_UNREADABLE": Text(
        de="Das ist keine Telefonnummer.",
        en="This is no telephone number.",
        hint_de="Ziffern mit Vorwahl angeben, etwa 02654 12345 oder +49 2654 12345.",
        hint_en="Give digits with the area code, such as 02654 12345 or +49 2654 12345.",
    ),
    "BIRTH_MONTH_UNREADABLE": Text(
        de="Das ist kein Geburtsmonat.",
        en="This is no month of birth.",
        hint_de="Jahr und Monat angeben, etwa 1992-03.",
        hint_en="Give year and month, such as 1992-03.",
    ),
    "BIRTH_MONTH_FIXED": Text(
        de="Der Geburtsmonat kann so nicht mehr geändert werden, weil danach die Einwilligung der "
        "Sorgeberechtigten nicht mehr nötig wäre.",
        en="The month of birth can no longer be changed like this: a guardian's consent would then not be needed.",
        hint_de="Ist er wirklich falsch, das Profil löschen und neu anfangen.",
        hint_en="If it really is wrong, erase the profile and begin anew.",
    ),
    "AREA_UNKNOWN": Text(
        de="Diese Gemeinde kennt der Hub nicht.",
        en="The hub does not know this municipality.",
        hint_de="Die id einer Gemeinde angeben, wie municipalities sie nennt.",
        hint_en="Give the id of a municipality, as municipalities answers it.",
    ),
    "AREA_TOO_WIDE": Text(
        de="{name} ist keine Gemeinde, sondern ein größeres Gebiet.",
        en="{name} is no municipality but a wider area.",
        hint_de="Die Gemeinde angeben.",
        hint_en="Give the municipality.",
    ),
    "RADIUS_OUT_OF_RANGE": Text(
        de="Der Umkreis muss größer als 0 und höchstens {most} km sein.",
        en="The radius must be more than 0 and at most {most} km.",
        hint_de="Einen Umkreis in Kilometern angeben, etwa 10.",
        hint_en="Give a radius in kilometres, such as 10.",
    ),
    "CLOCK_UNREADABLE": Text(
        de="Das ist keine Uhrzeit.",
        en="This is no time of day.",
        hint_de="Stunden und Minuten angeben: 09:00 oder 16:30; 24:00 ist das Ende des Tages.",
        hint_en="Give hours and minutes: 09:00 or 16:30; 24:00 is the end of the day.",
    ),
    "HOURS_END_BEFORE_THEY_BEGIN": Text(
        de="Diese Zeit endet, bevor sie beginnt.",
        en="These hours end before they begin.",
        hint_de="Über Mitternacht hinaus: zwei Einträge machen, einen bis 24:00 und einen ab 00:00.",
        hint_en="Past midnight, make two entries: one until 24:00, one from 00:00.",
    ),
    "TOO_MANY_ENTRIES": Text(
        de="Das sind zu viele Einträge: Erlaubt sind {most}.",
        en="These are too many entries: {most} are allowed.",
        hint_de="Die wichtigsten angeben.",
        hint_en="Give the most important ones.",
    ),
    "CONCEPT_UNKNOWN": Text(
        de="Diesen Begriff gibt es in der Liste {scheme} nicht.",
        en="The list {scheme} has no such concept.",
        hint_de="Die uri eines Begriffs angeben, wie concepts sie nennt.",
        hint_en="Give the uri of a concept, as concepts answers it.",
    ),
    "LANGUAGE_TAG_UNKNOWN": Text(
        de="Das ist kein Kürzel einer Sprache.",
        en="This is no tag of a language.",
        hint_de="Ein Kürzel nach BCP 47 angeben, etwa de, uk oder pt-BR.",
        hint_en="Give a BCP 47 tag, such as de, uk or pt-BR.",
    ),
    "RECIPIENT_NEEDED": Text(
        de="Diese Einwilligung ({purpose}) gilt immer einer bestimmten Organisation.",
        en="This consent ({purpose}) is always given to one organisation.",
        hint_de="Die id der Organisation als recipient angeben.",
        hint_en="Give the organisation's id as recipient.",
    ),
    "RECIPIENT_NOT_POSSIBLE": Text(
        de="Diese Einwilligung ({purpose}) gilt keiner Organisation.",
        en="This consent ({purpose}) is given to no organisation.",
        hint_de="recipient weglassen.",
        hint_en="Leave recipient out.",
    ),
    "RECIPIENT_UNKNOWN": Text(
        de="Diese Organisation gibt es nicht oder nicht mehr.",
        en="There is no such organisation, or not any more.",
        hint_de="Die id der Organisation angeben, wie organization oder opportunity sie nennt.",
        hint_en="Give the organisation's id, as organization or opportunity answers it.",
    ),
    "CONSENT_TEXT_UNKNOWN": Text(
        de="Einen Text dieser Fassung gibt es für {purpose} nicht.",
        en="There is no text of this version for {purpose}.",
        hint_de="Den Text mit consentTexts holen, zeigen und dessen Fassung angeben: {version}.",
        hint_en="Fetch the text with consentTexts, show it, and give its version: {version}.",
    ),
    "CONSENT_TEXT_OUTDATED": Text(
        de="Der Text für {purpose} ist inzwischen ein anderer.",
        en="The text for {purpose} is another one by now.",
        hint_de="Den neuen Text zeigen und dessen Fassung angeben: {version}.",
        hint_en="Show the new text, and give its version: {version}.",
    ),
    "GUARDIAN_NOT_NEEDED": Text(
        de="Ab 16 Jahren braucht es keine Einwilligung der Sorgeberechtigten.",
        en="From 16 on no guardian's consent is needed.",
        hint_de="Selbst einwilligen: mit grantConsent.",
        hint_en="Consent yourself: with grantConsent.",
    ),
    "PURPOSES_NEEDED": Text(
        de="Es fehlt, wofür die Einwilligung gelten soll.",
        en="It is missing what the consent is for.",
        hint_de="Wenigstens einen Zweck angeben; für eine Anmeldung braucht es CONTACT.",
        hint_en="Give at least one purpose; a sign-up needs CONTACT.",
    ),
    "GUARDIAN_IS_SELF": Text(
        de="Das ist die eigene Adresse.",
        en="This is your own address.",
        hint_de="Die Adresse von Mutter, Vater oder einer anderen sorgeberechtigten Person angeben.",
        hint_en="Give the address of a parent or another guardian.",
    ),
    "GUARDIAN_REQUESTED_TOO_OFTEN": Text(
        de="Heute sind schon {most} Briefe verschickt worden.",
        en="{most} letters have been sent today already.",
        hint_de="Im Postfach nachsehen, auch unter Spam; morgen geht es wieder.",
        hint_en="Look into the mailbox, spam included; tomorrow it is possible again.",
    ),
    "CODE_UNKNOWN": Text(
        de="Diesen Code gibt es nicht.",
        en="There is no such code.",
        hint_de="Den ganzen Code aus dem Brief abschreiben oder kopieren.",
        hint_en="Copy the whole code from the letter.",
    ),
    "CODE_USED": Text(
        de="Dieser Code ist dafür schon verwendet worden.",
        en="This code has been used for this already.",
        hint_de="Es ist nichts mehr zu tun. Um neu einzuwilligen, einen neuen Brief schicken lassen.",
        hint_en="There is nothing more to do. To consent anew, have a new letter sent.",
    ),
    "CODE_EXPIRED": Text(
        de="Dieser Code gilt nicht mehr: Er galt {hours} Stunden, oder es gibt einen neueren Brief.",
        en="This code is no longer valid: it was for {hours} hours, or there is a newer letter.",
        hint_de="Den neuesten Brief verwenden oder einen neuen schicken lassen.",
        hint_en="Use the newest letter, or have a new one sent.",
    ),
}
