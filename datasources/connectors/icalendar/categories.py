"""CATEGORIES as topics: through the source's table of values where it has one, else by the names of our own list.

    mapping = { categories = { values = { "Sport" = "sport", "Vereinsleben" = ["culture", "music"], "Intern" = "" } } }

An empty value is a category that says nothing to others. What neither knows is a problem, once for each text with its
count, and never a concept.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from datasources.concepts import fold, notation_of
from datasources.connectors.markdown import one_line
from datasources.drafts import Json
from datasources.problems import Problem
from datasources.vocabulary import ConceptScheme, Severity

MAX_CATEGORIES: Final = 50
"""Categories of one event that are looked at."""
MAX_UNKNOWN: Final = 200
"""Unknown categories that are told apart."""
MAX_CATEGORY_CHARS: Final = 120


class Categories:
    """The categories of one source: `problems` tells of an unfit mapping before anything is read."""

    def __init__(self, mapping: Mapping[str, Json]) -> None:
        self._table, self.problems = _table(mapping)
        self._unknown: Counter[str] = Counter()
        self._lines: dict[str, int] = {}

    def topics(self, texts: Iterable[tuple[int, str]]) -> list[str]:
        """Notations for the categories of one event, each with the line it stands in."""
        found: dict[str, None] = {}
        for _, (number, text) in zip(range(MAX_CATEGORIES), texts, strict=False):
            name = one_line(text)[:MAX_CATEGORY_CHARS]
            if not name:
                continue
            notations = self._known(name)
            if notations is None:
                if name in self._unknown or len(self._unknown) < MAX_UNKNOWN:
                    self._unknown[name] += 1
                    self._lines.setdefault(name, number)
                continue
            found.update(dict.fromkeys(notations))
        return list(found)

    def unknown(self) -> Iterator[Problem]:
        """A problem for each category that was not known, the most frequent first."""
        for name, count in self._unknown.most_common():
            yield Problem(
                Severity.WARNING,
                "CATEGORY_UNKNOWN",
                path="categories",
                line=self._lines[name],
                parameters={"value": name, "count": str(count)},
            )

    def _known(self, name: str) -> tuple[str, ...] | None:
        if self._table is not None:
            return self._table.get(fold(name))
        notation = notation_of(ConceptScheme.TOPIC, name)
        return None if notation is None else (notation,)


def _table(mapping: Mapping[str, Json]) -> tuple[dict[str, tuple[str, ...]] | None, list[Problem]]:
    problems = [_wrong(key) for key in mapping if key != "categories"]
    categories = mapping.get("categories")
    if categories is None:
        return None, problems
    if not isinstance(categories, dict):
        return None, [*problems, _wrong("categories")]
    problems.extend(_wrong(f"categories.{key}") for key in categories if key != "values")
    values = categories.get("values")
    if values is None:
        return None, problems
    if not isinstance(values, dict):
        return None, [*problems, _wrong("categories.values")]
    table: dict[str, tuple[str, ...]] = {}
    for text, value in values.items():
        notations = [value] if isinstance(value, str) else value if isinstance(value, list) else None
        if notations is None:
            problems.append(_wrong(f"categories.values.{text}"))
            continue
        known = [notation_of(ConceptScheme.TOPIC, str(notation)) for notation in notations if notation != ""]
        if None in known:
            problems.append(_wrong(f"categories.values.{text}", str(value)))
            continue
        table[fold(text)] = tuple(notation for notation in known if notation is not None)
    return table, problems


def _wrong(key: str, value: str = "") -> Problem:
    code = "CALENDAR_MAPPING_CONCEPT" if value else "CALENDAR_MAPPING_INVALID"
    parameters = {"key": key, "value": value} if value else {"key": key}
    return Problem(Severity.ERROR, code, path="categories", parameters=parameters)
