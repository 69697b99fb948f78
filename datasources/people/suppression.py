"""Which groups of people are too small to be told: found so that the others, and coarser counts, do not tell them.

A table counts by some dimensions. Its lines run along one dimension, all others fixed; the sum of a line is a group of
the table that lacks this dimension, which the same analyst may ask for.

                 ACCEPTED  DONE  WITHDRAWN   | by municipality
        Polch         12     3*        7*    |  22          * hidden: 3 people are too few, and 7 hide them,
        Mayen          9     8*        6*    |  23            along their row and along their columns

A. A group of fewer than FEWEST people is hidden.
B. Along every line hidden groups are none, or at least two that hold FEWEST people together, or the whole line: else
   one is what is left of the sum, and two of one person each are all that a sum of two can be. The smallest join them.
C. What is hidden in a coarser table is not the sum of what is told in a finer one: its line follows B as well.
D. A hidden group that is alone on its line is told by the line's sum. A group of nobody beside it is then hidden too:
   that a group is hidden does not say that somebody is in it.

E. Lines together can tell what none tells alone. Where a table has two dimensions, its lines are points and its hidden
   groups join them: one that lies on no circle follows from the sums (`datasources.people.bridges`). The smallest group
   that closes a circle through it is hidden too.

Coarser tables come first, so that what one hides all finer ones respect, whichever of them are asked for together.
Where D finds no group of nobody that could be somebody's, the table cannot be told at all.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from itertools import combinations, product
from typing import Final, NamedTuple, TypeAlias, TypeVar

from datasources.people.bridges import Bridge, bridge_of

Value = TypeVar("Value")

__all__ = ["FEWEST", "Cell", "Keys", "Table", "hidden_of", "tables_of"]

_TWO: Final = 2
FEWEST: Final = 5
"""People that a group must have to be told."""

Keys: TypeAlias = tuple[str | None, ...]
"""One value for each dimension of a table; None: not stated."""
Table: TypeAlias = tuple[int, ...]
"""The dimensions of a table, by their places in what was asked for, ascending."""


class Cell(NamedTuple):
    """A group: how many sign-ups, of how many people. Groups of nobody are none."""

    keys: Keys
    sign_ups: int
    people: int


def tables_of(dimensions: int) -> list[Table]:
    """All tables that must be known to decide about the one of all dimensions, coarser ones first."""
    return [table for size in range(1, dimensions + 1) for table in combinations(range(dimensions), size)]


def hidden_of(tables: Mapping[Table, Sequence[Cell]]) -> set[Keys] | None:
    """The keys of the finest table that are not told, some of nobody among them; None where nothing may be told.

    `tables` holds those of `tables_of`.
    """
    hidden: dict[Table, set[Keys]] = {}
    for table in sorted(tables, key=len):
        coarser = {place: hidden.get(_without(table, place), set()) for place in range(len(table))}
        found = _hidden(tables[table], coarser)
        if found is None:
            return None
        hidden[table] = found
    return hidden[max(tables, key=len)]


def _hidden(cells: Sequence[Cell], coarser: Mapping[int, Collection[Keys]]) -> set[Keys] | None:
    """Until no line asks for more. Every round puts a group of nobody on each line that has need of one, so that there
    are no more rounds than lines."""
    known = {cell.keys: cell for cell in cells}
    hidden = {cell.keys for cell in cells if cell.people < FEWEST}
    values = {place: sorted({cell.keys[place] for cell in cells}, key=_named_first) for place in coarser}
    taken = {place: {_without(cell.keys, place) for cell in cells}.union(coarser[place]) for place in coarser}
    while True:
        lines = [(place, line) for place in coarser for line in _lines(known.values(), place).items()]
        _hide_beside(lines, hidden, coarser)
        empty = [
            _beside(place, line[0].keys, values[place], taken)
            for place, (keys, line) in lines
            if len(line) == 1 and line[0].keys in hidden and keys not in coarser[place]
            if len(coarser) > 1 and len(values[place]) > 1
        ]
        if None in empty:
            return None
        if not empty:
            if len(coarser) != _TWO or (bridge := bridge_of(_ends(hidden, coarser))) is None:
                return hidden
            empty = [_around(bridge, known.values(), values, coarser)]
        if None in empty:
            return None
        for each in empty:
            assert each is not None
            known.setdefault(each, Cell(each, 0, 0))
            hidden.add(each)


def _ends(hidden: Collection[Keys], coarser: Mapping[int, Collection[Keys]]) -> dict[Keys, tuple[Hashable, Hashable]]:
    """The two lines of each hidden group of a table of two dimensions; all lines without a sum are one."""
    return {keys: (_line(keys, 0, coarser), _line(keys, 1, coarser)) for keys in sorted(hidden, key=_by_name)}


def _line(keys: Keys, place: int, coarser: Mapping[int, Collection[Keys]]) -> Hashable:
    rest = _without(keys, place)
    return None if rest in coarser[place] else (place, rest)


def _around(
    bridge: Bridge[Keys],
    cells: Iterable[Cell],
    values: Mapping[int, Sequence[str | None]],
    coarser: Mapping[int, Collection[Keys]],
) -> Keys | None:
    """The smallest group that is told and joins both sides of a bridge; else one of nobody that could be somebody's."""

    def joins(keys: Keys) -> bool:
        ends = _line(keys, 0, coarser), _line(keys, 1, coarser)
        return keys != bridge.edge and (set(ends) <= bridge.here | bridge.there) and len(set(ends) & bridge.here) == 1

    told = (cell.keys for cell in sorted(cells, key=_size) if joins(cell.keys))
    return next(told, next(filter(joins, product(values[0], values[1])), None))


def _hide_beside(
    lines: Sequence[tuple[int, tuple[Keys, Sequence[Cell]]]], hidden: set[Keys], coarser: Mapping[int, Collection[Keys]]
) -> None:
    before = None
    while before != len(hidden):
        before = len(hidden)
        for place, (keys, line) in lines:
            hidden.update(_joining(line, hidden, asked=keys in coarser[place]))


def _beside(
    place: int, alone: Keys, values: Sequence[str | None], taken: Mapping[int, Collection[Keys]]
) -> Keys | None:
    """A group of nobody on the same line, each of whose other lines has somebody on it, or may have."""
    for value in values:
        keys = (*alone[:place], value, *alone[place + 1 :])
        if keys != alone and all(_without(keys, other) in taken[other] for other in taken if other != place):
            return keys
    return None


def _joining(line: Sequence[Cell], hidden: Collection[Keys], *, asked: bool) -> Iterable[Keys]:
    """The groups of a line that must be hidden beside those that are; `line` begins with the smallest."""
    own = [cell for cell in line if cell.keys in hidden]
    if not own and not asked:
        return
    number, people = len(own), sum(cell.people for cell in own)
    for cell in line:
        if number > 1 and people >= FEWEST:
            return
        if cell.keys not in hidden:
            number, people = number + 1, people + cell.people
            yield cell.keys


def _lines(cells: Iterable[Cell], place: int) -> dict[Keys, list[Cell]]:
    """The lines along the dimension at a place, by the other keys; the smallest group of each first."""
    lines: dict[Keys, list[Cell]] = {}
    for cell in sorted(cells, key=_size):
        lines.setdefault(_without(cell.keys, place), []).append(cell)
    return lines


def _size(cell: Cell) -> tuple[int, int, tuple[tuple[bool, str], ...]]:
    return cell.people, cell.sign_ups, tuple(map(_named_first, cell.keys))


def _by_name(keys: Keys) -> tuple[tuple[bool, str], ...]:
    return tuple(map(_named_first, keys))


def _named_first(key: str | None) -> tuple[bool, str]:
    return key is None, key or ""


def _without(values: tuple[Value, ...], place: int) -> tuple[Value, ...]:
    return values[:place] + values[place + 1 :]
