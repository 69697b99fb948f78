"""Values with parts, made into functions of a row: places, contacts, schedules, references and their like.

Each compiles its parts once and puts them together per row into the normal form of `datasources.fields`. A part that
cannot be read is told and left out; a value that lacks what it cannot be without is left out as a whole.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final, TypeAlias, assert_never, cast
from zoneinfo import ZoneInfo

from datasources.drafts import Json
from datasources.fields import Form
from datasources.mapping.cells import Cell, Row, Unreadable, blank, shown
from datasources.mapping.dates import Moment, read_moment
from datasources.mapping.declaration import Composite, Rule
from datasources.mapping.hours import read_amount, read_opening, read_opening_text
from datasources.mapping.parts import SHAPES, Reader
from datasources.mapping.places import read_address, read_point
from datasources.mapping.registers import identifier
from datasources.mapping.scope import MAX_ENTRIES, path_getter
from datasources.mapping.values import Compiler, Faults, Pick, Value
from datasources.problems import Problem
from datasources.recurrence import schedule

Entries: TypeAlias = Callable[[Row, Faults], "list[dict[str, Json]]"]
"""Gives the values of one composite: none, one, or as many as a list in the row has entries."""
Parts: TypeAlias = Mapping[str, "Value | Pick"]
Assemble: TypeAlias = Callable[[dict[str, Json], Faults], "list[dict[str, Json]]"]

DEFAULT_ROLE: Final = "Kontakt"


def several(compiler: Compiler, path: str, form: Form, composites: tuple[Composite, ...]) -> Value:
    """A field that holds a list of values with parts."""
    entries = [_entries(compiler, path, form, composite) for composite in composites]

    def value(row: Row, faults: Faults) -> Json:
        listed: list[Json] = []
        for each in entries:
            listed.extend(entry for entry in each(row, faults) if entry not in listed)
        return listed[:MAX_ENTRIES] or None

    return value


def single(compiler: Compiler, path: str, form: Form, composite: Composite) -> Value:
    """A field that holds one value with parts."""
    entries = _entries(compiler, path, form, composite)

    def value(row: Row, faults: Faults) -> Json:
        listed = entries(row, faults)
        return listed[0] if listed else None

    return value


def geometry_point(place: Value | None) -> Value:
    """The point of a GeoJSON feature, for places that state none themselves."""
    get = path_getter("geometry")

    def value(row: Row, faults: Faults) -> Json:
        stated = place(row, faults) if place is not None else None
        position = None if blank(get(row)) else read_point(get(row))
        if position is None or (isinstance(stated, dict) and "lat" in stated):
            return stated
        return {**(stated if isinstance(stated, dict) else {}), "lat": position[0], "lon": position[1]}

    return value


def _entries(compiler: Compiler, path: str, form: Form, composite: Composite) -> Entries:
    """Compiles the parts; with `each`, among the columns of the list's entries."""
    if composite.each is not None:
        inside = compiler.scope.entries(composite.each)
        if inside is None:
            compiler.findings.unknown("MAPPING_COLUMN_UNKNOWN", f"{path}.each", composite.each, compiler.scope.names)
            return lambda row, faults: []
        rows_of, scope = inside
        one = _one(compiler.inside(scope), path, form, composite)
        return lambda row, faults: [entry for each in rows_of(row)[:MAX_ENTRIES] for entry in one(each, faults)]
    shape = SHAPES[form]
    if shape.several and shape.sole in {"kind", "url"} and composite.parts.keys() == {shape.sole}:
        return _listed(compiler, path, form, composite.parts[shape.sole])
    return _one(compiler, path, form, composite)


def _listed(compiler: Compiler, path: str, form: Form, rule: Rule) -> Entries:
    """Several values of one part in one cell: "Juleica, Erste Hilfe"."""
    sole = SHAPES[form].sole
    assert sole is not None, "only a form with a sole part is listed"
    values = compiler.many(f"{path}.{sole}", SHAPES[form].parts[sole], rule)
    assemble = _assembler(compiler, path, form, {}, ())

    def entries(row: Row, faults: Faults) -> list[dict[str, Json]]:
        listed = values(row, faults)
        return [
            entry for value in (listed if isinstance(listed, list) else ()) for entry in assemble({sole: value}, faults)
        ]

    return entries


def _one(compiler: Compiler, path: str, form: Form, composite: Composite) -> Entries:
    shape = SHAPES[form]
    parts: list[tuple[str, Value | Pick]] = []
    formats = {rule.formats for rule in composite.parts.values() if rule.formats}
    declared = next(iter(formats)) if formats else compiler.manner.formats
    for name, rule in composite.parts.items():
        part = shape.parts[name]
        where = f"{path}.{name}"
        parts.append(
            (name, compiler.raw(where, rule) if part.reader is Reader.RAW else compiler.one(where, part, rule))
        )
    assemble = _assembler(compiler, path, form, composite.literals, declared)
    private = form is Form.CONTACTS

    def entries(row: Row, faults: Faults) -> list[dict[str, Json]]:
        stated: dict[str, Json] = {}
        told = len(faults)
        for name, part in parts:
            value = part(row, faults)
            if value is not None and value != "":
                stated[name] = cast(Json, value)
        if private and len(faults) > told:
            # What stands in a contact's cells is nobody's business but its reader's: problems do not repeat it.
            faults[told:] = [(where, Unreadable(fault.code, _without_value(fault))) for where, fault in faults[told:]]
        return assemble(stated, faults) if stated else []

    return entries


def _without_value(fault: Unreadable) -> dict[str, str]:
    return {name: "…" if name == "value" else text for name, text in fault.parameters.items()}


def _assembler(
    compiler: Compiler, path: str, form: Form, literals: Mapping[str, Json], formats: tuple[str, ...]
) -> Assemble:
    match form:
        case Form.IDENTIFIERS:
            return lambda parts, faults: _identifiers(path, literals, parts, faults)
        case Form.CONTACTS:
            return lambda parts, faults: _contacts(literals, parts)
        case Form.IMAGE | Form.IMAGES:
            return lambda parts, faults: _images(parts)
        case Form.OPENING_HOURS:
            return lambda parts, faults: _opening_hours(path, parts, faults)
        case Form.PLACE:
            return lambda parts, faults: _places(path, compiler.manner.country, parts, faults)
        case Form.HOURS:
            return lambda parts, faults: _hours(path, parts, faults)
        case Form.SHIFTS:
            return lambda parts, faults: _shifts(path, compiler.manner.zone, parts, faults)
        case Form.REQUIREMENTS:
            return lambda parts, faults: [{"kind": parts["kind"], "note": parts.get("note")}] if "kind" in parts else []
        case Form.REFERENCE:
            return lambda parts, faults: _references(path, literals, parts, faults)
        case Form.SCHEDULE:
            return lambda parts, faults: _schedules(path, compiler.manner.zone.key, formats, parts, faults)
        case (
            Form.TEXT | Form.MARKDOWN | Form.URL | Form.DATE | Form.DATETIME | Form.INTEGER | Form.NUMBER
            | Form.BOOLEAN | Form.ENUM | Form.TEXTS | Form.URLS | Form.LANGUAGES | Form.CONCEPTS
        ):  # fmt: skip
            raise AssertionError(f"{form} has no parts")
        case _:
            assert_never(form)


def _identifiers(
    path: str, literals: Mapping[str, Json], parts: dict[str, Json], faults: Faults
) -> list[dict[str, Json]]:
    scheme = str(literals["scheme"])
    value = identifier(scheme, str(parts["value"])) if "value" in parts else None
    if isinstance(value, Unreadable):
        faults.append((path, value))
        return []
    return [] if value is None else [{"scheme": scheme, "value": value, "uri": parts.get("uri")}]


def _contacts(literals: Mapping[str, Json], parts: dict[str, Json]) -> list[dict[str, Json]]:
    if not parts.keys() & {"name", "email", "telephone", "url"}:
        return []
    return [
        {
            "role": parts.get("role", DEFAULT_ROLE),
            "name": parts.get("name"),
            "email": parts.get("email"),
            "telephone": parts.get("telephone"),
            "url": parts.get("url"),
            "public": literals.get("public") is True,
        }
    ]


def _images(parts: dict[str, Json]) -> list[dict[str, Json]]:
    if "url" not in parts:
        return []
    return [{name: parts.get(name) for name in SHAPES[Form.IMAGE].parts}]


def _opening_hours(path: str, parts: dict[str, Json], faults: Faults) -> list[dict[str, Json]]:
    entries: list[dict[str, Json]] | Unreadable
    if "text" in parts:
        entries = [] if blank(parts["text"]) else read_opening_text(parts["text"])
    elif blank(parts.get("weekday")):
        return []
    elif "opens" in parts and "closes" in parts:
        entries = read_opening(parts["weekday"], [parts["opens"], parts["closes"]])
    else:
        times = parts.get("times")
        entries = [] if blank(times) else read_opening(parts["weekday"], times)
    if isinstance(entries, Unreadable):
        faults.append((path, entries))
        return []
    return [{**entry, "note": parts["note"]} for entry in entries] if "note" in parts else entries


def _places(path: str, country: str, parts: dict[str, Json], faults: Faults) -> list[dict[str, Json]]:
    address, point = parts.pop("address", None), parts.pop("point", None)
    place = dict(parts)
    if address is not None:
        place = {**read_address(str(address)), **place}
    if not blank(point) and "lat" not in place:
        position = read_point(point)
        if position is None:
            faults.append((f"{path}.point", Unreadable("POINT_UNREADABLE", {"value": shown(point)})))
        else:
            place["lat"], place["lon"] = position
    if ("lat" in place) != ("lon" in place):
        place.pop("lat", None)
        place.pop("lon", None)
    if not place.keys() - {"country"}:
        return []
    if place.keys() & {"street", "postalCode", "locality"}:
        place.setdefault("country", country)
    return [place]


def _hours(path: str, parts: dict[str, Json], faults: Faults) -> list[dict[str, Json]]:
    if "text" in parts:
        amount = read_amount(parts["text"])
        if isinstance(amount, Unreadable):
            faults.append((path, amount))
            return []
        parts = {**amount, **{name: value for name, value in parts.items() if name != "text"}}
    if "per" not in parts or not parts.keys() & {"min", "max", "flexible"}:
        return []
    least, most = parts.get("min"), parts.get("max")
    if least is None and most is None and parts.get("flexible") is not True:
        return []  # a unit alone states nothing
    if isinstance(least, float) and isinstance(most, float) and least > most:
        faults.append((path, Unreadable("AMOUNT_UNREADABLE", {"value": f"{least} > {most}"})))
        return []
    return [{"min": least, "max": most, "per": parts["per"], "flexible": parts.get("flexible") is True}]


def _shifts(path: str, zone: ZoneInfo, parts: dict[str, Json], faults: Faults) -> list[dict[str, Json]]:
    start, end = parts.get("start"), parts.get("end")
    if "date" in parts and "start_time" in parts and "end_time" in parts:
        start, end = _times_of_day(str(parts["date"]), str(parts["start_time"]), str(parts["end_time"]), zone)
    if not isinstance(start, str) or not isinstance(end, str) or end <= start:
        faults.append((path, Unreadable("SHIFT_INCOMPLETE")))
        return []
    # A shift without an id of its own is known by when it is.
    identity = parts.get("id") or f"{start}/{end}"
    return [{"id": identity, "start": start, "end": end, "capacity": parts.get("capacity", 1)}]


def _times_of_day(day: str, start: str, end: str, zone: ZoneInfo) -> tuple[str, str]:
    first = date.fromisoformat(day)
    last = first + timedelta(days=1) if end <= start else first  # past midnight
    return tuple(
        Moment(*_at(which, clock)).utc(zone).strftime("%Y-%m-%dT%H:%M:%SZ")
        for which, clock in ((first, start), (last, end))
    )  # type: ignore[return-value]


def _at(day: date, clock: str) -> tuple[date, time]:
    return (day + timedelta(days=1), time()) if clock == "24:00" else (day, time.fromisoformat(clock))


def _references(
    path: str, literals: Mapping[str, Json], parts: dict[str, Json], faults: Faults
) -> list[dict[str, Json]]:
    if "value" in parts:
        scheme = str(literals["scheme"])
        value = identifier(scheme, str(parts["value"]))
        if not isinstance(value, Unreadable):
            return [{"identifier": {"scheme": scheme, "value": value}}]
        faults.append((path, value))
    if "origin" in parts:
        source = {} if "source" not in literals else {"source": literals["source"]}
        return [{**source, "origin": parts["origin"]}]
    return [{"name": parts["name"]}] if "name" in parts else []


# ── schedules ────────────────────────────────────────────────────────────────────────────────────────────────────


def _schedules(
    path: str, zone: str, formats: tuple[str, ...], parts: dict[str, Json], faults: Faults
) -> list[dict[str, Json]]:
    """When an event takes place, of one column or of several: date, end_date, start_time, end_time; or start, end."""
    start = _when(path, parts.get("start", parts.get("date")), parts.get("start_time"), formats, faults)
    if start is None:
        return []
    stated_end = parts.get("end", parts.get("end_date"))
    end = _when(path, stated_end, parts.get("end_time"), formats, faults) if not blank(stated_end) else None
    if end is None and "end_time" in parts and isinstance(start, datetime):
        end = _end_by_time(start, str(parts["end_time"]))
    all_day = parts.get("all_day")
    rrule = parts.get("rrule")
    form = schedule(
        start=start,
        end=end,
        all_day=all_day if isinstance(all_day, bool) else None,
        timezone=str(parts.get("timezone", zone)),
        rrule=[] if rrule is None else [str(rrule).removeprefix("RRULE:")],
    )
    if isinstance(form, Problem):
        faults.append((path, Unreadable(form.code, dict(form.parameters))))
        return []
    return [form]


def _when(path: str, cell: Cell, clock: Json, formats: tuple[str, ...], faults: Faults) -> date | datetime | None:
    if blank(cell):
        return None
    moment = read_moment(cell, formats)
    if isinstance(moment, Unreadable):
        faults.append((path, moment))
        return None
    at = moment.at
    if isinstance(clock, str):
        if clock == "24:00":
            return datetime.combine(moment.day + timedelta(days=1), time())
        at = time.fromisoformat(clock)
    return moment.day if at is None else datetime.combine(moment.day, at, tzinfo=moment.offset)


def _end_by_time(start: datetime, clock: str) -> datetime:
    """The end on the day of the start, or on the next where it is not later: 20:00–01:00."""
    if clock == "24:00":
        return datetime.combine(start.date() + timedelta(days=1), time(), tzinfo=start.tzinfo)
    end = datetime.combine(start.date(), time.fromisoformat(clock), tzinfo=start.tzinfo)
    return end if end > start else end + timedelta(days=1)
