"""The joined data of one operation: objects found by paths, representations of them, entities joined into them.

    path products|Book.reviews   →  every review of every book, lists flattened
    by id category { id }        →  {"__typename": "Product", "id": "1", "category": {"id": "c1"}}

Objects whose representations are equal are asked for once, and share what comes back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import orjson

from supergraph.plan import Carried, Part, Path, Target
from supergraph.run.answers import Failure

Object = dict[str, object]


@dataclass(slots=True)
class Asked:
    """The entities of a part: each representation as JSON, and the objects that it stands for."""

    part: Part
    representations: dict[bytes, list[Object]] = field(default_factory=dict)


def objects(root: Object, path: Path) -> list[Object]:
    """The objects at the end of a path."""
    found = [root]
    for step in path:
        key, only = step.key, step.only
        reached: list[Object] = []
        for each in found:
            value = each.get(key)
            if type(value) is dict:
                if only is None or value.get("__typename") == only:
                    reached.append(value)
            elif type(value) is list:
                _flatten(value, only, reached)
        found = reached
    return found


def asked_of(root: Object, part: Part) -> Asked:
    """What a part asks for. Objects that lack a field of their representation, for a failure, fail for the same."""
    asked = Asked(part)
    for target in part.targets:
        is_flat = target.is_typename_known and not any(each.children or each.only for each in target.carried)
        keys = [each.key for each in target.carried] if is_flat else []
        known: dict[tuple[object, ...], list[Object]] = {}
        for each in objects(root, target.path):
            values: tuple[object, ...] | None = None
            if is_flat:  # the same few values are the same representation, which need not be written to be compared
                try:
                    values = tuple([each[key] for key in keys])
                    if (places := known.get(values)) is not None:
                        places.append(each)
                        continue
                except (KeyError, TypeError):
                    values = None
            represented = _represent(each, target)
            if isinstance(represented, Failure):
                fail((each,), part.keys, represented)
            elif represented is not None:
                places = asked.representations.setdefault(orjson.dumps(represented), [])
                places.append(each)
                if values is not None:
                    known[values] = places
    return asked


def fail(places: Iterable[Object], keys: Iterable[str], failure: Failure) -> None:
    """Says at each object that these fields are missing, and why."""
    for each in places:
        for key in keys:
            if each.get(key) is None:
                each[key] = failure


def join(into: Object, entity: Object) -> None:
    """Adds an entity's fields to an object."""
    for key, value in entity.items():
        known = into.get(key)
        if known is None or (isinstance(known, Failure) and value is not None):
            into[key] = value
        elif type(known) is dict and type(value) is dict:
            if known is not value:
                join(known, value)
        elif type(known) is list and type(value) is list and known is not value and len(known) == len(value):
            _join_lists(known, value)


def _join_lists(known: list[object], more: list[object]) -> None:
    for index, (old, new) in enumerate(zip(known, more, strict=True)):
        if type(old) is dict and type(new) is dict:
            if old is not new:
                join(old, new)
        elif type(old) is list and type(new) is list and len(old) == len(new):
            _join_lists(old, new)
        elif old is None:
            known[index] = new


def _flatten(values: list[object], only: str | None, reached: list[Object]) -> None:
    for value in values:
        if type(value) is dict:
            if only is None or value.get("__typename") == only:
                reached.append(value)
        elif type(value) is list:
            _flatten(value, only, reached)


def _represent(source: Object, target: Target) -> Object | Failure | None:
    typename = target.typename
    if not target.is_typename_known:
        own = source.get("__typename")
        typename = own if isinstance(own, str) else typename
    found: Object = {"__typename": typename}
    carried = _carry(source, target.carried, found)
    if carried is found and target.keys and all(found.get(name) is None for name in target.keys):
        return None
    return carried


def _carry(source: Object, carried: tuple[Carried, ...], into: Object) -> Object | Failure | None:
    """Reads the fields of a representation; None when one of them was never answered."""
    for each in carried:
        if each.only is not None and source.get("__typename") not in each.only:
            continue
        if each.key not in source:
            if each.name == "__typename":
                continue
            return None
        value = _carried(source[each.key], each)
        if isinstance(value, Failure):
            return value
        if value is _MISSING:
            return None
        into[each.name] = value
    return into


_MISSING: object = object()


def _carried(value: object, carried: Carried) -> object:
    if not carried.children or value is None or isinstance(value, Failure):
        return value
    if type(value) is dict:
        found = _carry(value, carried.children, {})
        return _MISSING if found is None else found
    if type(value) is list:
        values = [_carried(each, carried) for each in value]
        for each in values:
            if each is _MISSING or isinstance(each, Failure):
                return each
        return values
    return _MISSING
