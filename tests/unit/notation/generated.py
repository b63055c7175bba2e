"""Block-structured processes in YAML made by hypothesis: every kind of block, in one another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml
from hypothesis import strategies as st

from engine.notation.words import ACTIVITIES

#: Variables that conditions look at; set at the start, never changed.
INPUTS = ("p", "q", "r")
_TREE = st.deferred(lambda: st.one_of(_LEAF, _FORK, _NEST))
_LISTS = st.lists(_TREE, max_size=3)
_LEAF = st.tuples(
    st.sampled_from(["task", "task", "script", "throw", "wait", "end", "handled", "again", "skip", "undo"])
)
_FORK = st.tuples(
    st.sampled_from(["decide", "several", "parallel", "any"]),
    st.lists(_LISTS, min_size=2, max_size=3),
    st.integers(0, 2),
    st.booleans(),
)
_NEST = st.tuples(
    st.sampled_from(["block", "repeat", "while", "each", "watched", "section", "any order", "transaction"]),
    _LISTS,
    st.integers(0, 2),
)


#: The loop and the later step around some steps.
Around = tuple[str | None, str | None]
NOTHING: Around = (None, None)


@dataclass
class Maker:
    """Makes steps of the notation from a tree; each has an id, and loops end."""

    count: int = 0
    tasks: list[str] = field(default_factory=list)

    def new(self, kind: str) -> str:
        self.count += 1
        return f"{kind.replace(' ', '_')}{self.count}"

    def steps(self, trees: list[Any], around: Around = NOTHING, ends: bool = False) -> list[Any]:
        found: list[Any] = []
        for tree in trees:
            found += self.step(tree, around, ends)
            if isinstance(found[-1], dict) and {"end", "skip"} & set(found[-1]):
                break
        return found

    def step(self, tree: Any, around: Around, ends: bool) -> list[Any]:
        kind, (loop, later) = tree[0], around
        step = self.new(kind)
        if kind == "task":
            self.tasks.append(step)
            return [{"task": step, "id": step, "deadline": {"days": 1}}]
        if kind == "script":
            return [self.script(step, "p + q")]
        if kind == "throw":
            return [{"throw": None, "id": step}]
        if kind == "wait":
            return [{"wait": step, "id": step, "signal": "go"}]
        if kind == "end":
            return [{"end": "over", "id": step}] if ends else [self.script(step, "1")]
        if kind == "again":
            return self.back(step, loop)
        if kind == "skip":
            return [{"skip": later}] if ends and later else [self.script(step, "6")]
        if kind == "handled":
            late = {"id": f"{step}_late", "after": "P1D", "do": [self.script(self.new("late"), "0")]}
            aside = {
                "id": f"{step}_aside",
                "signal": "look",
                "beside": True,
                "do": [self.script(self.new("aside"), "1")],
            }
            return [{"task": step, "id": step, "on timeout": late, "on signal": aside}]
        if kind == "undo":
            return [
                {"task": step, "id": step, "undo": self.script(self.new("undoing"), "2")},
                {"throw": None, "id": self.new("undo"), "undo": True},
            ]
        if kind in ("decide", "several", "parallel", "any"):
            return self.fork(tree, step, around)
        return self.nest(tree, step, around)

    def script(self, step: str, value: str) -> dict[str, Any]:
        return {"script": step, "id": step, "set": f"v_{step}", "value": value}

    def back(self, step: str, loop: str | None) -> list[Any]:
        """A way back to the beginning of the loop around it, taken at most twice."""
        if loop is None:
            return [self.script(step, "3")]
        cases = [{"when": f"c_{loop} < 2", "do": ["again"]}, {"else": None}]
        return [{"decide": None, "id": step, "cases": cases}]

    def fork(self, tree: Any, step: str, around: Around) -> list[Any]:
        kind, branches, pick, joined = tree
        alone = kind in ("parallel", "several")
        made = [self.steps(branch, NOTHING if alone else around, kind == "decide") for branch in branches]
        if kind == "parallel":
            return [{"parallel": step, "id": step, "branches": made}]
        if kind == "any":
            given = [{"id": f"{step}_{n}", "signal": f"s{n}", "do": do} for n, do in enumerate(made)]
            return [{"wait": step, "id": step, "any": given}]
        sign = ">" if kind == "several" else "="
        cases = [
            {"when": f"{INPUTS[pick]} {sign} {n}", "name": f"{n}", "do": do} for n, do in enumerate(made)
        ]
        found = {"decide": step, "id": step, "cases": [*cases, {"else": "other"}]}
        if kind == "several":
            found["several"] = True
        elif not joined:
            found["join"] = False
        return [found]

    def loose(self, strand: list[Any]) -> Any:
        """Steps as they may stand where nothing leads to them."""
        if not all(ACTIVITIES & set(step) for step in strand):
            return {"block": None, "id": self.new("block"), "do": strand}
        return strand[0] if len(strand) == 1 else strand

    def nest(self, tree: Any, step: str, around: Around) -> list[Any]:
        kind, inside, pick = tree
        if kind == "block":
            return [{"block": step, "id": step, "do": self.steps(inside)}]
        if kind == "watched":
            looking = {"id": f"{step}_in", "signal": "inside", "beside": True, "inside": True,
                       "do": [self.script(self.new("inside"), "4")]}  # fmt: skip
            wrong = {"id": f"{step}_wrong", "error": "WRONG", "do": [self.script(self.new("wrong"), "5")]}
            end = {"end": None, "id": self.new("fail"), "error": "WRONG"}
            cases = [{"when": f"p = {pick}", "do": [end]}, {"else": None}]
            fails = {"decide": None, "id": self.new("fails"), "cases": cases}
            return [{"block": step, "id": step, "do": [*self.steps(inside), fails],
                     "on signal": looking, "on error": wrong}]  # fmt: skip
        if kind == "each":
            each = {"item": "item", "of": "[1, 2]", "one by one": bool(pick)}
            return [{"block": step, "id": step, "each": each, "do": self.steps(inside)}]
        if kind == "any order":
            strands = [self.step(t, NOTHING, False) for t in inside] or [[self.script(self.new("x"), "8")]]
            made = [self.loose(strand) for strand in strands]
            more = [{}, {"one by one": True}, {"until": "p = 1", "finish": True}][pick]
            return [{"any order": step, "id": step, "do": made, **more}]
        if kind == "transaction":
            wrong = {"id": f"{step}_off", "do": [self.script(self.new("off"), "9")]}
            aside = {"id": f"{step}_raised", "escalation": "UP", "beside": True,
                     "do": [self.script(self.new("raised"), "10")]}  # fmt: skip
            end = {"end": None, "id": self.new("cancel"), "cancel": True}
            cases = [{"when": f"r = {pick}", "do": [end]}, {"else": None}]
            back = {"decide": None, "id": self.new("cancels"), "cases": cases}
            up = {"throw": None, "id": self.new("up"), "escalation": "UP"}
            return [{"block": step, "id": step, "transaction": True, "do": [*self.steps(inside), up, back],
                     "on cancel": wrong, "on escalation": aside}]  # fmt: skip
        if kind == "section":
            target = self.new("target")
            cases = [{"when": f"q = {pick}", "do": [{"skip": target}]}, {"else": None}]
            inside = self.steps(inside, (around[0], target), ends=True)
            return [{"decide": None, "id": step, "cases": cases}, *inside, self.script(target, "7")]
        counter = f"c_{step}"
        zero = {"script": None, "id": f"{step}_zero", "set": counter, "value": 0}
        more = {"script": None, "id": f"{step}_more", "set": counter, "value": f"{counter} + 1"}
        found = {"repeat": step, "id": step, "do": [more, *self.steps(inside, (step, around[1]))]}
        if kind == "while" or not _goes_back(found["do"]):
            found["while"] = f"{counter} < {pick + 1}"
        return [zero, found]


def _goes_back(steps: list[Any]) -> bool:
    """Is there an `again` in these steps for the loop around them?"""
    ways = [
        one.get("do", [])
        for step in steps
        if isinstance(step, dict) and "repeat" not in step
        for key in ("cases", "any")
        for one in step.get(key, [])
    ]
    return "again" in steps or any(map(_goes_back, ways))


def processes() -> st.SearchStrategy[bytes]:
    """Files in YAML."""
    return st.lists(_TREE, min_size=1, max_size=4).map(write)


def write(trees: list[Any]) -> bytes:
    maker = Maker()
    process: dict[str, Any] = {"process": "p", "do": maker.steps(trees)}
    if len(trees) % 2:
        process["start"] = [{"id": "plain"}, {"id": "signalled", "signal": "begin"}]
    if maker.tasks:
        process["lanes"] = {"office": maker.tasks[::2], "chief": maker.tasks[1::2]}
    return yaml.safe_dump(process, allow_unicode=True, sort_keys=False).encode()
