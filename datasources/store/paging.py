"""Pages of lists by keyset: one statement for all parents of a level, forwards and backwards.

A list is ordered by terms, its pk last, so that no two rows tie; a cursor holds a row's values of them, and a page is
what lies beyond it. Rows that come and go between two pages therefore neither repeat nor push out another.

    one list        SELECT row, terms FROM … WHERE … AND (term, pk) > (:after…) ORDER BY term, pk LIMIT :limit
    computed order  SELECT row, terms FROM (SELECT pk, terms … LIMIT :limit) page JOIN …: only the page's rows are read
    of parents      SELECT row, terms, position FROM parents JOIN … ON pk IN (SELECT pk … LIMIT :limit): each parent's
                    own page, through the index of its list, however long the lists are

All terms ascend, or all descend: then a row value is compared as a whole and an index serves it. Of an order that mixes
both, descending terms are negated.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    Integer,
    String,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.sql import Select, Subquery
from sqlalchemy.sql.util import ClauseAdapter
from sqlalchemy.types import TypeEngine

from datasources.criteria import Key, Sort, Window
from datasources.store import matching, reaching
from datasources.store.conditions import Shape, chord, clauses_of
from datasources.store.database import Database
from datasources.store.extent import by_extent
from datasources.store.listing import (
    DISTANCE,
    PK,
    RELEVANCE,
    Listing,
    Query,
    Reach,
    Term,
    joined,
    of_parent,
    parent_values,
    reach_of,
)
from datasources.store.reaching import Ways
from datasources.store.rows import Row, fields_of, projection
from datasources.store.slices import Columns, ParentKind, Parents, Slice
from datasources.store.sphere import vector
from datasources.store.statements import (
    PLACE,
    DialectName,
    Parameter,
    Statement,
    array_rows,
)
from supergraph.execute.raw import Layout, RawRows

_MAX_KEY_CHARS: Final = 1_000
_MAX_INTEGER: Final = 2**63 - 1
_NOWHERE: Final = 5.0
"""Past every squared chord: where entries without a place stand by distance."""


class InvalidKey(ValueError):
    """A cursor's key does not belong to the order it is used with."""


async def pages(
    db: Database,
    query: Query[Row],
    sort: Sort,
    window: Window,
    parents: Parents | None = None,
    *,
    columns: Columns = None,
) -> list[Slice[Row]]:
    """A page of each parent's list, or of the whole list, in one statement.

    Columns without `pk` say that of a whole list values are wanted and nothing else: then its slice has no `keys`.

    Raises InvalidKey where the window's key is not one of this order.
    """
    lists = 1 if parents is None else len(parents.keys)
    words = query.words
    if lists == 0 or words == 0:
        return [Slice([], more=False) for _ in range(lists)]
    order = sort.by or (query.listing.default,)
    if parents is None:
        query = replace(query, demands=await by_extent(db, query.demands))
    assert words is not None or RELEVANCE not in order, "RELEVANCE needs a text"
    assert sort.center is not None or DISTANCE not in order, "DISTANCE needs a point"
    plan = _Plan(
        dialect=db.dialect,
        shapes=query.shapes(),
        order=order,
        words=words,
        backwards=window.backwards,
        after=window.after is not None,
        before=window.before is not None,
        parents=None if parents is None else parents.kind,
        reach=reach_of(parents),
        columns=columns,
        distance=sort.center is not None,
    )
    if query.text is not None and words is not None and parents is None and query.listing.in_order:
        ranked = order == (RELEVANCE,)
        by_tiers = ranked and query.wide and sort.center is None
        if by_tiers or query.narrow or (not ranked and order == (query.listing.default,)):
            ways = await reaching.ways_of(db, query.text)
            if ways is not None and (by_tiers or query.narrow or ways.bodies == "order"):
                plan = replace(plan, ways=ways, by_tiers=by_tiers)
    made = _page_statement(query.listing, plan)
    values = query.values(db.dialect)
    values["limit"] = window.limit + 1
    if sort.center is not None:
        values["sort_x"], values["sort_y"], values["sort_z"] = vector(sort.center)
    for name, key in (("after", window.after), ("before", window.before)):
        if key is not None:
            values.update(_key_values(name, key, made.types))
    if parents is not None:
        values["parents"] = parent_values(parents)
    return _slices(await db.fetch(made.statement, **values), made, window, lists)


# ── statements ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a page's statement is cached by."""

    dialect: DialectName
    shapes: tuple[Shape, ...]
    order: tuple[str, ...]
    words: int | None
    backwards: bool
    after: bool
    before: bool
    parents: ParentKind | None
    reach: Reach
    columns: Columns
    distance: bool
    ways: Ways | None = None
    by_tiers: bool = False

    @property
    def is_keyed(self) -> bool:
        """Whether rows come with what a cursor holds of them: 0.07 of 0.69 ms for 1,000 organisations."""
        return self.columns is None or "pk" in self.columns or self.parents is not None


@dataclass(frozen=True, slots=True)
class _Made:
    """A page's statement and where its columns stand: the layout's first, then terms that are none of them, squared
    chord, tier, position of the parent."""

    statement: Statement
    layout: Layout
    types: tuple[type[Any], ...]
    key: Callable[[Sequence[Any]], Key]
    measures: tuple[int | None, int | None]
    descending: bool
    sorted: bool


@lru_cache(maxsize=2048)
def _page_statement(listing: Listing[Any], plan: _Plan) -> _Made:
    row_type: Any = listing.row_type
    if plan.columns is not None:
        row_type = projection(row_type, plan.columns, keyed=plan.is_keyed)
    terms = _terms(listing, plan)
    measures = _measures(listing, plan)
    columns = [listing.table.c[name] for name in fields_of(row_type)]
    apart = [term.expression for term in terms if not any(term.expression is column for column in columns)]
    if not plan.is_keyed:
        apart = []
    selected = [*columns, *apart]
    if plan.parents is not None:
        core = _of_parents(listing, plan, terms, selected)
    elif plan.words is not None or len(plan.shapes) > 1 or plan.order != (listing.default,):
        core = _of_page(listing, plan, terms, columns, apart, measures)
    else:
        core = _of_one(listing, plan, terms, selected, measures)
    chord_at = len(selected) if plan.distance else None
    tier_at = len(selected) + int(plan.distance) if plan.words is not None and plan.parents is None else None
    return _Made(
        statement=Statement(core, quick=plan.words is None and not plan.distance),
        layout=Layout(row_type, len(selected) + len(measures) + (plan.parents is not None)),
        types=tuple(term.type for term in terms),
        key=_key_of([_index(selected, term.expression) for term in terms]) if plan.is_keyed else _no_key,
        measures=(chord_at, tier_at),
        descending=terms[0].descending,
        sorted=plan.parents is None,
    )


def _key_of(places: Sequence[int]) -> Callable[[Sequence[Any]], Key]:
    if len(places) > 1:
        return itemgetter(*places)
    (only,) = places
    return lambda raw: (raw[only],)


def _no_key(raw: Sequence[Any]) -> Key:
    raise AssertionError("a list that was read without its keys has no cursors: add pk to its columns")


def _index(expressions: Sequence[ColumnElement[Any]], wanted: ColumnElement[Any]) -> int:
    return next(index for index, expression in enumerate(expressions) if expression is wanted)


def _measures(listing: Listing[Any], plan: _Plan) -> list[ColumnElement[Any]]:
    """What is answered beside a row: its distance where a point is given, its tier where a text is."""
    measures: list[ColumnElement[Any]] = []
    if plan.distance:
        measures.append(chord("sort"))
    if plan.words is not None and plan.parents is None:
        measures.append(_tier(listing, plan))
    return measures


def _tier(listing: Listing[Any], plan: _Plan) -> ColumnElement[Any]:
    assert plan.words is not None
    if plan.ways is not None:
        return matching.tier(plan.words)
    return matching.found(plan.dialect, plan.words, listing.searched).c.tier


def _of_one(
    listing: Listing[Any],
    plan: _Plan,
    terms: Sequence[Term],
    selected: Sequence[ColumnElement[Any]],
    measures: Sequence[ColumnElement[Any]],
) -> Select[Any]:
    """A list in an order that an index gives: read as it is, until the page is full."""
    source = joined(listing, plan.dialect, plan.words, places=plan.distance)
    return _limited(select(*selected, *measures).select_from(source).where(*clauses_of(plan.shapes[0])), plan, terms)


def _of_page(
    listing: Listing[Any],
    plan: _Plan,
    terms: Sequence[Term],
    columns: Sequence[ColumnElement[Any]],
    apart: Sequence[ColumnElement[Any]],
    measures: Sequence[ColumnElement[Any]],
) -> Select[Any]:
    """A list whose order is computed, or that has several branches: its page is found by keys and terms alone, and only
    then are rows read."""
    branches = [_keys_of_branch(listing, plan, shape, terms, measures) for shape in plan.shapes]
    if plan.ways is not None and plan.by_tiers:
        page = _by_tiers(listing, plan, plan.ways, terms)
    elif len(branches) == 1:
        page = branches[0].subquery("page")
    else:
        every = union_all(*(select(branch.subquery()) for branch in branches)).subquery("every")
        order = [every.c[f"term_{number}"] for number in range(len(terms))]
        page = select(every).order_by(*_directed(order, plan, terms)).limit(_LIMIT).subquery("page")
    order = [page.c[f"term_{number}"] for number in range(len(terms))]
    of_terms = {id(term.expression): column for term, column in zip(terms, order, strict=True)}
    answered = [page.c[f"measure_{number}"] for number in range(len(measures))]
    return (
        select(*columns, *(of_terms[id(expression)] for expression in apart), *answered)
        .select_from(page.join(listing.table, listing.table.c.pk == page.c.page_pk))
        .order_by(*_directed(order, plan, terms))
    )


def _keys_of_branch(
    listing: Listing[Any], plan: _Plan, shape: Shape, terms: Sequence[Term], measures: Sequence[ColumnElement[Any]]
) -> Select[Any]:
    keys = [term.expression.label(f"term_{number}") for number, term in enumerate(terms)]
    answered = [measure.label(f"measure_{number}") for number, measure in enumerate(measures)]
    source = joined(listing, plan.dialect, plan.words, places=plan.distance, ways=plan.ways)
    keyed = select(listing.table.c.pk.label("page_pk"), *keys, *answered).select_from(source).where(*clauses_of(shape))
    if plan.ways is not None and plan.words is not None:
        keyed = keyed.where(matching.holds(plan.words))
    return _limited(keyed, plan, terms)


def _by_tiers(listing: Listing[Any], plan: _Plan, ways: Ways, terms: Sequence[Term]) -> Subquery:
    """Tier by tier until the page is full: SQLite evaluates a UNION ALL in its order and stops at its limit."""
    assert plan.words is not None
    tier = matching.tier(plan.words)
    reached = {
        0: [matching.begins()],
        1: [matching.begins()],
        2: [matching.indexed("text_starts")] if ways.starts == "index" else [],
        3: [matching.indexed("text_titles")] if ways.titles == "index" else [],
        4: [matching.indexed("text_match")] if ways.bodies == "index" else [matching.holds(plan.words)],
    }
    source = joined(listing, plan.dialect, plan.words, ways=ways)
    arms: list[Select[Any]] = []
    for number, conditions in reached.items():
        exactly = literal_column(str(number), Integer())
        keys = [exactly, *(term.expression for term in terms[1:])]
        labelled = [key.label(f"term_{place}") for place, key in enumerate(keys)]
        arm = select(listing.table.c.pk.label("page_pk"), *labelled, exactly.label("measure_0")).select_from(source)
        arm = arm.where(tier == exactly, *conditions, *clauses_of(plan.shapes[0]))
        arms.append(_beyond_within(arm, plan, exactly, terms))
    if plan.backwards:
        arms.reverse()
    every = union_all(*(select(arm.subquery()) for arm in arms)).limit(_LIMIT)
    return every.subquery("page")


def _beyond_within(arm: Select[Any], plan: _Plan, tier: ColumnElement[Any], terms: Sequence[Term]) -> Select[Any]:
    """One tier's rows beyond the window's keys; a tier that lies before them altogether is not looked into."""
    rest = [term.expression for term in terms[1:]]
    for name, asked in (("after", plan.after), ("before", plan.before)):
        if asked:
            first, *others = (bindparam(f"{name}_{n}", type_=_TYPES[term.type]) for n, term in enumerate(terms))
            if name == "after":
                arm = arm.where(first <= tier, or_(first < tier, tuple_(*rest) > tuple_(*others)))
            else:
                arm = arm.where(first >= tier, or_(first > tier, tuple_(*rest) < tuple_(*others)))
    order = [expression.desc() for expression in rest] if plan.backwards else rest
    return arm.order_by(*order).limit(_LIMIT)


def _of_parents(
    listing: Listing[Any], plan: _Plan, terms: Sequence[Term], selected: Sequence[ColumnElement[Any]]
) -> Select[Any]:
    """A page of each parent's own: found through the index of its list, in the parent's turn.

    Rows come unsorted: a few per parent are sooner sorted here than all of them together there.
    """
    assert plan.parents is not None
    parent_key = listing.parents[plan.parents]
    parents = array_rows("parents", String() if isinstance(parent_key.type, String) else BigInteger(), "parent")
    conditions = [
        of_parent(listing, plan.parents, parents.c.value, plan.reach),
        or_(*(and_(true(), *clauses_of(shape)) for shape in plan.shapes)),
    ]
    keys = select(listing.table.c.pk).select_from(joined(listing, plan.dialect, plan.words)).where(*conditions)
    keys = _limited(keys, plan, terms)
    listed = listing.table.alias("listed")
    adapt = ClauseAdapter(listed).traverse
    if plan.dialect == "sqlite":
        source = parents.join(listed, listed.c.pk.in_(keys.correlate(parents)))
    else:
        page = keys.correlate(parents).lateral("page")
        source = parents.join(page, true()).join(listed, listed.c.pk == page.c.pk)
    measures: list[ColumnElement[Any]] = []
    if plan.distance:
        assert listing.place_pk is not None
        source = source.outerjoin(PLACE, PLACE.c.pk == adapt(listing.place_pk))
        measures.append(chord("sort"))
    return select(*(adapt(expression) for expression in selected), *measures, parents.c.position).select_from(source)


_LIMIT: Final = bindparam("limit", type_=Integer())


def _limited(statement: Select[Any], plan: _Plan, terms: Sequence[Term]) -> Select[Any]:
    """The rows beyond the window's keys, in the order they are read, up to the limit."""
    expressions = [term.expression for term in terms]
    descending = terms[0].descending
    for name, asked, ascends in (("after", plan.after, not descending), ("before", plan.before, descending)):
        if asked:
            key = tuple_(*(bindparam(f"{name}_{n}", type_=_TYPES[term.type]) for n, term in enumerate(terms)))
            row = tuple_(*expressions)
            statement = statement.where(row > key if ascends else row < key)
    return statement.order_by(*_directed(expressions, plan, terms)).limit(_LIMIT)


_TYPES: Final[Mapping[type[Any], TypeEngine[Any]]] = {str: String(), int: BigInteger(), float: Float()}


def _directed(
    expressions: Sequence[ColumnElement[Any]], plan: _Plan, terms: Sequence[Term]
) -> list[ColumnElement[Any]]:
    if terms[0].descending != plan.backwards:
        return [expression.desc() for expression in expressions]
    return list(expressions)


def _terms(listing: Listing[Any], plan: _Plan) -> list[Term]:
    """The terms of an order, the pk last."""
    named: list[Term] = []
    for name in plan.order:
        if name == RELEVANCE:
            named.append(Term(_tier(listing, plan), int))
        elif name == DISTANCE:
            named.append(Term(func.coalesce(chord("sort"), _NOWHERE), float))
        elif name != PK:
            named.append(listing.orders[name])
    if plan.order[-1] == RELEVANCE:
        assert listing.by_name is not None
        named.append(listing.by_name)
    pk = listing.table.c.pk
    if named and all(term.descending for term in named):
        return [*named, Term(pk, int, descending=True)]
    return [*(Term(-term.expression, term.type) if term.descending else term for term in named), Term(pk, int)]


# ── values and rows ──────────────────────────────────────────────────────────────────────────────────────────────


def _key_values(name: str, key: Key, types: Sequence[type[Any]]) -> dict[str, Parameter]:
    if len(key) != len(types):
        raise InvalidKey(f"a key of {len(key)} values was used with an order of {len(types)}")
    values: dict[str, Parameter] = {}
    for number, (value, type_) in enumerate(zip(key, types, strict=True)):
        if not has_form(value, type_):
            raise InvalidKey(f"value {number} of the key is not the {type_.__name__} this order has")
        values[f"{name}_{number}"] = float(value) if type_ is float and value is not None else value
    return values


def has_form(value: object, type_: type[Any]) -> bool:
    """Whether a value of a key can be compared with a column of the type, in any database."""
    match value:
        case bool() | None:
            return False
        case str():
            return type_ is str and len(value) <= _MAX_KEY_CHARS and "\0" not in value and _encodes(value)
        case int():
            return type_ in (int, float) and -_MAX_INTEGER <= value <= _MAX_INTEGER
        case float():
            return type_ is float and math.isfinite(value)
        case _:
            return False


def _encodes(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _slices(raws: list[Any], made: _Made, window: Window, lists: int) -> list[Slice[Any]]:
    slices: list[Slice[Any]] = []
    for own in _by_list(raws, lists):
        more = len(own) > window.limit
        if not made.sorted:
            own.sort(key=made.key, reverse=made.descending != window.backwards)
        if more:
            del own[window.limit :]
        if window.backwards:
            own.reverse()
        slices.append(Slice(RawRows(made.layout, own), more, own, made.key, made.measures))
    return slices


def _by_list(raws: list[Any], lists: int) -> list[list[Any]]:
    if lists == 1:
        return [raws]
    own: list[list[Any]] = [[] for _ in range(lists)]
    for raw in raws:
        own[raw[-1]].append(raw)
    return own
