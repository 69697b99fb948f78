"""From the bytes of a table or list of objects to drafts: the connector of CSV, XLSX, JSON and GeoJSON.

A  check the mapping; without one, the headings must be those of a template
B  read further tables that the mapping joins
C  read the header, and compile the mapping to its columns
D  rows become drafts as they are read
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, TypeAlias

from datasources.connectors.content import Content
from datasources.connectors.delimited import read_delimited
from datasources.connectors.features import read_features
from datasources.connectors.objects import read_document, read_objects, rows_of, seen_names
from datasources.connectors.tables import Table
from datasources.connectors.workbook import read_workbook
from datasources.declarations import SourceDeclaration
from datasources.drafts import Reading
from datasources.mapping import check_mapping
from datasources.mapping.cells import Row, shown_name
from datasources.mapping.declaration import Join, RecordMapping
from datasources.mapping.findings import listing, nearest
from datasources.mapping.record import Numbered, compile_mapping
from datasources.mapping.scope import Joined, ObjectScope, Scope, TableScope, index_rows
from datasources.problems import Problem
from datasources.templates import Template, example_test, recognise_template, template_headings
from datasources.vocabulary import RecordKind, Severity, SourceKind

KINDS: Final = frozenset({SourceKind.CSV, SourceKind.XLSX, SourceKind.JSON, SourceKind.GEOJSON})

Rows: TypeAlias = tuple[Scope, Iterator[Numbered | Problem], tuple[Problem, ...]]
"""Columns, rows, and what was met on the way to the header."""


def read(content: Content, declaration: SourceDeclaration) -> Reading:
    """Drafts and problems of a table or list."""
    if "fields" not in declaration.mapping and declaration.kind in {SourceKind.CSV, SourceKind.XLSX}:
        return _read_template(content, declaration)
    if not declaration.mapping:
        return iter([_unmapped(declaration)])
    mapping = check_mapping(declaration.mapping, declaration.kind)
    if not isinstance(mapping, RecordMapping):
        return iter(mapping)
    return _read_mapped(content, declaration, mapping)


def check_tabular(declaration: SourceDeclaration) -> list[Problem]:
    """What is wrong with a source's mapping; empty where nothing is, or where a template's headings will do."""
    if not declaration.mapping and declaration.kind in {SourceKind.CSV, SourceKind.XLSX}:
        return []
    if not declaration.mapping:
        return [_unmapped(declaration)]
    options = {**declaration.mapping}
    if "fields" not in options and declaration.kind in {SourceKind.CSV, SourceKind.XLSX}:
        options |= {"record": "organization", "fields": {"name": "Name"}}
    mapping = check_mapping(options, declaration.kind)
    if not isinstance(mapping, RecordMapping):
        return list(mapping)
    if "organization" in _lacking(mapping) and declaration.organizer is None:
        parameters = {"path": "fields.organization", "name": "organization"}
        return [
            Problem(Severity.ERROR, "MAPPING_FIELD_REQUIRED", None, "mapping.fields.organization", None, parameters)
        ]
    return []


def further_tables(declaration: SourceDeclaration) -> tuple[Join, ...]:
    """The files or addresses a mapping joins: each is to be read into an attachment of the join's name."""
    mapping = check_mapping(declaration.mapping, declaration.kind) if declaration.kind in KINDS else ()
    if not isinstance(mapping, RecordMapping):
        return ()
    return tuple(join for join in mapping.joins.values() if join.items is None)


def _unmapped(declaration: SourceDeclaration) -> Problem:
    parameters = {"kind": declaration.kind.value}
    return Problem(Severity.ERROR, "MAPPING_MISSING", path="mapping", parameters=parameters)


def _lacking(mapping: RecordMapping) -> frozenset[str]:
    needed = frozenset({"organization"}) if mapping.record is RecordKind.OPPORTUNITY else frozenset[str]()
    return needed - mapping.fields.keys()


# ── A: without a mapping ─────────────────────────────────────────────────────────────────────────────────────────


def _read_template(content: Content, declaration: SourceDeclaration) -> Reading:
    options = check_mapping(
        {**declaration.mapping, "record": "organization", "fields": {"name": "Name"}}, declaration.kind
    )
    if not isinstance(options, RecordMapping):
        yield from options
        return
    table = _table(content, declaration.kind, options, template_headings())
    if isinstance(table, Problem):
        yield table
        return
    yield from table.problems
    template = recognise_template(table.header)
    if not isinstance(template, Template):
        parameters = {"header": listing(name for name in table.header if name), "nearest": template}
        yield Problem(Severity.ERROR, "TEMPLATE_NOT_RECOGNISED", parameters=parameters)
        return
    mapping = check_mapping(template.mapping_for(table.header), declaration.kind)
    assert isinstance(mapping, RecordMapping), "a template's own mapping is sound"
    reader = compile_mapping(mapping, TableScope(table.header), declaration)
    assert not isinstance(reader, tuple), "a template's own columns are there"
    reader.skip = example_test(template, table.header)
    yield from reader.take(table.rows)


# ── B, C, D: with a mapping ──────────────────────────────────────────────────────────────────────────────────────


def _read_mapped(content: Content, declaration: SourceDeclaration, mapping: RecordMapping) -> Reading:
    joined: dict[str, Joined] = {}
    for join in mapping.joins.values():
        table = _join(content, join, declaration)
        if isinstance(table, Problem):
            yield table
            return
        joined[join.name] = table
    rows = _rows(content, declaration.kind, mapping, joined)
    if isinstance(rows, Problem):
        yield rows
        return
    scope, listed, problems = rows
    yield from problems
    reader = compile_mapping(mapping, scope, declaration)
    if isinstance(reader, tuple):
        yield from reader
        return
    if isinstance(scope, ObjectScope):
        yield from _never_seen(mapping, scope)
    yield from reader.take(listed)


def _rows(content: Content, kind: SourceKind, mapping: RecordMapping, joined: dict[str, Joined]) -> Rows | Problem:
    if kind in {SourceKind.CSV, SourceKind.XLSX}:
        table = _table(content, kind, mapping, mapping.columns())
        if isinstance(table, Problem):
            return table
        return TableScope(table.header, joined), table.rows, table.problems
    objects = read_objects(content, mapping.items) if kind is SourceKind.JSON else read_features(content)
    if isinstance(objects, Problem):
        return objects
    seen, rows = seen_names(objects)
    return ObjectScope(joined, seen), rows, ()


def _table(content: Content, kind: SourceKind, mapping: RecordMapping, wanted: list[str]) -> Table | Problem:
    if kind is SourceKind.CSV:
        return read_delimited(content, mapping, wanted)
    return read_workbook(content, mapping, wanted)


def _never_seen(mapping: RecordMapping, scope: ObjectScope) -> Iterator[Problem]:
    """Objects leave out what they do not state, so a name that none has is told, and nothing is refused for it."""
    if not scope.seen:
        return
    for path in mapping.columns():
        name = path.partition(".")[0]
        if path not in scope.seen and name not in scope.seen and name not in scope.joined:
            parameters = {"name": path, "nearest": shown_name(nearest(name, scope.seen))}
            yield Problem(Severity.WARNING, "COLUMN_NEVER_SEEN", path="mapping", parameters=parameters)


def _join(content: Content, join: Join, declaration: SourceDeclaration) -> Joined | Problem:
    """A second table, read whole."""
    listed: Rows | Problem
    if join.items is not None:
        document = read_document(content)
        objects = document if isinstance(document, Problem) else rows_of(document.value, join.items)
        listed = objects if isinstance(objects, Problem) else (ObjectScope(), objects, ())
    else:
        attachment = next((each for each in content.attachments if each.name == join.name), None)
        if attachment is None:
            place = join.file or join.name
            return Problem(
                Severity.ERROR, "JOIN_MISSING", path=f"mapping.joins.{join.name}", parameters={"name": place}
            )
        plain = RecordMapping(record=RecordKind.ORGANIZATION, fields={}, origin_id=(join.key,))
        listed = _rows(attachment, join.kind, plain, {})
    if isinstance(listed, Problem):
        return replace(listed, path=f"mapping.joins.{join.name}")
    scope, rows, _ = listed
    indexed = index_rows(join, scope, _rows_alone(rows))
    if indexed is None:
        closest = nearest(join.key, scope.names)
        parameters = {
            "path": f"joins.{join.name}.key",
            "name": shown_name(join.key),
            "nearest": shown_name(closest),
            "known": listing(scope.names, closest),
        }
        return Problem(
            Severity.ERROR, "MAPPING_COLUMN_UNKNOWN", path=f"mapping.joins.{join.name}.key", parameters=parameters
        )
    return indexed


def _rows_alone(rows: Iterator[Numbered | Problem]) -> Iterator[Row]:
    for item in rows:
        if not isinstance(item, Problem):
            yield item[1]
