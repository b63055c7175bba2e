"""Builds literal expressions, contexts, relations, lists, conditionals, iterators and filters."""

from __future__ import annotations

from typing import Any

from engine.dmn.builder import PARTS, Builder, Built, boxed, typed
from engine.dmn.items import giving
from engine.dmn.xml import child, children, type_ref
from engine.feel import nodes as n
from engine.feel.compile_lists import items_of
from engine.feel.compiler import Code, Compiler
from engine.feel.env import Env
from engine.feel.values import kind


@boxed("literalExpression")
def _literal(b: Builder, element: Any) -> Code:
    return b.literal(element)


@boxed("context")
def _context(b: Builder, element: Any) -> Code:
    entries: list[tuple[str | None, Code]] = []
    known: set[str] = set()
    for entry in children(element, "contextEntry"):
        variable = child(entry, "variable")
        code = b.node(entry, entry, "value of a context entry", known).code
        if variable is None:
            entries.append((None, code))
            continue
        name = variable.get("name") or ""
        item = b.types.find(type_ref(variable), variable)
        if child(entry, "functionDefinition") is not None:
            item = giving(item)
        entries.append((name, typed(code, item)))
        known.add(name)

    def build(env: Env) -> Any:
        made: dict[str, Any] = {}
        scope = Env(made, env)
        for name, code in entries:
            value = code(scope)
            if name is None:
                return value
            made[name] = value
        return made

    return build


@boxed("relation")
def _relation(b: Builder, element: Any) -> Code:
    columns = list(children(element, "column"))
    names = [column.get("name") or "" for column in columns]
    rows = []
    for row in children(element, "row"):
        cells = [b.build(cell) for cell in children(row, *PARTS)]
        if len(cells) != len(names):
            b.findings.add("dmn-table", "A row has {count} cells.", row, count=len(cells))
        typed = [
            b.typed(cell, type_ref(column), column) for column, cell in zip(columns, cells, strict=False)
        ]
        rows.append(list(zip(names, typed, strict=False)))
    return lambda env: [{name: cell(env) for name, cell in row} for row in rows]


@boxed("list")
def _list(b: Builder, element: Any) -> Code:
    items = [b.build(item) for item in children(element, *PARTS)]
    return lambda env: [item(env) for item in items]


@boxed("conditional")
def _conditional(b: Builder, element: Any) -> Code:
    condition, then, otherwise = (
        b.node(child(element, part), element, part) for part in ("if", "then", "else")
    )
    return _compiled(n.If(0, condition, then, otherwise))


@boxed("for")
def _for(b: Builder, element: Any) -> Code:
    name, domain = element.get("iteratorVariable") or "", _domain(b, element)
    body = b.node(child(element, "return"), element, "return", (name, "partial"))
    return _compiled(n.For(0, [n.Iterator(0, name, domain, None)], body))


@boxed("every")
def _every(b: Builder, element: Any) -> Code:
    return _quantified(b, element, every=True)


@boxed("some")
def _some(b: Builder, element: Any) -> Code:
    return _quantified(b, element, every=False)


def _quantified(b: Builder, element: Any, every: bool) -> Code:
    name, domain = element.get("iteratorVariable") or "", _domain(b, element).code
    body = b.node(child(element, "satisfies"), element, "satisfies", (name,)).code

    def quantified(env: Env) -> Any:
        items = items_of(domain(env), env, 0)
        if items is None:
            return env.fail(0, "There is nothing to iterate over.")
        known = True
        for item in items:
            env.root.spend()
            value = body(Env({name: item}, env))
            # other than in an expression, a value that is no boolean is an error here, not just unknown
            if value is not None and not isinstance(value, bool):
                message = "'{op}' needs true or false, not {kind}."
                return env.fail(0, message, op="satisfies", kind=kind(value))
            if value is not None and value is not every:
                return not every
            known = known and value is not None
        return every if known else None

    return quantified


def _domain(b: Builder, element: Any) -> Built:
    domain = child(element, "in")
    inside = b.node(domain, element, "in")
    # in this element alone the type belongs to what is inside, not to the whole
    inside.code = b.typed(inside.code, type_ref(domain), domain) if domain is not None else inside.code
    return inside


@boxed("filter")
def _filter(b: Builder, element: Any) -> Code:
    base = _domain(b, element)
    match = child(element, "match")
    return _compiled(n.Filter(0, base, b.node(match, element, "match", ("item",))))


def _compiled(node: n.Node) -> Code:
    return Compiler(scoped=True).code(node)
