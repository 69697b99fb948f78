"""What suits someone, best first: one statement finds, scores and orders all that is open.

    WITH candidate AS (open, not signed up for, within the radius, old enough; the parts of its score beside it)
    SELECT row, parts, terms
      FROM (SELECT pk, terms FROM candidate WHERE terms > :after ORDER BY terms LIMIT :limit) page JOIN opportunity
     ORDER BY -score, distance, pk

The parts are those of `datasources.people.suggestions.scoring`, by its numbers. Shifts are compared by their local
minutes of the week; they come from the columns `weekday` and `hour`, so that no database needs to know time zones.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Float,
    Integer,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    literal_column,
    not_,
    null,
    or_,
    select,
    tuple_,
)
from sqlalchemy.sql import FromClause, Select, Subquery

from datasources.criteria import Key, Window
from datasources.people.suggestions import scoring
from datasources.people.suggestions.scoring import FULL, NEUTRAL, NONE, RELATED, WEIGHTS, Parts
from datasources.people.suggestions.wishes import TAKING_TIME, Wishes
from datasources.people.suggestions.wishes import Window as FreeWindow
from datasources.people.vocabulary import LIVE, EngagementState
from datasources.store.conditions import chord
from datasources.store.database import Database
from datasources.store.paging import InvalidKey, has_form
from datasources.store.people.core import ENGAGEMENT
from datasources.store.people.engagements_places import held_of_shift
from datasources.store.rows import OpportunityRow, builder, fields_of, projection
from datasources.store.slices import Columns
from datasources.store.sphere import chord_squared, kilometres, vector
from datasources.store.statements import (
    OPPORTUNITY,
    ORGANIZATION,
    PLACE,
    SHIFT,
    TAG,
    Parameter,
    Statement,
    contains,
    in_array,
    one_of,
)
from datasources.store.volunteering import LONG_TERM, open_on
from datasources.vocabulary import ConceptScheme, RecordKind, RemoteMode

__all__ = ["SPOKEN_OF", "Asked", "Suggested", "count", "page"]

Own = TypeVar("Own")

_P: Final = OPPORTUNITY.c
_S: Final = SHIFT.c

SPOKEN_OF: Final = frozenset({"commitment", "remote", "categories", "skills", "languages", "requirements"})
"""The columns that reasons are made of."""

_NOWHERE: Final = 5.0
"""Past every squared chord: where it stands among equals, when nobody knows where it is."""
_SPARE: Final = 1e-9
"""Added to what is compared in haste, so that rounding leaves out nothing that a careful look lets in."""
_NONE_ASKED: Final = -1
_NEVER: Final = 2**53
"""Past every instant: the start of the first shift that fits, where none does."""
_PASSED_OVER: Final = (*sorted(state.value for state in LIVE), EngagementState.DECLINED.value)
"""States of a sign-up after which the opportunity is suggested no more."""
_NO_WINDOW: Final = FreeWindow(-1, 0, 0)
_NO_LANGUAGE: Final = ""
"""What fills the room that a profile leaves: no shift is on such a day, and no list names an empty language."""
_KEY_TYPES: Final = (float, float, int)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and when: `now` in UTC seconds, `today` the local date."""

    volunteer_pk: int
    wishes: Wishes
    now: int
    today: str


class Suggested(NamedTuple):
    """An opportunity in its place. `fits` is the start of the first shift that fits."""

    row: OpportunityRow
    key: Key
    score: float
    distance_km: float | None
    fits: int | None
    parts: Parts


async def page(db: Database, asked: Asked, window: Window, columns: Columns = None) -> tuple[list[Suggested], bool]:
    """The best beyond the window's key, and whether more follow. Raises InvalidKey for a key of another list."""
    assert not window.backwards, "suggestions are read from the best on"
    made = _page(_shape_of(asked.wishes, window), columns)
    values = _values(asked) | {"limit": window.limit + 1}
    if window.after is not None:
        values |= _key_values(window.after)
    raws = await db.fetch(made.statement, **values)
    found = [_suggested(made, raw) for raw in raws[: window.limit]]
    return found, len(raws) > window.limit


async def count(db: Database, asked: Asked) -> int:
    """How many there are on all pages."""
    statement = _count(_shape_of(asked.wishes, Window(limit=0)))
    return int((await db.fetch(statement, **_values(asked)))[0][0])


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a statement is cached by: which wishes are stated, whether it goes on, and how many windows and languages it
    has room for: powers of two, so that many profiles share few statements."""

    windows: int
    home: bool
    radius: bool
    interests: bool
    skills: bool
    commitment: bool
    languages: int
    age: bool
    certificates: bool
    after: bool


def _shape_of(wishes: Wishes, window: Window) -> _Shape:
    return _Shape(
        windows=_room_for(len(wishes.windows)),
        home=wishes.home is not None,
        radius=wishes.radius_km is not None,
        interests=bool(wishes.interests),
        skills=bool(wishes.skills),
        commitment=bool(wishes.commitment),
        languages=_room_for(len(wishes.languages)),
        age=wishes.age is not None,
        certificates=wishes.certificates is not None,
        after=window.after is not None,
    )


def _room_for(number: int) -> int:
    return 0 if number == 0 else 1 << (number - 1).bit_length()


def _values(asked: Asked) -> dict[str, Parameter]:
    """The parameters of a candidate; those that a shape has no use for are left alone by it."""
    wishes = asked.wishes
    values: dict[str, Parameter] = {
        "today": asked.today,
        "now": asked.now,
        "volunteer": asked.volunteer_pk,
        "interests": list(wishes.interests),
        "related": list(wishes.related),
        "skills": list(wishes.skills),
        "commitments": " ".join(wishes.commitment),
        "age": wishes.age,
    }
    lacking = wishes.certificates_lacking
    values |= {f"lacks_{kind.value}": int(kind.value in lacking) for kind in TAKING_TIME}
    for number, (day, start, end) in enumerate(_filled(wishes.windows, _NO_WINDOW)):
        values[f"day_{number}"], values[f"from_{number}"], values[f"to_{number}"] = day, start, end
    for number, language in enumerate(_filled(wishes.languages, _NO_LANGUAGE)):
        values[f"language_{number}"], values[f"region_{number}"] = f'"{language}"', f'"{language}-'
    if wishes.home is not None:
        values["home_x"], values["home_y"], values["home_z"] = vector(wishes.home)
        radius_km = scoring.USUAL_RADIUS_KM if wishes.radius_km is None else wishes.radius_km
        squared = chord_squared(max(radius_km, scoring.SMALLEST_RADIUS_KM))
        values["radius_chord"], values["radius_reach"] = squared, math.sqrt(squared) + _SPARE
    return values


def _filled(own: tuple[Own, ...], nothing: Own) -> tuple[Own, ...]:
    return own + (nothing,) * (_room_for(len(own)) - len(own))


def _key_values(key: Key) -> dict[str, Parameter]:
    if len(key) != len(_KEY_TYPES) or not all(map(has_form, key, _KEY_TYPES)):
        raise InvalidKey("the key is not one of suggestions")
    score, far, pk = key
    return {"after_0": float(score or 0), "after_1": float(far or 0), "after_2": pk}


# ── statements ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Made:
    """A page's statement: its columns are the row's, then the parts, the terms, the chord, the first that fits."""

    statement: Statement
    row_type: type[Any]
    width: int


_PARTS: Final = (*WEIGHTS, "languages_lacking", "certificates_lacking")


def _suggested(made: _Made, raw: Sequence[Any]) -> Suggested:
    own, rest = raw[: made.width], raw[made.width :]
    parts, (minus_score, far, pk, squared, fits) = rest[: len(_PARTS)], rest[len(_PARTS) :]
    return Suggested(
        row=builder(made.row_type)(own),
        key=(minus_score, far, pk),
        score=-minus_score,
        distance_km=None if squared is None else kilometres(squared),
        fits=None if fits is None or fits == _NEVER else int(fits),
        parts=Parts(**dict(zip(_PARTS, parts, strict=True))),
    )


@lru_cache(maxsize=512)
def _page(shape: _Shape, columns: Columns) -> _Made:
    row_type: Any = OpportunityRow if columns is None else projection(OpportunityRow, columns | SPOKEN_OF)
    names = fields_of(row_type)
    scored = _scored(_candidates(shape))
    terms = [scored.c.minus_score, scored.c.far, scored.c.pk]
    found = select(scored)
    if shape.after:
        score, far = (bindparam(name, type_=Float()) for name in ("after_0", "after_1"))
        found = found.where(tuple_(*terms) > tuple_(score, far, bindparam("after_2", type_=Integer())))
    best = found.order_by(*terms).limit(bindparam("limit", type_=Integer())).subquery("page")
    kept = [best.c[name] for name in (*_PARTS, "minus_score", "far", "pk", "chord", "fits")]
    core = (
        select(*(_P[name] for name in names), *kept)
        .select_from(best.join(OPPORTUNITY, _P.pk == best.c.pk))
        .order_by(best.c.minus_score, best.c.far, best.c.pk)
    )
    return _Made(Statement(core), row_type, len(names))


@lru_cache(maxsize=512)
def _count(shape: _Shape) -> Statement:
    candidates = _candidates(shape)
    return Statement(select(func.count()).select_from(candidates).where(_is_to_come(candidates)))


def _scored(candidate: CTE) -> Subquery:
    """The candidates that are still to come, with their terms; a part that is read twice is computed once."""
    suits: ColumnElement[Any] = literal(0.0, Float())
    for name, weight in WEIGHTS.items():
        suits = suits + literal_column(str(weight), Integer()) * candidate.c[name]
    language = case((candidate.c.languages_lacking > 0, scoring.LANGUAGE_LACKING), else_=1.0)
    certificate = case(
        (candidate.c.certificates_lacking == 0, 1.0),
        (candidate.c.certificates_lacking == 1, scoring.CERTIFICATE_LACKING),
        else_=scoring.CERTIFICATES_LACKING,
    )
    score = suits * language * certificate / float(FULL * sum(WEIGHTS.values()))
    return select(candidate, (-score).label("minus_score")).where(_is_to_come(candidate)).subquery("scored")


def _is_to_come(candidate: CTE) -> ColumnElement[bool]:
    """A date is over when its last shift has begun, later on that day too; what is long-term goes on to its end."""
    any_shift = exists(select(1).where(_S.opportunity_pk == candidate.c.pk, _S.gone.is_(False)).correlate(candidate))
    return or_(candidate.c.fits.is_not(None), candidate.c.goes_on == 1, not_(any_shift))


def _candidates(shape: _Shape) -> CTE:
    """What may be suggested, with the parts of its score. What is read of tables comes first, each thing once."""
    squared = _squared() if shape.home else cast(null(), Float())
    source: FromClause = OPPORTUNITY
    columns: dict[str, ColumnElement[Any]] = {
        "pk": _P.pk,
        "remote": _P.remote,
        "chord": squared,
        "fits": _first_fit(shape.windows),
        "goes_on": _goes_on(),
        "interests": _interests() if shape.interests else _neutral(),
        "skills": _skills() if shape.skills else _neutral(),
        "commitment": _commitment() if shape.commitment else _neutral(),
        "unspoken": _unspoken(shape.languages) if shape.languages else _none_asked(),
        "unproven": _unproven() if shape.certificates else _none_asked(),
    }
    if shape.home:
        seat = select(ORGANIZATION.c.seat_pk).where(ORGANIZATION.c.pk == _P.organization_pk).scalar_subquery()
        source = source.outerjoin(PLACE, PLACE.c.pk == func.coalesce(_P.location_pk, seat))
    read = select(*(value.label(name) for name, value in columns.items())).select_from(source)
    return _derived(shape, read.where(*_conditions(shape)).cte("found").prefix_with("MATERIALIZED"))


def _derived(shape: _Shape, found: CTE) -> CTE:
    """The parts that follow from what was found."""
    from_home = found.c.remote == RemoteMode.FULL.value
    time = case((found.c.fits.is_(None), NEUTRAL), (found.c.fits < _NEVER, FULL), else_=NONE)
    columns = {
        "far": case((from_home, 0.0), else_=func.coalesce(found.c.chord, _NOWHERE)),
        "time": time if shape.windows else _neutral(),
        "nearness": _nearness(found) if shape.home else _neutral(),
        "languages": _all_or_none(found.c.unspoken),
        "certificates": _all_or_none(found.c.unproven),
        "languages_lacking": _lacking(found.c.unspoken),
        "certificates_lacking": _lacking(found.c.unproven),
    }
    derived = select(found, *(value.label(name) for name, value in columns.items()))
    if shape.home and shape.radius:
        derived = derived.where(or_(_is_remote(found.c.remote), found.c.chord.is_(None), found.c.chord <= _RADIUS))
    return derived.cte("candidate")


def _conditions(shape: _Shape) -> list[ColumnElement[bool]]:
    """What may be suggested at all."""
    signed_up = select(ENGAGEMENT.c.opportunity_pk).where(
        ENGAGEMENT.c.volunteer_pk == bindparam("volunteer", type_=Integer()), one_of(ENGAGEMENT.c.state, _PASSED_OVER)
    )
    conditions = [
        open_on(),
        or_(_P.apply_by.is_(None), _P.apply_by >= bindparam("today", type_=String())),
        _P.pk.not_in(signed_up),
    ]
    if shape.age:
        conditions.append(or_(_P.min_age.is_(None), _P.min_age <= bindparam("age", type_=Integer())))
    if shape.home and shape.radius:
        conditions.append(or_(_is_remote(_P.remote), PLACE.c.x.is_(None), and_(*_in_cube())))
    return conditions


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────

_RADIUS: Final = bindparam("radius_chord", type_=Float())
_EMPTY: Final = literal_column("'[]'", String())


def _neutral() -> ColumnElement[Any]:
    return literal_column(str(NEUTRAL), Integer())


def _first_fit(windows: int) -> ColumnElement[Any]:
    """The start of the first shift to come that has a place left and lies within a window; _NEVER where none does, null
    where none comes.

    Of a window, one for each day on which it lasts: a shift is soon seen not to be on that day.
    """
    minute = _S.hour * 60 + (_S.start % 3600) // 60
    until = minute + (_S.end - _S.start) // 60
    within = [
        and_(
            _S.weekday == bindparam(f"day_{number}", type_=Integer()),
            minute >= bindparam(f"from_{number}", type_=Integer()),
            until <= bindparam(f"to_{number}", type_=Integer()),
        )
        for number in range(windows)
    ]
    never = literal_column(str(_NEVER), BigInteger())
    # Sign-ups are counted for those within a window alone: a CASE looks no further than it must.
    fits = case((or_(false(), *within), case((_S.capacity > held_of_shift(), _S.start), else_=never)), else_=never)
    to_come = select(func.min(fits)).where(
        _S.opportunity_pk == _P.pk, _S.gone.is_(False), _S.start > bindparam("now", type_=BigInteger())
    )
    return to_come.correlate(OPPORTUNITY).scalar_subquery()


def _goes_on() -> ColumnElement[Any]:
    """Whether one may join without a shift, tomorrow or later."""
    long_term = one_of(_P.commitment, [member.value for member in LONG_TERM])
    later = or_(_P.last_date.is_(None), _P.last_date > bindparam("today", type_=String()))
    return case((and_(long_term, later), 1), else_=0)


def _is_remote(remote: ColumnElement[Any]) -> ColumnElement[bool]:
    return one_of(remote, [RemoteMode.FULL.value, RemoteMode.POSSIBLE.value])


def _in_cube() -> list[ColumnElement[bool]]:
    """Whether a place may lie within the radius at all: within a cube around home, which is soon seen."""
    reach = bindparam("radius_reach", type_=Float())
    centers = ((PLACE.c[axis], bindparam(f"home_{axis}", type_=Float())) for axis in "xyz")
    return [column.between(center - reach, center + reach) for column, center in centers]


def _squared() -> ColumnElement[Any]:
    """The squared chord from home; null where nobody knows the place, or where it does not matter."""
    return case((_P.remote == RemoteMode.FULL.value, None), else_=chord("home"))


def _nearness(found: CTE) -> ColumnElement[Any]:
    """A hundred at home, none at the radius; between them by the square of the distance, as chords are."""
    squared = found.c.chord
    near = case((squared < _RADIUS, FULL - FULL * squared / _RADIUS), else_=float(NONE))
    return case(
        (found.c.remote == RemoteMode.FULL.value, float(FULL)),
        (squared.is_(None), float(NEUTRAL)),
        (and_(found.c.remote == RemoteMode.POSSIBLE.value, near < NEUTRAL), float(NEUTRAL)),
        else_=near,
    )


def _interests() -> ColumnElement[Any]:
    """The best of an opportunity's topics, of those that are wished for."""
    part = case(
        (_P.pk.in_(_tagged(ConceptScheme.TOPIC, "interests")), FULL),
        (_P.pk.in_(_tagged(ConceptScheme.TOPIC, "related")), RELATED),
        else_=NONE,
    )
    return case((_P.categories == _EMPTY, NEUTRAL), else_=part)


def _tagged(scheme: ConceptScheme, name: str) -> Select[Any]:
    return select(TAG.c.entity_pk).where(*_tags(scheme, name))


def _skills() -> ColumnElement[Any]:
    """How many of the skills that are asked for are there; counted only where one is."""
    tags = _tags(ConceptScheme.SKILL, "skills")
    own = select(func.count()).where(TAG.c.entity_pk == _P.pk, *tags).correlate(OPPORTUNITY).scalar_subquery()
    known = case((_P.pk.in_(_tagged(ConceptScheme.SKILL, "skills")), own), else_=_nothing())
    return case((_P.skills == _EMPTY, NEUTRAL), else_=FULL * known // _members(_P.skills))


def _tags(scheme: ConceptScheme, name: str) -> list[ColumnElement[bool]]:
    kind = TAG.c.kind == RecordKind.OPPORTUNITY.value
    return [kind, TAG.c.scheme == scheme.value, in_array(TAG.c.notation, name)]


def _commitment() -> ColumnElement[Any]:
    return case(
        (_P.commitment.is_(None), NEUTRAL),
        (contains(bindparam("commitments", type_=String()), _P.commitment), FULL),
        else_=NONE,
    )


def _members(texts: ColumnElement[Any]) -> ColumnElement[Any]:
    """How many texts a JSON list of plain ones holds, by their quotes."""
    return case((texts == _EMPTY, _nothing()), else_=_times(texts, literal_column("'\"'", String())) // 2)


def _times(texts: ColumnElement[Any], part: ColumnElement[Any]) -> ColumnElement[Any]:
    """How many times a text holds a part, which does not overlap itself."""
    return (_length(texts) - _length(func.replace(texts, part, ""))) // _length(part)


def _length(text: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.length(text, type_=Integer())


def _unspoken(spoken: int) -> ColumnElement[Any]:
    """How many of the languages that are asked for are not spoken; "de" covers "de-AT", as in filters of lists."""
    lacking = _members(_P.languages)
    for number in range(spoken):
        language = bindparam(f"language_{number}", type_=String())
        region = bindparam(f"region_{number}", type_=String())
        lacking = lacking - case((contains(_P.languages, language), 1), else_=0)
        lacking = lacking - case((contains(_P.languages, region), _times(_P.languages, region)), else_=0)
    return case((_P.languages == _EMPTY, _none_asked()), else_=lacking)


def _unproven() -> ColumnElement[Any]:
    """How many kinds are asked for that take time and are not there; a kind stands in JSON between plain quotes."""
    written = {kind.value: literal_column(f"'\"{kind.value}\"'", String()) for kind in TAKING_TIME}
    asked = {kind: contains(_P.requirements, quoted) for kind, quoted in written.items()}
    lacks = {kind: bindparam(f"lacks_{kind}", type_=Integer()) for kind in asked}
    number = sum((case((asked[kind], lacks[kind]), else_=0) for kind in asked), _nothing())
    return case((_P.requirements == _EMPTY, _none_asked()), (or_(*asked.values()), number), else_=_none_asked())


def _all_or_none(lacking: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((lacking < 0, NEUTRAL), (lacking == 0, FULL), else_=NONE)


def _lacking(lacking: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((lacking > 0, lacking), else_=0)


def _none_asked() -> ColumnElement[Any]:
    return literal_column(str(_NONE_ASKED), Integer())


def _nothing() -> ColumnElement[Any]:
    return literal_column("0", Integer())
