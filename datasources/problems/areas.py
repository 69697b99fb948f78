"""Texts of problems seen in lists of municipalities and in boundaries."""

from collections.abc import Mapping

from datasources.problems.text import Text

TEXTS: Mapping[str, Text] = {
    "AREA_LIST_UNREADABLE": Text(
        de="Die Datei ist keine Liste von Gemeinden: {reason}.",
        en="The file is not a list of municipalities: {reason}.",
        hint_de="Erwartet wird das Gemeindeverzeichnis GV100AD (feste Satzlänge) oder eine CSV-Tabelle"
        " mit den Spalten ars, name und typ.",
        hint_en="Expected is the GV100AD list (records of fixed width) or a CSV table with the columns"
        " ars, name and typ.",
    ),
    "AREA_RECORD_UNKNOWN": Text(
        de="Die Satzart {value} ist unbekannt; die Zeile bleibt weg.",
        en="The record type {value} is unknown; the line is left out.",
        hint_de="Bekannt sind die Satzarten 10 bis 60 des Gemeindeverzeichnisses GV100AD.",
        hint_en="Known are the record types 10 to 60 of the GV100AD list.",
    ),
    "AREA_KEY_WRONG": Text(
        de="{value} ist kein amtlicher Schlüssel; die Zeile bleibt weg.",
        en="{value} is not an official key; the line is left out.",
        hint_de="Regionalschlüssel haben 2, 5, 9 oder 12 Ziffern.",
        hint_en="Regional keys have 2, 5, 9 or 12 digits.",
    ),
    "AREA_KEY_TWICE": Text(
        de="Der Schlüssel {value} kommt zweimal vor; die zweite Zeile bleibt weg.",
        en="The key {value} occurs twice; the second line is left out.",
    ),
    "AREA_NAME_MISSING": Text(
        de="Zum Schlüssel {value} fehlt der Name; die Zeile bleibt weg.",
        en="The key {value} has no name; the line is left out.",
    ),
    "AREA_NUMBER_WRONG": Text(
        de="{value} ist keine Zahl; die Angabe bleibt leer.",
        en="{value} is not a number; the figure stays empty.",
    ),
    "BOUNDARIES_UNREADABLE": Text(
        de="Die Datei enthält keine Grenzen: {reason}.",
        en="The file holds no boundaries: {reason}.",
        hint_de="Erwartet wird eine FeatureCollection (GeoJSON) mit der Eigenschaft ARS, RS oder AGS.",
        hint_en="Expected is a FeatureCollection (GeoJSON) with the property ARS, RS or AGS.",
    ),
    "BOUNDARY_KEY_MISSING": Text(
        de="Eine Grenze nennt keinen amtlichen Schlüssel und bleibt weg.",
        en="A boundary names no official key and is left out.",
        hint_de="Gesucht wird in den Eigenschaften ARS, RS und AGS.",
        hint_en="Looked for are the properties ARS, RS and AGS.",
    ),
    "BOUNDARY_SHAPE_WRONG": Text(
        de="Die Grenze von {value} ist keine Fläche: {reason}. Sie bleibt weg.",
        en="The boundary of {value} is not an area: {reason}. It is left out.",
        hint_de="Erwartet wird Polygon oder MultiPolygon in Grad (WGS 84, EPSG:4326), Länge vor Breite.",
        hint_en="Expected is a Polygon or MultiPolygon in degrees (WGS 84, EPSG:4326), longitude first.",
    ),
    "BOUNDARY_AREA_UNKNOWN": Text(
        de="Zur Grenze {value} gibt es kein Gebiet; sie bleibt weg.",
        en="There is no area for the boundary {value}; it is left out.",
        hint_de="Gebietsstand von Gemeindeliste und Grenzen vergleichen: Gemeinden werden zusammengelegt.",
        hint_en="Compare the dates of the list and of the boundaries: municipalities are merged.",
    ),
}
