"""Texts of problems seen in identity: who is who."""

from collections.abc import Mapping

from datasources.problems.text import Text

TEXTS: Mapping[str, Text] = {}
