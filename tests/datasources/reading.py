"""Reading a source in a test: a declaration in a line, drafts and problems apart, every problem's sentence filled."""

import json
from dataclasses import dataclass
from typing import Any

from datasources.connectors.content import Content
from datasources.connectors.registry import connector_for
from datasources.declarations import SourceDeclaration
from datasources.drafts import Draft
from datasources.problems import LANGUAGES, Problem
from datasources.vocabulary import SourceKind


@dataclass(frozen=True, slots=True)
class Result:
    """What a reading gave."""

    drafts: list[Draft]
    problems: list[Problem]

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of the only draft."""
        assert len(self.drafts) == 1, self.problems
        return dict(self.drafts[0].fields)

    @property
    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems]


def declare(kind: str, mapping: dict[str, Any] | None = None, **stated: Any) -> SourceDeclaration:
    """A source of one kind with a mapping."""
    return SourceDeclaration.model_validate(
        {
            "key": "liste",
            "name": "Liste",
            "kind": kind,
            "file": "liste",
            "publisher": {"name": "Gemeinde Musterdorf"},
            "license": {"id": "CC0-1.0", "name": "CC0 1.0"},
            "mapping": mapping or {},
            **stated,
        }
    )


def read(
    kind: str, data: bytes | str, mapping: dict[str, Any] | None = None, *further: Content, **stated: Any
) -> Result:
    """Reads bytes (or text, as UTF-8) by a mapping; checks that every problem can be said in both languages."""
    raw = data.encode() if isinstance(data, str) else data
    content = Content("liste", data=raw, attachments=further)
    return gather(connector_for(SourceKind(kind))(content, declare(kind, mapping, **stated)))


def gather(reading: Any) -> Result:
    """Drafts and problems apart."""
    result = Result([], [])
    for item in reading:
        if isinstance(item, Problem):
            for language in LANGUAGES:
                assert item.message(language)
                assert item.hint(language) != ""
            result.problems.append(item)
        else:
            result.drafts.append(item)
    return result


def clubs(**fields: Any) -> dict[str, Any]:
    """A mapping of clubs whose id is in the column "Nr" and whose name is in "Name"."""
    return {"record": "organization", "origin_id": "Nr", "fields": {"name": "Name", **fields}}


def cell(form: Any, text: str, **options: Any) -> Any:
    """The value that a field takes of one cell, and the codes of its problems: of a club in CSV."""
    quoted = '"' + text.replace('"', '""') + '"'
    mapping = clubs(**{form: {"from": "Wert", **options}})
    result = read("CSV", f"Nr;Name;Wert\n1;TV;{quoted}\n", mapping)
    return result.fields.get(form), result.codes


def objects(fields: dict[str, Any], *items: Any, **mapping: Any) -> Result:
    """Reads objects into clubs whose id is at "id" and whose name is at "name"."""
    declared = {"record": "organization", "origin_id": "id", "fields": {"name": "name", **fields}, **mapping}
    return read("JSON", json.dumps(list(items)), declared)
