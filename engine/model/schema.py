"""The content model of BPMN 2.0: what an element may hold, and what a file holds against it.

Order is told apart from the rest, since tools in the wild write children in another order and mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lxml import etree

from engine.model.schema_types import HEADINGS, SUBSTITUTES, TYPES
from engine.model.vocabulary import BPMN, BPMNDI, local, words

_PART = re.compile(r"(@?)([A-Za-z]+)(!?)(?::([^\s?*+]+))?([?*+]?)")
_SIMPLE = words("QName IDREF string anyURI ID boolean integer int")
_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for children: its number in the order, how many it takes, and the choice it belongs to."""

    name: str
    type: str
    position: int
    required: bool
    many: bool
    choice: int = 0


@dataclass(slots=True)
class Shape:
    """A type: its slots by the names of children that they take, and its attributes (type, required)."""

    slots: dict[str, Slot] = field(default_factory=dict)
    attributes: dict[str, tuple[str, bool]] = field(default_factory=dict)
    mixed: bool = False
    open: bool = False

    @property
    def required(self) -> list[Slot]:
        return list({slot.position: slot for slot in self.slots.values() if slot.required}.values())


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.strip().replace("\n    ", " ").splitlines():
        head, _, rest = line.partition(":")
        yield head.strip(), rest.strip()


_STANDS_FOR = {head: rest.split() for head, rest in _lines(SUBSTITUTES)}


def _elements(name: str) -> list[str]:
    """The elements that may stand where this one is named."""
    own = [] if name in HEADINGS.split() else [name]
    return own + [element for other in _STANDS_FOR.get(name, ()) for element in _elements(other)]


def _read() -> dict[str, Shape]:
    source = dict(_lines(TYPES))
    heads = {head.split()[0]: head for head in source}
    shapes: dict[str, Shape] = {}

    def shape(name: str) -> Shape:
        if name not in shapes:
            _, _, base = heads[name].partition(" < ")
            inherited = shape(base) if base else Shape(mixed="mixed" in heads[name])
            shapes[name] = _extend(inherited, source[heads[name]])
        return shapes[name]

    for name in heads:
        shape(name)
    return shapes


def _extend(base: Shape, text: str) -> Shape:
    made = Shape(dict(base.slots), dict(base.attributes), base.mixed, base.open)
    position = max((slot.position for slot in made.slots.values()), default=0)
    choice = 0
    for part in text.split():
        position += 1
        if part == "ANY":
            made.open = True
        elif part in "[/]":
            choice = 0 if part == "]" else choice + 1
        elif found := _PART.fullmatch(part):
            attribute, name, required, kind, many = found.groups()
            if attribute:
                made.attributes[name] = (kind, bool(required))
                continue
            must = many in ("", "+") and not choice
            for element in _elements(name):
                made.slots[element] = Slot(name, kind or element, position, must, many in ("*", "+"), choice)
    return made


SHAPES: Mapping[str, Shape] = _read()
#: What holds a text and nothing else.
_SIMPLE_SHAPE = Shape()

_NAME = re.compile(r"[^\W\d][\w.\-·]*")
_VALUES: Mapping[str, Callable[[str], bool]] = {
    "boolean": lambda text: text in ("true", "false", "1", "0"),
    "integer": lambda text: re.fullmatch(r"[+-]?[0-9]+", text) is not None,
    "int": lambda text: re.fullmatch(r"[+-]?[0-9]{1,9}", text) is not None,
    "ID": lambda text: _NAME.fullmatch(text) is not None,
    "IDREF": bool,
    "QName": bool,
    "anyURI": lambda text: re.search(r"%(?![0-9A-Fa-f]{2})|#[^#]*#[^#]", text) is None,
    "string": lambda _: True,
}


def is_value(kind: str, text: str) -> bool:
    """Is this a value of a simple type of the schema, or of a list `a|b` of legal ones and types?"""
    text = text if kind == "string" else text.strip()
    for choice in kind.split("|"):
        check = _VALUES.get(choice)
        if check(text) if check else text == choice:
            return True
    return False


Kind = Literal["element", "attribute", "missing", "value", "id", "order"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What an element holds against the schema: `name` is the child or attribute, `text` its value."""

    kind: Kind
    node: Any
    name: str
    text: str = ""


def problems(root: Any) -> Iterator[Problem]:
    """Everything in a document that its types do not allow, from the outside in."""
    stack: list[tuple[Any, Shape]] = [(root, SHAPES["definitions"])]
    while stack:
        node, shape = stack.pop()
        yield from _attributes(node, shape)
        if not shape.open:
            yield from _children(node, shape, stack)


def _attributes(node: Any, shape: Shape) -> Iterator[Problem]:
    for name, value in node.attrib.items():
        known = shape.attributes.get(name)
        if known is None:
            if not name.startswith("{") or name.startswith(f"{{{BPMN}}}"):
                yield Problem("attribute", node, name.rpartition("}")[2], value)
        elif not is_value(known[0], value):
            yield Problem("id" if known[0] == "ID" else "value", node, name, value)
    for name, (_, required) in shape.attributes.items():
        if required and node.get(name) is None:
            yield Problem("missing", node, name)


def _children(node: Any, shape: Shape, stack: list[tuple[Any, Shape]]) -> Iterator[Problem]:
    taken: set[int] = set()
    choices: set[int] = set()
    last, ordered = 0, True
    if not shape.mixed and (node.text or "").strip():
        yield Problem("element", node, "", node.text.strip())
    for child in node:
        if not shape.mixed and (child.tail or "").strip():
            yield Problem("element", node, "", child.tail.strip())
        if not isinstance(child.tag, str):
            continue
        slot = shape.slots.get(_name(child))
        if (
            slot is None
            or (slot.position in taken and not slot.many)
            or (slot.choice and choices and slot.choice not in choices)
        ):
            yield Problem("element", child, str(child.tag).rpartition("}")[2])
            continue
        ordered = ordered and slot.position >= last
        last = max(last, slot.position)
        taken.add(slot.position)
        if slot.choice:
            choices.add(slot.choice)
        if slot.type in _SIMPLE:
            text = "".join(child.itertext())
            if not is_value(slot.type, text):
                yield Problem("value", child, local(child), text.strip())
            yield from _attributes(child, _SIMPLE_SHAPE)
            for inside in child.iterchildren(etree.Element):
                yield Problem("element", inside, str(inside.tag).rpartition("}")[2])
        elif slot.type in SHAPES:
            stack.append((child, _typed(child, SHAPES[slot.type])))
    for slot in shape.required:
        if slot.position not in taken:
            yield Problem("missing", node, slot.name)
    if not ordered:
        yield Problem("order", node, local(node))


def _name(child: Any) -> str:
    return "BPMNDiagram" if child.tag == f"{{{BPMNDI}}}BPMNDiagram" else local(child)


def _typed(node: Any, shape: Shape) -> Shape:
    """The shape that `xsi:type` names, as `tFormalExpression`; else the one given."""
    name = (node.get(_XSI_TYPE) or "").strip().rpartition(":")[2]
    return SHAPES.get(name[1:2].lower() + name[2:], shape) if name.startswith("t") else shape
