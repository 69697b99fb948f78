"""Texts of problems seen in tables, lists and their mappings."""

from collections.abc import Mapping

from datasources.problems.text import Text

TEXTS: Mapping[str, Text] = {}
