"""The words of the demo district: every name in it is made of these, and none is anyone's.

Municipalities are real; what is in them is not. A club's name carries an emblem that no club there bears, people are
called Musterfrau and Beispiel, telephones are in the range that the Bundesnetzagentur keeps for film and fiction
(030 23125-000 to -999), addresses of the web end in .example (RFC 2606), register numbers begin with VR 9.
"""

from typing import Final

EMBLEMS: Final = (
    "Rotmilan",
    "Feldlerche",
    "Eisvogel",
    "Mauersegler",
    "Goldammer",
    "Kiebitz",
    "Steinkauz",
    "Kranich",
    "Wacholder",
    "Silberdistel",
    "Königskerze",
    "Kornrade",
    "Weißdorn",
    "Schlehe",
    "Ginster",
    "Wiesensalbei",
    "Schieferstern",
    "Lavakuppe",
    "Tuffstein",
    "Bimsstein",
    "Basaltsäule",
    "Maarauge",
    "Quellwasser",
    "Mühlrad",
    "Morgenröte",
    "Abendstern",
    "Moselnebel",
    "Zitronenfalter",
    "Schwalbenschwanz",
    "Siebenschläfer",
    "Haselmaus",
    "Feuersalamander",
    "Hirschkäfer",
    "Hummel",
    "Löwenzahn",
    "Holunder",
)

STREETS: Final = (
    "Feldlerchenweg",
    "Am Bimskaul",
    "Zur Lavakuppe",
    "Im Wacholdergrund",
    "Schieferstraße",
    "An der Mühlwiese",
    "Hummelpfad",
    "Zum Siebenschläfer",
    "Kornradenstraße",
    "Basaltplatz",
    "Am Maarblick",
    "Ginsterweg",
    "Unter den Schlehen",
    "Fährmannsgasse",
    "Tuffsteinring",
    "Holunderallee",
    "Salamanderweg",
    "Am Löwenzahnanger",
)

HALLS: Final = (
    "Bürgerhaus",
    "Mehrzweckhalle",
    "Gemeindehaus",
    "Schützenhalle",
    "Sportplatz",
    "Turnhalle",
    "Dorfplatz",
    "Alte Schule",
    "Vereinsheim",
    "Pfarrsaal",
    "Grillhütte",
    "Feuerwehrhaus",
)

FIRST_NAMES: Final = (
    "Erika",
    "Max",
    "Lieschen",
    "Otto",
    "Klara",
    "Bruno",
    "Frieda",
    "Emil",
    "Hedwig",
    "Konrad",
    "Ayşe",
    "Mehmet",
    "Oksana",
    "Jérôme",
    "Zoë",
    "Günther",
)

LAST_NAMES: Final = (
    "Musterfrau",
    "Mustermann",
    "Beispiel",
    "Beispielmann",
    "Platzhalter",
    "Muster-Beispiel",
    "Probefrau",
    "Niemand",
)

ROLES: Final = ("1. Vorsitz", "Geschäftsführung", "Kasse", "Jugendleitung", "Schriftführung")
