"""Texts of problems seen in what people say of themselves, and consents."""

from collections.abc import Mapping

from datasources.problems.text import Text

TEXTS: Mapping[str, Text] = {}
