"""What means the same does the same: models made by chance, and each once more with its parts written in another
way. After every order both wait for the same.

No oracle is needed for that: a task in a subprocess of its own, a loop of one instance, a called process, a link
instead of a flow. What differs is only how many elements a token passes between two waits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from lxml import etree

from engine.errors import EngineError
from tests.unit.conformance import eventful, eventful_rare
from tests.unit.conformance.pairing import check_simulation
from tests.unit.conformance.words import call, many
from tests.unit.runtime.bpmn import HEAD, chain, flow, node
from tests.unit.runtime.runner import Run

Tree = Any
_NS = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_LOOPS = (f"{_NS}multiInstanceLoopCharacteristics", f"{_NS}standardLoopCharacteristics")
_MOVED = ("isForCompensation", "completionQuantity", "startQuantity")


def _read(text: str) -> list[Tree]:
    return list(etree.fromstring(f"{HEAD}{text}</bpmn:definitions>".encode()))


def _each(root: Tree, *tags: str) -> list[Tree]:
    """The elements of these tags, but event subprocesses and what an ad-hoc subprocess chooses by id."""
    found = [e for tag in tags for e in root.iter(_NS + tag)]
    return [
        e for e in found
        if not e.get("triggeredByEvent") and e.getparent().tag != f"{_NS}adHocSubProcess"
    ]  # fmt: skip


def in_subprocesses(root: Tree) -> None:
    """Each task stands in a subprocess, which has its loop, its flows and its boundary events."""
    for task in _each(root, "userTask"):
        name, parent = task.get("id"), task.getparent()
        around = _read(node("subProcess", f"w_{name}"))[0]
        for key in _MOVED:
            if key in task.attrib:
                around.set(key, task.attrib.pop(key))
        around.extend([part for part in task if part.tag in _LOOPS])
        parent.replace(task, around)
        for other in parent:
            for key in ("sourceRef", "targetRef", "attachedToRef"):
                if other.get(key) == name:
                    other.set(key, f"w_{name}")
        ends = node("startEvent", f"ws_{name}") + node("endEvent", f"we_{name}")
        around.extend([task, *_read(ends + chain(f"ws_{name}", name, f"we_{name}"))])


def in_called_processes(root: Tree) -> None:
    """What is inside of a subprocess stands in a process of its own."""
    for sub in _each(root, "subProcess"):
        called = _read(call(sub.get("id"), f"p_{sub.get('id')}"))[0]
        process = _read(node("process", f"p_{sub.get('id')}", isExecutable="true"))[0]
        for part in list(sub):
            (called if part.tag in _LOOPS else process).append(part)
        sub.getparent().replace(sub, called)
        root.append(process)


def in_loops_of_one(root: Tree) -> None:
    """What has no loop has one with a single instance."""
    for activity in _each(root, "userTask", "subProcess", "callActivity"):
        if not any(part.tag in _LOOPS for part in activity):
            after = len(activity) and activity[0].tag == f"{_NS}extensionElements"
            activity.insert(int(after), _read(many(cardinality="1", sequential=True))[0])


def by_links(root: Tree) -> None:
    """Each flow that leads on at once is a pair of links."""
    for way in list(root.iter(f"{_NS}sequenceFlow")):
        parent, name, target = way.getparent(), way.get("id"), way.get("targetRef")
        source = next(e for e in parent if e.get("id") == way.get("sourceRef"))
        if source.tag != f"{_NS}eventBasedGateway":
            link = f'<bpmn:linkEventDefinition name="{name}"/>'
            pair = node("intermediateThrowEvent", f"lt_{name}", link)
            pair += node("intermediateCatchEvent", f"lc_{name}", link) + flow(f"lc_{name}", target)
            way.set("targetRef", f"lt_{name}")
            parent.extend(_read(pair))


def one_deeper(root: Tree) -> None:
    """All that a process has stands in a subprocess of it."""
    for process in root.iter(f"{_NS}process"):
        name = process.get("id")
        around = _read(node("subProcess", f"in_{name}"))[0]
        around.extend(list(process))
        ends = node("startEvent", f"is_{name}") + node("endEvent", f"ie_{name}")
        process.extend([around, *_read(ends + chain(f"is_{name}", f"in_{name}", f"ie_{name}"))])


def _written_otherwise(xml: bytes, change: Callable[[Tree], None]) -> bytes:
    root = etree.fromstring(xml)
    change(root)
    for link in list(root.iter(f"{_NS}association")):  # the schema wants them last
        link.getparent().append(link)
    text: bytes = etree.tostring(root)
    return text


def _waits(run: Run) -> tuple[str, Counter[Any]]:
    """The status, and what waits for whom or what: by element and, of timers, by time."""
    acts = run.instance.state.acts.values()
    found = Counter[Any](run.waiting)
    found.update(("event", a.el) for a in acts if a.message is not None or a.signal is not None)
    found.update(("timer", a.el, t.at) for a in acts for t in a.timers)
    return run.status, found


def _play(xml: bytes, seed: int) -> list[Any]:
    """What waits at the start and after each of some orders; the same seed gives the same orders."""
    chance = Random(seed)
    run = Run(xml, {"v": 0})
    seen: list[Any] = [_waits(run)]
    for _ in range(12):
        kind, pick, value = chance.choice(["complete"] * 5 + ["other"]), chance.random(), chance.randint(0, 9)
        if run.status != "active":
            break
        try:
            _give(run, kind, pick, value)
        except EngineError as error:
            return [*seen, type(error)]
        check_simulation(run.simulation)
        seen.append(_waits(run))
    return seen


def _give(run: Run, kind: str, pick: float, value: int) -> None:
    names, simulation = sorted(set(run.waiting)), run.simulation
    if kind == "complete" and names:
        run.complete(names[int(pick * len(names))], {"v": value})
    elif pick < 0.25:
        simulation.message("go")
    elif pick < 0.75:
        simulation.signal("flood" if pick < 0.5 else "fire")
    else:
        simulation.advance(simulation.at + timedelta(minutes=1 + 10 * value))


PLAIN, RARE = eventful.Maker, eventful_rare.Maker


@pytest.mark.parametrize(
    ("maker", "change"),
    [
        (PLAIN, in_subprocesses), (PLAIN, in_called_processes), (PLAIN, in_loops_of_one), (PLAIN, by_links),
        (PLAIN, one_deeper), (RARE, by_links), (RARE, one_deeper),
    ],
)  # fmt: skip
def test_what_means_the_same_waits_for_the_same(
    maker: type[eventful.Maker], change: Callable[[Tree], None]
) -> None:
    for seed in range(25):
        model = maker(seed, 1).model()
        try:
            plain = _play(model, seed)
        except EngineError:
            continue  # it fails at its start
        assert _play(_written_otherwise(model, change), seed) == plain, seed
