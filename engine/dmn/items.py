"""Types of a decision model: its item definitions, those of imported models, and FEEL's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine import feel
from engine.dmn.conform import fit
from engine.dmn.errors import Findings
from engine.dmn.xml import child, children, text_of, type_ref
from engine.feel import nodes as n
from engine.feel.env import Env

_BASE = {
    "string": "string", "number": "number", "boolean": "boolean", "date": "date", "time": "time",
    "date and time": "date and time", "dateTime": "date and time", "Any": "", "any": "", "": "",
    "days and time duration": "days and time duration", "dayTimeDuration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearMonthDuration": "years and months duration", "list": "list", "context": "context",
    "function": "function", "range": "range", "integer": "number", "long": "number", "double": "number",
    "Null": "null",
}  # fmt: skip


@dataclass(slots=True, eq=False)
class Item:
    """A type. base: kind of its values, "" for any. collection: a list of `inner` values.

    parts: entries of a context. params, result: of a function. allowed: what each single value must pass.
    constraint: what the value as a whole must pass.
    """

    name: str
    base: str = ""
    collection: bool = False
    inner: Item | None = None
    parts: dict[str, Item] = field(default_factory=dict)
    params: list[tuple[str, Item]] | None = None
    result: Item | None = None
    allowed: feel.UnaryTests | None = None
    constraint: feel.UnaryTests | None = None

    def shape(self) -> n.Type:
        """What it is made of, as an expression would write it; what it allows is no part of that."""
        if self.inner is not None:
            return n.Type(0, "list", [self.inner.named()])
        if self.params is not None:
            result = (self.result or ANY).named()
            return n.Type(0, "function", [item.named() for _, item in self.params], result=result)
        return n.Type(0, self.base or "Any", entries={key: part.named() for key, part in self.parts.items()})

    def named(self) -> n.Type:
        """A reference to this type, which may be part of itself."""
        return n.Type(0, self.name, item=self)

    def fit(self, value: Any, env: Env) -> tuple[bool, Any]:
        """Whether the value may stand where the type is asked, and as what."""
        return fit(value, self, env)


ANY = Item("Any")


#: how many definitions may build on each other
MAX_DEPTH = 100


def giving(item: Item) -> Item:
    """The type of a function, where a model may name just the type of what it gives."""
    return item if item.base in ("", "function") else Item(item.name, "function", result=item)


class Types:
    """The types of one model by name; `imports` are the types of others under a name, or under ""."""

    def __init__(self, root: Any, names: frozenset[str], findings: Findings) -> None:
        self._names, self._findings = names, findings
        self._elements = {e.get("name") or "": e for e in children(root, "itemDefinition")}
        self._made: dict[str, Item] = {}
        self._depth = 0
        self.imports: list[tuple[str, str, Types | None]] = []

    def define(self) -> None:
        """Read all definitions, so that every fault is found; after `imports` are known."""
        for name in self._elements:
            self.find(name)

    def find(self, name: str, element: Any = None) -> Item:
        """The type of that name; any type, after a warning, if there is none."""
        found = self.lookup(name) or self._base(name) or self._prefixed(name, element)
        if found is None:
            self._findings.add("dmn-type", "There is no type '{name}'.", element, name=name)
        return found or ANY

    def lookup(self, name: str) -> Item | None:
        """A type that the model defines or imports."""
        return self._search(name, set())

    def _base(self, name: str) -> Item | None:
        return Item(name, _BASE[name]) if name in _BASE else None

    def _search(self, name: str, seen: set[int]) -> Item | None:
        if id(self) in seen:
            return None
        if name in self._made:
            return self._made[name]
        if name in self._elements:
            # known before it is complete: a definition may name itself inside
            made = self._made[name] = Item(name)
            self._depth += 1
            if self._depth <= MAX_DEPTH:
                self._define(self._elements[name], made)
            else:
                message = "Types build on each other over more than {limit} steps."
                self._findings.add("dmn-unsupported", message, self._elements[name], limit=MAX_DEPTH)
            self._depth -= 1
            return made
        for prefix, _, types in self.imports:
            rest = name if not prefix else name[len(prefix) + 1 :] if name.startswith(f"{prefix}.") else ""
            # a nameless import adds nothing to the name, so a circle of them would not end
            inside = seen | {id(self)} if not prefix else set()
            if rest and types is not None and (found := types._search(rest, inside)):
                return found
        return None

    def _prefixed(self, name: str, element: Any) -> Item | None:
        """A name with an XML prefix, as DMN 1.1 writes it: of FEEL, of this model or of an imported one.

        Later versions have no such prefixes; where one was left over and means nothing, it is passed over.
        """
        prefix, colon, local = name.partition(":")
        if not colon:
            return None
        namespace = ((element.nsmap if element is not None else None) or {}).get(prefix)
        for _, own, types in self.imports:
            if own == namespace and types is not None and (found := types.lookup(local)):
                return found
        return self.lookup(local) or self._base(local)

    def _define(self, element: Any, item: Item) -> None:
        collection = element.get("isCollection") in ("true", "1")
        allowed = self._tests(child(element, "allowedValues"))
        item.constraint = self._tests(child(element, "typeConstraint"))
        function = child(element, "functionItem")
        single = Item(item.name, allowed=allowed) if collection else item
        if parts := list(children(element, "itemComponent")):
            single.base = "context"
            for part in parts:
                single.parts[part.get("name") or ""] = made = Item(part.get("name") or "")
                self._define(part, made)
        elif function is not None:
            single.base = "function"
            single.params = [
                (p.get("name") or "", self.find(type_ref(p), p)) for p in children(function, "parameters")
            ]
            single.result = self.find(function.get("outputTypeRef") or "", function)
        elif name := type_ref(element):
            self._narrow(single, self.find(name, element), allowed)
        if single.allowed is None:
            single.allowed = allowed
        if collection:
            item.collection, item.base, item.inner = True, "list", single

    def _narrow(self, item: Item, base: Item, allowed: feel.UnaryTests | None) -> None:
        """Make the type what its base is; what it allows itself stands in for what the base allows."""
        item.base, item.parts, item.params, item.result = base.base, base.parts, base.params, base.result
        item.collection, item.inner = base.collection, base.inner
        item.allowed = base.allowed if allowed is None else allowed
        if item.constraint is None:
            item.constraint = base.constraint

    def _tests(self, element: Any | None) -> feel.UnaryTests | None:
        text = text_of(element)
        if not text or text == "-":
            return None
        try:
            return feel.parse_unary(text, self._names)
        except feel.FeelError as error:
            self._findings.add(
                "dmn-feel",
                "`{text}` is not valid FEEL: {reason}",
                element,
                text=text[:80],
                reason=error.sentence,
            )
            return None
