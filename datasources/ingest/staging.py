"""What a source says, read to its end and set aside before anything is written.

    staged = await stage(connector(content, declaration), source_key="register")
    for batch in staged.batches(): ...

Reading first and writing after has three reasons: a source that breaks off half-way has changed nothing; what is
missing is known before the first row is written; and the database is locked only while it is written to.

Each draft is checked against `datasources.fields`, put into one text (JSON with sorted keys) and hashed; the texts go
to a temporary file without a name, so that memory holds only who was there: origin ids and, for events, fingerprints.
"""

import asyncio
import hashlib
import pickle
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Final, NamedTuple, TypeAlias, assert_never

import orjson
import structlog

from datasources.drafts import Draft, Json, Reading
from datasources.fields import FIELDS, Field, Form
from datasources.ingest import schemes
from datasources.problems import Problem
from datasources.recurrence.schedule import fingerprint, read_schedule
from datasources.vocabulary import RecordKind, Severity

_log = structlog.get_logger(__name__)

BATCH: Final = 500
"""Records that are identified and written at a time."""
MAX_RECORDS: Final = 500_000
MAX_RECORD_CHARS: Final = 200_000
MAX_PROBLEMS: Final = 1_000
"""Problems of one run that are kept one by one; the others are counted."""
FORM_VERSION: Final = "1"
"""Part of each record's hash: raised when entries must be made anew from records that did not change."""

Progress: TypeAlias = Callable[[int], None]
"""Told how many records have been dealt with so far."""


class Staged(NamedTuple):
    """A record as read: its fields as JSON text, the text's hash, and what recognises an event by what it is."""

    origin_id: str
    hash: str
    fields: str
    fingerprint: str | None
    line: int | None


@dataclass(slots=True)
class Found:
    """Problems met, bounded: the first thousand, and how many more there were."""

    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0

    def add(self, problem: Problem) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)
        else:
            self.left_out += 1

    def all(self) -> list[Problem]:
        """Those kept, and a last one that counts the others."""
        if not self.left_out:
            return list(self.problems)
        parameters = {"count": str(self.left_out)}
        return [*self.problems, Problem(Severity.INFO, "PROBLEMS_LEFT_OUT", parameters=parameters)]


@dataclass(slots=True)
class Staging:
    """A whole source, set aside. `origins` maps each kind's origin ids to fingerprints, in the order of the source."""

    found: Found
    origins: dict[RecordKind, dict[str, str | None]] = field(default_factory=dict)
    refused: int = 0
    refused_origins: set[str] = field(default_factory=set)
    refused_unknown: int = 0
    broke_off: bool = False
    _file: IO[bytes] = field(default_factory=tempfile.TemporaryFile)

    @property
    def count(self) -> int:
        return sum(map(len, self.origins.values()))

    def append(self, kind: RecordKind, batch: Sequence[Staged]) -> None:
        pickle.dump((kind.value, [tuple(each) for each in batch]), self._file, protocol=pickle.HIGHEST_PROTOCOL)

    def batches(self) -> Iterator[tuple[RecordKind, list[Staged]]]:
        """The records in batches of one kind, in the order of the source."""
        self._file.seek(0)
        while True:
            try:
                kind, rows = pickle.load(self._file)
            except EOFError:
                return
            yield RecordKind(kind), [Staged(*row) for row in rows]

    def close(self) -> None:
        self._file.close()


async def stage(reading: Reading, progress: Progress | None = None) -> Staging:
    """Reads a source to its end. What a connector raises is a problem of the source: then `broke_off` is set, and
    nothing of it may be written. The caller closes what it gets."""
    staging = Staging(Found())
    try:
        await _read(reading, staging, progress)
    except BaseException:
        staging.close()
        raise
    return staging


async def _read(reading: Reading, staging: Staging, progress: Progress | None) -> None:
    checker = _Checker(staging)
    batches: dict[RecordKind, list[Staged]] = {}
    drafts = _guarded(reading, staging)
    for item in drafts:
        if isinstance(item, Problem):
            checker.note(item)
            continue
        staged = checker.take(item)
        if staged is None:
            continue
        batch = batches.setdefault(item.kind, [])
        batch.append(staged)
        if len(batch) == BATCH:
            staging.append(item.kind, batch)
            batch.clear()
            if progress is not None:
                progress(staging.count)
            if staging.count > MAX_RECORDS:
                _break_off(staging, "TOO_MANY_RECORDS", {"limit": str(MAX_RECORDS)})
                return
            await asyncio.sleep(0)
    for kind, batch in batches.items():
        staging.append(kind, batch)
    checker.finish()
    if progress is not None:
        progress(staging.count)


def _guarded(reading: Reading, staging: Staging) -> Iterator[Draft | Problem]:
    """What a connector yields; an error it raises ends the reading as a problem."""
    try:
        yield from reading
    except Exception as error:
        _log.warning("a connector broke off", error=type(error).__name__, exc_info=True)
        _break_off(staging, "READING_BROKE_OFF", {"error": type(error).__name__})


def _break_off(staging: Staging, code: str, parameters: Mapping[str, str]) -> None:
    staging.broke_off = True
    staging.found.problems.insert(0, Problem(Severity.ERROR, code, parameters=parameters))


class _Checker:
    """Judges drafts one by one, and remembers what only the whole source can tell."""

    def __init__(self, staging: Staging) -> None:
        self._staging = staging
        self._identifiers: set[tuple[str, str]] = set()
        self._repeated: Counter[tuple[str, str]] = Counter()

    def note(self, problem: Problem) -> None:
        """A connector's problem; an error with a place is a row that was refused."""
        staging = self._staging
        staging.found.add(problem)
        if problem.severity is not Severity.ERROR or (problem.record is None and problem.line is None):
            return
        staging.refused += 1
        if problem.record is not None:
            staging.refused_origins.add(problem.record)
        else:
            staging.refused_unknown += 1

    def take(self, draft: Draft) -> Staged | None:
        """The draft as it is set aside; None where it is refused, with a problem that says why."""
        origins = self._staging.origins.setdefault(draft.kind, {})
        origin = draft.origin_id
        if origin in origins:
            self._warn(draft, "ORIGIN_ID_TWICE", None, {"value": origin})
            self._staging.refused += 1
            return None
        declared = FIELDS[draft.kind]
        fields: dict[str, Json] = {}
        for name, value in draft.fields.items():
            if value is None:
                continue
            field_ = declared.get(name)
            if field_ is None or not _fits(field_, value):
                form = "?" if field_ is None else field_.form.value.upper()
                self._warn(draft, "FIELD_FORM_WRONG", name, {"name": name, "form": form})
                continue
            fields[name] = value
        for name in _REQUIRED[draft.kind]:
            if name not in fields:
                self._refuse(draft, "FIELD_NOT_STATED", name, {"name": name})
                return None
        known_by = None
        if draft.kind is RecordKind.EVENT:
            try:
                known_by = _fingerprint(fields)
            except (ValueError, KeyError, TypeError, OverflowError) as error:
                self._refuse(draft, "SCHEDULE_UNREADABLE", "schedule", {"error": str(error)})
                return None
        try:
            text = orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)
        except orjson.JSONEncodeError as error:
            self._refuse(draft, "READING_BROKE_OFF", None, {"error": str(error)})
            return None
        if len(text) > MAX_RECORD_CHARS:
            self._refuse(draft, "RECORD_TOO_LARGE", None, {"limit": str(MAX_RECORD_CHARS)})
            return None
        if b"\\u0000" in text:
            text = text.replace(b"\\u0000", b"")
        if "identifiers" in fields:
            self._look_at(fields["identifiers"], draft)
        origins[origin] = known_by
        digest = hashlib.blake2b(text, digest_size=12, person=_PERSON).hexdigest()
        return Staged(origin, digest, text.decode("utf-8"), known_by, draft.line)

    def finish(self) -> None:
        """What is known at the end: identifiers that are stated twice, rows that were refused and taken after all."""
        for (scheme, value), count in self._repeated.items():
            parameters = {"scheme": scheme, "value": value, "count": str(count + 1)}
            self._staging.found.add(
                Problem(Severity.WARNING, "IDENTIFIER_NOT_UNIQUE", path="identifiers", parameters=parameters)
            )
        for origins in self._staging.origins.values():
            self._staging.refused_origins.difference_update(origins)

    def _look_at(self, identifiers: Json, draft: Draft) -> None:
        for scheme, value in set(schemes.stated(identifiers)):
            if schemes.check_digit_is_wrong(scheme, value):
                self._warn(draft, "IDENTIFIER_CHECK_DIGIT", "identifiers", {"scheme": scheme, "value": value})
            if (scheme, value) in self._identifiers:
                self._repeated[scheme, value] += 1
            else:
                self._identifiers.add((scheme, value))

    def _warn(self, draft: Draft, code: str, path: str | None, parameters: Mapping[str, str]) -> None:
        problem = Problem(Severity.WARNING, code, draft.origin_id, path, draft.line, parameters)
        self._staging.found.add(problem)

    def _refuse(self, draft: Draft, code: str, path: str | None, parameters: Mapping[str, str]) -> None:
        self.note(Problem(Severity.ERROR, code, draft.origin_id, path, draft.line, parameters))


def _fingerprint(fields: Mapping[str, Json]) -> str | None:
    """What recognises an event whose UID changes. Raises ValueError for a schedule that cannot be read."""
    form = fields["schedule"]
    if not isinstance(form, dict):
        raise ValueError("no schedule")  # noqa: TRY004 - the form is data
    read_schedule(form)
    return fingerprint(fields)


def _fits(declared: Field, value: Json) -> bool:
    """Whether a value has its field's normal form, as far as writing it relies on that."""
    match declared.form:
        case Form.TEXT | Form.MARKDOWN | Form.URL | Form.DATE | Form.DATETIME:
            return value.__class__ is str
        case Form.ENUM:
            assert declared.values is not None, "an enum field names its values"
            return value.__class__ is str and value in declared.values.__members__
        case Form.INTEGER:
            return value.__class__ is int and isinstance(value, int) and abs(value) <= _MAX_INTEGER
        case Form.NUMBER:
            return value.__class__ in (int, float)
        case Form.BOOLEAN:
            return value.__class__ is bool
        case Form.TEXTS | Form.URLS | Form.LANGUAGES | Form.CONCEPTS:
            return isinstance(value, list) and all(each.__class__ is str for each in value)
        case Form.IMAGE | Form.PLACE | Form.HOURS | Form.REFERENCE | Form.SCHEDULE:
            return isinstance(value, dict)
        case Form.CONTACTS | Form.IMAGES | Form.OPENING_HOURS | Form.SHIFTS | Form.REQUIREMENTS | Form.IDENTIFIERS:
            return isinstance(value, list) and all(isinstance(each, dict) for each in value)
        case _ as never:
            assert_never(never)


_MAX_INTEGER: Final = 2**31 - 1
_PERSON: Final = f"record-{FORM_VERSION}".encode()
_REQUIRED: Final[Mapping[RecordKind, tuple[str, ...]]] = {
    kind: tuple(name for name, each in fields.items() if each.required) for kind, fields in FIELDS.items()
}
