"""The syntax tree of FEEL: plain records, no behaviour. `at` is the offset in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Node:
    """Base of all nodes."""

    at: int


@dataclass(slots=True)
class Literal(Node):
    """fault: the text and what it should have been, where a literal means nothing and is null."""

    value: Any
    fault: tuple[str, str] | None = None


@dataclass(slots=True)
class Name(Node):
    name: str


@dataclass(slots=True)
class Path(Node):
    base: Node
    name: str


@dataclass(slots=True)
class Descent(Node):
    """`base...name`: the entries of that name at any depth."""

    base: Node
    name: str


@dataclass(slots=True)
class Filter(Node):
    base: Node
    condition: Node


@dataclass(slots=True)
class Call(Node):
    callee: Node
    args: list[Node]
    named: dict[str, Node] | None


@dataclass(slots=True)
class Arithmetic(Node):
    """A chain that is evaluated from the left: first, then (operator, operand)..."""

    first: Node
    rest: list[tuple[str, Node, int]]


@dataclass(slots=True)
class Negate(Node):
    operand: Node


@dataclass(slots=True)
class Compare(Node):
    op: str
    left: Node
    right: Node


@dataclass(slots=True)
class Logic(Node):
    """`and` or `or` over two or more operands."""

    op: str
    operands: list[Node]


@dataclass(slots=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(slots=True)
class Test(Node):
    """`< 5` without a left side: a test of something else, or a range as a value."""

    op: str
    operand: Node


@dataclass(slots=True)
class In(Node):
    value: Node
    tests: list[Node]


@dataclass(slots=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(slots=True)
class Iterator(Node):
    """`name in domain`, or `name in domain..end`."""

    name: str
    domain: Node
    end: Node | None


@dataclass(slots=True)
class For(Node):
    iterators: list[Iterator]
    body: Node


@dataclass(slots=True)
class Quantified(Node):
    every: bool
    iterators: list[Iterator]
    body: Node


@dataclass(slots=True)
class ListOf(Node):
    items: list[Node]


@dataclass(slots=True)
class ContextOf(Node):
    entries: list[tuple[str, Node]]


@dataclass(slots=True)
class RangeOf(Node):
    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(slots=True)
class Type(Node):
    """A type expression: a name, or list/range/context/function with its parts.

    item: the type that a decision model defines under the name.
    """

    name: str
    parts: list[Type] = field(default_factory=list)
    entries: dict[str, Type] = field(default_factory=dict)
    result: Type | None = None
    item: Any = None


@dataclass(slots=True)
class InstanceOf(Node):
    value: Node
    type: Type


@dataclass(slots=True)
class FunctionOf(Node):
    params: list[tuple[str, Type | None]]
    body: Node
    external: bool = False


@dataclass(slots=True)
class Tests(Node):
    """Unary tests: any (`-`), a list of tests, or the negation of one."""

    tests: list[Node]
    negated: bool = False
    any: bool = False
