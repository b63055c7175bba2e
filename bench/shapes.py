"""Large processes without a diagram that are hard to lay out, each of about as many nodes as asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" targetNamespace="bench">'
)
_EVENTS = 3  # at each activity


def _task(number: int) -> str:
    return f'<userTask id="t{number}" name="办理 {number}"/>'


def _file(nodes: Iterable[str], flows: Iterable[tuple[str, str]]) -> str:
    lines = (
        f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}"/>'
        for number, (source, target) in enumerate(flows)
    )
    return f'{HEAD}<process id="large">{"".join(nodes)}{"".join(lines)}</process></definitions>'


def _line(count: int) -> list[tuple[str, str]]:
    return [(f"t{number}", f"t{number + 1}") for number in range(count - 1)]


def chain(count: int) -> str:
    return _file(map(_task, range(count)), _line(count))


def wide(count: int) -> str:
    """One split, one join, all else between them."""
    ways = [(f"t{n}", "join") for n in range(count - 2)] + [("split", f"t{n}") for n in range(count - 2)]
    ends = ['<parallelGateway id="split"/>', '<parallelGateway id="join"/>']
    return _file([*ends, *map(_task, range(count - 2))], ways)


def back(count: int) -> str:
    """A chain with a flow back from each node to one half way before it."""
    return _file(map(_task, range(count)), _line(count) + [(f"t{n}", f"t{n // 2}") for n in range(1, count)])


def skipping(count: int) -> str:
    """A chain with long flows forward, one in another."""
    return _file(
        map(_task, range(count)),
        _line(count) + [(f"t{n}", f"t{count - 1 - n}") for n in range(count // 2 - 1)],
    )


def deep(count: int) -> str:
    """Subprocesses in one another, with four nodes each."""
    inside = ""
    for level in range(count // 4):
        ways = [(f"s{level}", f"t{level}"), (f"t{level}", f"b{level - 1}" if level else f"e{level}")]
        ways += [(f"b{level - 1}", f"e{level}")] if level else []
        flows = "".join(
            f'<sequenceFlow id="f{level}_{n}" sourceRef="{source}" targetRef="{target}"/>'
            for n, (source, target) in enumerate(ways)
        )
        inside = (
            f'<subProcess id="b{level}" name="块 {level}"><startEvent id="s{level}"/>{_task(level)}{inside}'
            f'<endEvent id="e{level}"/>{flows}</subProcess>'
        )
    return _file([inside], [])


def boundary(count: int) -> str:
    """Three events at each activity, with flows to all over the process."""
    tasks = count // (_EVENTS + 1)
    nodes, flows = [], _line(tasks)
    for n in range(tasks):
        nodes.append(_task(n))
        for event in range(_EVENTS):
            nodes.append(f'<boundaryEvent id="e{n}_{event}" name="超期 {event}" attachedToRef="t{n}"/>')
            flows.append((f"e{n}_{event}", f"t{(n * 7 + event * 13) % tasks}"))
    return _file(nodes, flows)


#: By what makes them hard.
SHAPES: dict[str, Callable[[int], str]] = {
    "chain": chain, "wide": wide, "back": back, "skipping": skipping, "deep": deep, "boundary": boundary,
}  # fmt: skip
