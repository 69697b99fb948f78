"""Texts of problems seen in calendars (RFC 5545)."""

from collections.abc import Mapping

from datasources.problems.text import Text

TEXTS: Mapping[str, Text] = {}
