"""What must hold for the trace of any run: what was activated ends once, with the same name, scope and loop
number; a flow is taken after its source was left and before its target is reached."""

from __future__ import annotations

from collections import Counter
from typing import Any

from engine.model.definition import Element, Flow
from engine.simulation.simulation import Simulation
from engine.simulation.trace import trace

#: What an activity keeps from its activation to its end.
_KEPT = ("element", "type", "name", "scope", "loop")


def check_trace(simulation: Simulation) -> None:
    """The trace of a run, without a step that failed."""
    check_lines(trace(simulation.history, simulation.library, simulation.calendar.zone), simulation)


def check_lines(lines: list[dict[str, Any]], simulation: Simulation) -> None:
    """The lines as they stand, in the order of their numbers."""
    known = _Model(simulation)
    undone = any(line.get("kind") in ("compensation", "cancel") for line in lines)
    opened: dict[tuple[str, int], list[Any]] = {}
    closed: set[tuple[str, int]] = set()
    left: Counter[tuple[str, int, str]] = Counter()
    sent: Counter[tuple[str, int, str]] = Counter()
    for line in lines:
        where = (line["instance"], line["scope"])
        event, element = line["event"], line["element"]
        if event == "taken":
            flow = known.flows[element]
            assert left[*where, flow.source] > 0 or known.sends_again(flow), (
                f"{element} before {flow.source} ended"
            )
            sent[*where, flow.target] += 1
        elif event in ("activated", "completed") and "key" not in line:
            assert known.elements[element].instantiate, f"{element} has no key"
            left[*where, element] += event == "completed"
        elif event == "activated":
            key = (line["instance"], line["key"])
            assert key not in opened.keys() | closed, f"{element} twice"
            opened[key] = [line.get(word) for word in _KEPT]
            if "loop" not in line and not undone and known.needs_a_flow(element):
                sent[*where, element] -= 1
                assert sent[*where, element] >= 0, f"{element} was reached by no flow"
        elif event in ("completed", "cancelled") and "key" in line:
            key = (line["instance"], line["key"])
            assert opened.pop(key, None) == [line.get(word) for word in _KEPT], f"{element} ends otherwise"
            closed.add(key)
            left[*where, element] += event == "completed"
        elif event == "cancelled":
            assert known.is_behind_gateway(element), f"{element} was cancelled, but never activated"
        elif event == "caught":
            left[*where, element] += 1  # a cycle lets a token pass each time
    over = all(instance.is_over for instance in simulation.instances.values())
    assert not over or not opened, f"left open: {list(opened.values())}"


class _Model:
    """What the processes of a simulation say of their flows and elements, by id."""

    def __init__(self, simulation: Simulation) -> None:
        processes = [process for pack in simulation.packs for process in pack.processes.values()]
        self.elements: dict[str, Element] = {i: e for p in processes for i, e in p.elements.items()}
        self.flows: dict[str, Flow] = {f.id: f for e in self.elements.values() for f in e.outgoing}

    def sends_again(self, flow: Flow) -> bool:
        """A complex gateway sends tokens when it is reset."""
        return self.elements[flow.source].type == "complexGateway"

    def is_behind_gateway(self, element: str) -> bool:
        incoming = self.elements[element].incoming
        return any(self.elements[flow.source].type == "eventBasedGateway" for flow in incoming)

    def needs_a_flow(self, element: str) -> bool:
        """What has incoming flows is reached by them; but what is chosen in an ad-hoc subprocess is not."""
        known = self.elements[element]
        around = self.elements.get(known.scope or "")
        return bool(known.incoming) and (around is None or around.type != "adHocSubProcess")
