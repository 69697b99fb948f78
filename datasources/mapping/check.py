"""Checking a mapping before anything is read: plain JSON in, a `RecordMapping` or all its mistakes out.

A  the options beside `fields`: known ones, of the right type, fit for the source's kind
B  joins
C  fields: each known to the record, each rule's options known, constants and value tables of values that can be
D  fields that every record must state are mapped
"""

import re
from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo

from datasources.drafts import Json
from datasources.fields import FIELDS, Field
from datasources.mapping.cells import Unreadable, blank, fold
from datasources.mapping.dates import format_pattern
from datasources.mapping.declaration import (
    AllOf,
    Column,
    Composite,
    Constant,
    FieldRule,
    FirstOf,
    Join,
    Origin,
    RecordMapping,
    Rule,
    Template,
    Unknown,
)
from datasources.mapping.findings import Findings
from datasources.mapping.parts import LISTS, SHAPES, SINGLE, Part, Reader, Shape
from datasources.mapping.patterns import Refusal, read_pattern
from datasources.mapping.readers import Manner, reader
from datasources.problems import Problem
from datasources.vocabulary import RecordKind, SourceKind

MAX_PATH_CHARS: Final = 300
MAX_RULES: Final = 1_000
MAX_VALUES: Final = 20_000
MAX_RULE_DEPTH: Final = 5
MAX_HEADER_ROW: Final = 1_000
MAX_HEADER_ROWS: Final = 3

OPTIONS: Mapping[SourceKind, tuple[str, ...]] = {
    SourceKind.CSV: ("header_row", "header_rows", "delimiter", "encoding"),
    SourceKind.XLSX: ("header_row", "header_rows", "sheet"),
    SourceKind.JSON: ("items",),
    SourceKind.GEOJSON: (),
}
"""Options that only one kind of source has."""

_SHARED: Final = ("record", "origin_id", "fields", "only", "joins", "country", "decimal", "formats")
_ORIGINS: Final = ("from", "first_of", "all_of", "template", "constant")
_STEPS: Final = ("extract", "split", "values", "unknown", "otherwise", "format", "decimal", "default")
_RULE: Final = (*_ORIGINS, *_STEPS)
_JOIN: Final = ("file", "url", "items", "key", "of", "kind")
_RECORDS: Mapping[str, RecordKind] = {kind.value.lower(): kind for kind in RecordKind}
_UTC: Final = ZoneInfo("UTC")
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


def check_mapping(mapping: Mapping[str, Json], kind: SourceKind) -> RecordMapping | tuple[Problem, ...]:
    """The mapping, or everything that is wrong with it."""
    findings = Findings()
    known = (*_SHARED, *OPTIONS[kind])
    for name in mapping:
        if name not in known:
            findings.unknown("MAPPING_OPTION_UNKNOWN", name, name, known)
    record = _record(findings, mapping.get("record"))
    checked = RecordMapping(
        record=record or RecordKind.ORGANIZATION,
        fields={} if record is None else _fields(findings, record, mapping),
        origin_id=_texts(findings, "origin_id", mapping.get("origin_id")),
        only=_only(findings, mapping.get("only")),
        joins=_joins(findings, mapping.get("joins"), kind),
        items=_text(findings, "items", mapping.get("items")),
        sheet=_text(findings, "sheet", mapping.get("sheet")),
        header_row=_number(findings, "header_row", mapping.get("header_row"), MAX_HEADER_ROW),
        header_rows=_number(findings, "header_rows", mapping.get("header_rows"), MAX_HEADER_ROWS) or 1,
        delimiter=_delimiter(findings, mapping.get("delimiter")),
        encoding=_encoding(findings, mapping.get("encoding")),
        country=_country(findings, mapping.get("country")),
        decimal=_decimal(findings, "decimal", mapping.get("decimal")),
        formats=_formats(findings, "formats", mapping.get("formats")),
    )
    return tuple(findings.problems) if findings.problems else checked


# ── A, B: beside the fields ──────────────────────────────────────────────────────────────────────────────────────


def _record(findings: Findings, value: Json) -> RecordKind | None:
    record = _RECORDS.get(value.lower()) if isinstance(value, str) else None
    if record is None:
        findings.unknown("MAPPING_RECORD_UNKNOWN", "record", "" if value is None else str(value), _RECORDS)
    return record


def _only(findings: Findings, value: Json) -> Mapping[str, frozenset[str]]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        findings.add("MAPPING_OPTION_INVALID", "only", expected='{ Spalte = ["Wert"] }')
        return {}
    allowed: dict[str, frozenset[str]] = {}
    for column, values in value.items():
        listed = values if isinstance(values, list) else [values]
        if not listed or not all(isinstance(each, str | int | float | bool) for each in listed):
            findings.add("MAPPING_OPTION_INVALID", f"only.{column}", expected='["Wert"]')
            continue
        allowed[column] = frozenset(fold(_plain(each)) for each in listed)
    return allowed


def _plain(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _joins(findings: Findings, value: Json, kind: SourceKind) -> Mapping[str, Join]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        findings.add("MAPPING_OPTION_INVALID", "joins", expected='{ NAME = { file = "…", key = "…", of = "…" } }')
        return {}
    joins: dict[str, Join] = {}
    for name, options in value.items():
        path = f"joins.{name}"
        if not isinstance(options, dict) or not name or "." in name:
            findings.add("MAPPING_OPTION_INVALID", path, expected='{ file = "…", key = "…", of = "…" }')
            continue
        for option in options:
            if option not in _JOIN:
                findings.unknown("MAPPING_OPTION_UNKNOWN", f"{path}.{option}", option, _JOIN)
        texts = {option: _text(findings, f"{path}.{option}", options.get(option)) for option in _JOIN}
        for needed in ("key", "of"):
            if options.get(needed) is None:
                findings.add("MAPPING_OPTION_MISSING", f"{path}.{needed}", name=needed)
        places = [place for place in ("file", "url", "items") if options.get(place) is not None]
        if len(places) != 1 or (places == ["items"] and kind is not SourceKind.JSON):
            expected = "file | url | items" if kind is SourceKind.JSON else "file | url"
            findings.add("MAPPING_OPTION_INVALID", path, expected=expected)
        joined_kind = _join_kind(findings, path, texts["kind"], texts["file"] or texts["url"] or "")
        if not findings.problems:
            joins[name] = Join(
                name, texts["key"] or "", texts["of"] or "", texts["file"], texts["url"], texts["items"], joined_kind
            )
    return joins


def _join_kind(findings: Findings, path: str, stated: str | None, place: str) -> SourceKind:
    """The format of a further table: as declared, else by the ending of its name."""
    kinds = {kind.value: kind for kind in (SourceKind.CSV, SourceKind.XLSX, SourceKind.JSON)}
    if stated is None:
        return kinds.get(place.partition("?")[0].rpartition(".")[2].upper(), SourceKind.CSV)
    if stated.upper() not in kinds:
        findings.unknown("MAPPING_OPTION_UNKNOWN", f"{path}.kind", stated, kinds)
    return kinds.get(stated.upper(), SourceKind.CSV)


def _text(findings: Findings, path: str, value: Json) -> str | None:
    if value is None or (isinstance(value, str) and 0 < len(value) <= MAX_PATH_CHARS):
        return value
    findings.add("MAPPING_OPTION_INVALID", path, expected='"…"')
    return None


def _texts(findings: Findings, path: str, value: Json) -> tuple[str, ...]:
    """One text, or a list of texts."""
    listed = [] if value is None else value if isinstance(value, list) else [value]
    texts = tuple(text for text in listed if isinstance(text, str) and 0 < len(text) <= MAX_PATH_CHARS)
    if len(texts) != len(listed) or (isinstance(value, list) and not value):
        findings.add("MAPPING_OPTION_INVALID", path, expected='"…" | ["…", "…"]')
    return texts


def _number(findings: Findings, path: str, value: Json, most: int) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        findings.add("MAPPING_OPTION_INVALID", path, expected=f"1 … {most}")
        return None
    return value


def _delimiter(findings: Findings, value: Json) -> str | None:
    if value is None or (isinstance(value, str) and value in {";", ",", "\t", "|", ":", "^", "~"}):
        return value
    findings.add("MAPPING_OPTION_INVALID", "delimiter", expected='";" | "," | "\\t" | "|"')
    return None


def _encoding(findings: Findings, value: Json) -> str | None:
    name = _text(findings, "encoding", value)
    if name is None:
        return None
    try:
        readable = "a".encode(name)
        return name if readable and readable.decode(name) == "a" else None
    except (LookupError, UnicodeError, AttributeError, TypeError, ValueError):
        known = ("utf-8", "utf-16", "cp1252", "iso-8859-1", "iso-8859-15", "mac-roman", "cp850", "cp437")
        findings.unknown("MAPPING_OPTION_UNKNOWN", "encoding", name, known)
        return None


def _country(findings: Findings, value: Json) -> str:
    if value is None:
        return "DE"
    code = reader(Part(Reader.COUNTRY), Manner(_UTC))(value) if isinstance(value, str) else None
    if isinstance(code, str):
        return code
    findings.add("MAPPING_OPTION_INVALID", "country", expected='"DE" | "AT" | "CH" | …')
    return "DE"


def _decimal(findings: Findings, path: str, value: Json) -> str | None:
    if value is None or (isinstance(value, str) and value in {",", "."}):
        return value
    findings.add("MAPPING_OPTION_INVALID", path, expected='"," | "."')
    return None


def _formats(findings: Findings, path: str, value: Json) -> tuple[str, ...]:
    formats = _texts(findings, path, value)
    for declared in formats:
        if format_pattern(declared) is None:
            findings.add("MAPPING_OPTION_INVALID", path, expected='"TT.MM.JJJJ" | "yyyy-MM-dd" | …')
    return formats


# ── C, D: fields ─────────────────────────────────────────────────────────────────────────────────────────────────


def _fields(findings: Findings, record: RecordKind, mapping: Mapping[str, Json]) -> Mapping[str, FieldRule]:
    known = FIELDS[record]
    declared = mapping.get("fields")
    if not isinstance(declared, dict):
        findings.add("MAPPING_OPTION_MISSING" if declared is None else "MAPPING_OPTION_INVALID", "fields",
                     name="fields", expected='{ name = "Spalte" }')  # fmt: skip
        return {}
    rules: dict[str, FieldRule] = {}
    for name, value in declared.items():
        path = f"fields.{name}"
        if name not in known:
            findings.unknown("MAPPING_FIELD_UNKNOWN", path, name, known)
            continue
        rule = _field(findings, path, known[name], value)
        if rule is not None:
            rules[name] = rule
    for name, field in known.items():
        if field.required and name not in declared and name != "organization":
            findings.add("MAPPING_FIELD_REQUIRED", f"fields.{name}", name=name)
    return rules


def _field(findings: Findings, path: str, field: Field, value: Json) -> FieldRule | None:
    if field.form in SINGLE:
        return _rule(findings, path, Part(SINGLE[field.form], field.values, field.scheme), value)
    if field.form in LISTS:
        part = Part(LISTS[field.form], field.values, field.scheme)
        return _rule(findings, path, part, {"all_of": value} if isinstance(value, list) else value)
    shape = SHAPES[field.form]
    if isinstance(value, list) and not shape.several:
        findings.add("MAPPING_OPTION_INVALID", path, expected=_shape_sample(shape))
        return None
    entries = value if isinstance(value, list) else [value]
    several = len(entries) > 1 or isinstance(value, list)
    composites = [
        _composite(findings, f"{path}.{index}" if several else path, shape, entry)
        for index, entry in enumerate(entries)
    ]
    return tuple(composite for composite in composites if composite is not None) or None


def _shape_sample(shape: Shape) -> str:
    return "{ " + ", ".join(f'{name} = "…"' for name in (*shape.literals, *shape.parts)) + " }"


def _composite(findings: Findings, path: str, shape: Shape, value: Json) -> Composite | None:
    bare = isinstance(value, str) or (isinstance(value, dict) and any(name in value for name in _ORIGINS))
    if bare and shape.sole is not None:
        rule = _rule(findings, path, shape.parts[shape.sole], value)
        return None if rule is None else Composite({shape.sole: rule})
    if not isinstance(value, dict) or not value:
        findings.add("MAPPING_OPTION_INVALID", path, expected=_shape_sample(shape))
        return None
    known = (*shape.literals, *shape.parts, *(("each",) if shape.several else ()))
    parts: dict[str, Rule] = {}
    literals: dict[str, Json] = {}
    for name, stated in value.items():
        if name not in known:
            findings.unknown("MAPPING_OPTION_UNKNOWN", f"{path}.{name}", name, known)
        elif name in shape.literals:
            if type(stated) is not shape.literals[name] or stated == "":
                expected = "true | false" if shape.literals[name] is bool else '"…"'
                findings.add("MAPPING_OPTION_INVALID", f"{path}.{name}", expected=expected)
            literals[name] = stated
        elif name != "each":
            rule = _rule(findings, f"{path}.{name}", shape.parts[name], stated)
            if rule is not None:
                parts[name] = rule
    if not parts and not findings.problems:
        findings.add("MAPPING_OPTION_INVALID", path, expected=_shape_sample(shape))
    if "scheme" in shape.literals and "value" in parts and "scheme" not in literals:
        findings.add("MAPPING_OPTION_MISSING", f"{path}.scheme", name="scheme")
    return Composite(parts, literals, _text(findings, f"{path}.each", value.get("each")))


def _rule(findings: Findings, path: str, part: Part, value: Json, depth: int = 0) -> Rule | None:
    if isinstance(value, str):
        column = _text(findings, path, value)
        return None if column is None else Rule(Column(column))
    if not isinstance(value, dict) or depth > MAX_RULE_DEPTH:
        findings.add("MAPPING_OPTION_INVALID", path, expected='"Spalte" | { from = "Spalte", … }')
        return None
    for name in value:
        if name not in _RULE:
            findings.unknown("MAPPING_OPTION_UNKNOWN", f"{path}.{name}", name, _RULE)
    stated = [name for name in _ORIGINS if name in value]
    if len(stated) != 1:
        findings.add("MAPPING_OPTION_INVALID", path, expected=" | ".join(_ORIGINS))
        return None
    origin = _origin(findings, path, part, (stated[0], value[stated[0]]), depth)
    unknown = value.get("unknown", Unknown.REPORT.value)
    if unknown not in list(Unknown):
        findings.unknown("MAPPING_OPTION_UNKNOWN", f"{path}.unknown", str(unknown), list(Unknown))
    _steps_fit(findings, path, part, value)
    rule = None if origin is None else Rule(
        origin,
        extract=_extract(findings, f"{path}.extract", value.get("extract")),
        split=_texts(findings, f"{path}.split", value.get("split")),
        values=_values(findings, path, part, value.get("values")),
        unknown=Unknown(unknown) if unknown in list(Unknown) else Unknown.REPORT,
        otherwise=_stated(findings, f"{path}.otherwise", part, value.get("otherwise")),
        formats=_formats(findings, f"{path}.format", value.get("format")),
        decimal=_decimal(findings, f"{path}.decimal", value.get("decimal")),
        default=_stated(findings, f"{path}.default", part, value.get("default")),
    )  # fmt: skip
    return rule


def _origin(findings: Findings, path: str, part: Part, stated: tuple[str, Json], depth: int) -> Origin | None:
    name, value = stated
    match name:
        case "from":
            column = _text(findings, f"{path}.from", value)
            return None if column is None else Column(column)
        case "constant":
            if value is None or blank(value):
                findings.add("MAPPING_OPTION_INVALID", f"{path}.constant", expected='"…"')
            return Constant(_stated(findings, f"{path}.constant", part, value))
        case "template":
            return _template(findings, f"{path}.template", value)
        case _:
            if not isinstance(value, list) or not 0 < len(value) <= MAX_RULES:
                findings.add("MAPPING_OPTION_INVALID", f"{path}.{name}", expected='["Spalte", "Spalte"]')
                return None
            rules = tuple(
                rule
                for index, each in enumerate(value)
                if (rule := _rule(findings, f"{path}.{name}.{index}", part, each, depth + 1)) is not None
            )
            return FirstOf(rules) if name == "first_of" else AllOf(rules)


def _template(findings: Findings, path: str, value: Json) -> Template | None:
    """Texts and columns in turn: "{Straße} {Nr}" → ("", " ", ""), ("Straße", "Nr")."""
    text = value if isinstance(value, str) else ""
    texts, paths, end = [""], [], 0
    for match in _PLACEHOLDER.finditer(text):
        texts[-1] += text[end : match.start()]
        end = match.end()
        if match.group(1) is None:
            texts[-1] += match.group()[0]
        else:
            paths.append(match.group(1).strip())
            texts.append("")
    texts[-1] += text[end:]
    if not paths or not all(paths) or any(mark in text[end:] for mark in "{}") or len(text) > 10 * MAX_PATH_CHARS:
        findings.add("MAPPING_OPTION_INVALID", path, expected='"{Spalte} {Spalte}"')
        return None
    return Template(tuple(texts), tuple(paths))


def _extract(findings: Findings, path: str, value: Json) -> re.Pattern[str] | None:
    if value is None:
        return None
    pattern = read_pattern(value) if isinstance(value, str) else Refusal(str(value))
    if isinstance(pattern, Refusal):
        findings.add("MAPPING_PATTERN_REFUSED", path, reason=pattern.reason)
        return None
    return pattern


def _steps_fit(findings: Findings, path: str, part: Part, value: Mapping[str, Json]) -> None:
    """A date format is for dates, a decimal sign for numbers."""
    dates = {Reader.DATE, Reader.DATETIME, Reader.RAW}
    numbers = {Reader.INTEGER, Reader.NUMBER, Reader.LATITUDE, Reader.LONGITUDE, Reader.RAW}
    for option, readers in (("format", dates), ("decimal", numbers)):
        if option in value and part.reader not in readers:
            findings.add("MAPPING_OPTION_UNFIT", f"{path}.{option}", name=option, form=part.reader.value)
    if "otherwise" in value and "values" not in value:
        findings.add("MAPPING_OPTION_MISSING", f"{path}.values", name="values")


def _values(findings: Findings, path: str, part: Part, value: Json) -> Mapping[str, Json] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not 0 < len(value) <= MAX_VALUES:
        findings.add("MAPPING_OPTION_INVALID", f"{path}.values", expected='{ "e.V." = "EINGETRAGENER_VEREIN" }')
        return None
    return {fold(text): _stated(findings, f"{path}.values.{text}", part, each) for text, each in value.items()}


def _stated(findings: Findings, path: str, part: Part, value: Json) -> Json:
    """A value that the mapping itself states, in its normal form. An empty text in a value table states nothing."""
    if value is None or part.reader is Reader.RAW or value == "":
        return value or None
    if isinstance(value, list):
        return [_stated(findings, path, part, each) for each in value]
    read = reader(part, Manner(_UTC))(value)
    if isinstance(read, Unreadable):
        nearest = read.parameters.get("nearest")
        if nearest is None:
            findings.add("MAPPING_VALUE_INVALID", path, value=_plain(value)[:80], form=part.reader.value)
        else:
            findings.add("MAPPING_VALUE_UNKNOWN", path, value=_plain(value)[:80], nearest=nearest)
        return None
    return read
