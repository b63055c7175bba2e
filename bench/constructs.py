"""Large constructs in one case: the last completion must cost what the first did."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from itertools import pairwise
from statistics import median
from time import perf_counter
from typing import Any

from bench.office import complete, deploy_text
from engine import commands
from engine.service import Engine

#: completions taken together at the start and at the end, but no more than a quarter of all, so that slow
#: writes to the disk do not decide
_AROUND = 100
_ROUNDS = 100
_DEPTH, _BRANCHES = 50, 100
_WORK = (
    "<extensionElements><zeebe:userTask/>"
    '<zeebe:assignmentDefinition candidateGroups="clerk"/></extensionElements>'
)


def _task(name: str, inner: str = "") -> str:
    return f'<userTask id="{name}">{_WORK}{inner}</userTask>'


def _chain(*names: str) -> str:
    """Flows from each to the next."""
    return "".join(_flow(a, b) for a, b in pairwise(names))


def _flow(source: str, target: str, condition: str = "") -> str:
    inside = f"<conditionExpression>={condition}</conditionExpression>" if condition else ""
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="{source}-{target}" {ends}>{inside}</sequenceFlow>'


def _many(count: int, sequential: bool) -> str:
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"<loopCardinality>={count}</loopCardinality></multiInstanceLoopCharacteristics>"
    )


def _rounds(count: int, beside: str, last: Iterable[str] = ("e",)) -> str:
    """A task that is passed so often, then `last`."""
    step = (
        '<scriptTask id="i"><extensionElements><zeebe:script expression="=if n = null then 1 else n + 1"'
        ' resultVariable="n"/></extensionElements></scriptTask>'
    )
    first, *more = last
    return (
        f'<startEvent id="s"/><exclusiveGateway id="m"/>{_task("t")}{step}{beside}<endEvent id="e"/>'
        f'<exclusiveGateway id="x" default="x-{first}"/>{_chain("s", "m", "t", "i", "x", first, *more)}'
        f"{_flow('x', 'm', f'n &lt; {count}')}"
    )


def parallel(count: int) -> str:
    return f'<startEvent id="s"/>{_task("t", _many(count, False))}<endEvent id="e"/>{_chain("s", "t", "e")}'


def sequential(count: int) -> str:
    return f'<startEvent id="s"/>{_task("t", _many(count, True))}<endEvent id="e"/>{_chain("s", "t", "e")}'


def nested(_: int) -> str:
    """Rounds inside of subprocesses in one another."""
    inside = _rounds(_ROUNDS, "")
    for level in range(_DEPTH):
        start, body, end = f"s{level}", f"b{level}", f"e{level}"
        inside = (
            f'<startEvent id="{start}"/><subProcess id="{body}">{inside}</subProcess><endEvent id="{end}"/>'
            f"{_chain(start, body, end)}"
        )
    return inside


def boundary(count: int) -> str:
    """Rounds of a task with so many events at it, each of which has to be let go of and waited for again."""
    events = "".join(
        f'<boundaryEvent id="b{n}" attachedToRef="t" cancelActivity="false">'
        f'<messageEventDefinition messageRef="ring"/></boundaryEvent>{_flow(f"b{n}", "e")}'
        for n in range(count)
    )
    return _rounds(_ROUNDS, events)


def compensable(count: int) -> str:
    """Each round of a task is kept until all are undone in the last step."""
    undo = (
        '<boundaryEvent id="u" attachedToRef="t"><compensateEventDefinition/></boundaryEvent>'
        '<task id="h" isForCompensation="true"/>'
        '<intermediateThrowEvent id="back"><compensateEventDefinition/></intermediateThrowEvent>'
    )
    link = '<association id="a" sourceRef="u" targetRef="h" associationDirection="One"/>'
    return _rounds(count, undo, ("back", "e")) + link


def inclusive(_: int) -> str:
    names = [f"t{n}" for n in range(_BRANCHES)]
    ways = "".join(_flow("f", name, "true") + _flow(name, "j") for name in names)
    return (
        f'<startEvent id="s"/><inclusiveGateway id="f"/>{"".join(map(_task, names))}'
        f'<inclusiveGateway id="j"/><endEvent id="e"/>{_chain("s", "f")}{ways}{_chain("j", "e")}'
    )


#: By what is large; each is given how many instances, rounds or events, where that is not fixed.
CONSTRUCTS: dict[str, Callable[[int], str]] = {
    "parallel": parallel, "sequential": sequential, "nested": nested, "boundary": boundary,
    "compensable": compensable, "inclusive": inclusive,
}  # fmt: skip


def _file(name: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<definitions targetNamespace="bench" xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
        ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><message id="ring" name="ring"/>'
        f'<process id="{name}" isExecutable="true">{body}</process></definitions>'
    )


def measure(engine: Engine, count: int, progress: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Milliseconds of the start and of completions, one by one: the median of the first and of the last
    (without the very last, which ends the case and undoes what is to be undone: `end`)."""
    found: dict[str, Any] = {}
    for name, write in CONSTRUCTS.items():
        deploy_text(engine, name, _file(name, write(count)))
        begun, *times = _run(engine, name)
        some = min(_AROUND, len(times) // 4)
        first, last = median(times[:some]), median(times[-1 - some : -1])
        found |= {
            f"{name}_start_ms": round(begun, 1),
            f"{name}_first_ms": round(first, 2),
            f"{name}_last_ms": round(last, 2),
            f"{name}_last_to_first": round(last / first, 2),
            f"{name}_end_ms": round(times[-1], 1),
        }
        progress()
    return found


def _run(engine: Engine, process: str) -> list[float]:
    """Start a case and complete what waits, the oldest first, until nothing does; milliseconds of each."""
    times, waiting = [], deque[str]()
    while not times or waiting:
        began = perf_counter()
        if times:
            receipt = complete(engine, waiting.popleft(), "clerk1")
        else:
            receipt = engine.handle(commands.Start(actor="clerk1", process=process))
        times.append((perf_counter() - began) * 1000)
        waiting.extend(receipt.task_ids)
    return times
