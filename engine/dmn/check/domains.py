"""What is known of the columns of a table before it is asked: their types, their values, what they share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from engine.dmn.check.column import Claim, Domain
from engine.dmn.check.families import FAMILIES
from engine.dmn.items import Item
from engine.dmn.model import Model
from engine.dmn.table import Input
from engine.feel import nodes as n

Place = tuple[str, ...]
_KINDS = frozenset(family.kind for family in FAMILIES)
#: what a date, a time or a duration has; it is computed and has a range of its own
_PROPERTIES = frozenset(
    [
        "year", "month", "day", "weekday", "hour", "minute", "second", "time offset", "timezone", "years",
        "months", "days", "hours", "minutes", "seconds",
    ]
)  # fmt: skip


def known_names(model: Model) -> dict[str, Item | None]:
    """The variables of a model with their types; None where one name has several."""
    found: dict[str, Item | None] = {}
    declared = [(data.name, data.item) for data in model.data.values()]
    declared += [(name, d.item) for d in model.decisions.values() for name in (d.variable, d.name, d.id)]
    declared += [param for knowledge in model.knowledge.values() for param in knowledge.params]
    for name, item in declared:
        found[name] = item if found.setdefault(name, item) is item else None
    return found


def place_of(node: n.Node) -> Place | None:
    """The names of a variable or a path from one; None for anything that is computed."""
    if isinstance(node, n.Name):
        return (node.name,)
    if isinstance(node, n.Path):
        base = place_of(node.base)
        return None if base is None else (*base, node.name)
    return None


def places_in(node: Any) -> Iterator[Place]:
    """All variables and paths that a tree reads."""
    place = place_of(node) if isinstance(node, n.Node) else None
    if place is not None:
        yield place
    elif isinstance(node, n.Node):
        called = isinstance(node, n.Call) and isinstance(node.callee, n.Name)
        for part in fields(node):
            if called and part.name == "callee":
                continue  # the name of a function is no variable
            yield from places_in(getattr(node, part.name))
    elif isinstance(node, Mapping):
        yield from places_in(list(node.values()))
    elif isinstance(node, (list, tuple)):
        for inner in node:
            yield from places_in(inner)


def domain_of(column: Input, label: str, tree: n.Node, types: Mapping[str, Item | None]) -> Domain:
    """The domain of one column by itself."""
    place = place_of(tree)
    item = None if place is None else _item_at(place, types)
    computed = place is None or (item is None and len(place) > 1 and place[-1] in _PROPERTIES)
    kind = _kind(column.item)
    if kind == "" and item is not None:
        kind = _kind(item)
    if kind == "" and isinstance(tree, (n.Compare, n.Logic, n.In, n.Between, n.Quantified, n.InstanceOf)):
        kind = "boolean"
    allowed = [] if column.allowed is None else [column.allowed]
    for one in (column.item, item):
        if one is not None and not one.collection:
            allowed += [tests for tests in (one.allowed, one.constraint) if tests is not None]
    # the range of a computed value is not known unless somebody wrote it down
    vague = computed and not allowed and kind != "boolean"
    return Domain(label, kind, allowed, frozenset[Claim]({"overlaps"} if vague else {"overlaps", "gaps"}))


def bind(domains: list[Domain], trees: list[n.Node]) -> None:
    """Take the claims from columns that read what another one reads: not every mixture of values can come."""
    taken: list[Place] = []
    order = sorted(range(len(trees)), key=lambda i: place_of(trees[i]) is None)  # computed ones last
    for i in order:
        places = list(places_in(trees[i]))
        if any(_related(place, other) for place in places for other in taken):
            domains[i].free = frozenset()
        taken += places


def _related(a: Place, b: Place) -> bool:
    return all(x == y for x, y in zip(a, b, strict=False))


def _kind(item: Item) -> str | None:
    if item.collection or item.parts:
        return None
    return item.base if item.base in _KINDS or not item.base else None


def _item_at(place: Place, types: Mapping[str, Item | None]) -> Item | None:
    item = types.get(place[0])
    for name in place[1:]:
        item = None if item is None or item.collection else item.parts.get(name)
    return item
