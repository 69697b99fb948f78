"""Texts of problems seen in what people sign up for."""

from collections.abc import Mapping

from datasources.problems.text import Text

TEXTS: Mapping[str, Text] = {}
