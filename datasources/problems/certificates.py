"""Texts of problems seen in certificates, hours and calendars."""

from collections.abc import Mapping

from datasources.problems.text import Text

TEXTS: Mapping[str, Text] = {}
