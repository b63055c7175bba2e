"""How the findings on soundness are told: element, way, grade; and that too little time is silence."""

from __future__ import annotations

import pytest

from engine.model.findings import Report
from engine.model.lint import lint
from engine.model.models import read_model
from engine.model.soundness import problems
from tests.unit.model.examples import END, START, bpmn, chain, flow, node, pack, user_task
from tests.unit.model.rule_examples import EXAMPLES

BRANCHES = 12


def told(files: dict[str, bytes], rule: str) -> list[dict[str, object]]:
    return [finding.as_dict() for finding in lint(files) if finding.rule == rule]


def named() -> bytes:
    """A choice between two named ways that a parallel gateway joins, then a task."""
    body = START + END + node("exclusiveGateway", "g", name="材料齐全？") + node("parallelGateway", "j")
    body += user_task("a", name="受理") + user_task("b", name="退回") + user_task("c", name="办结")
    ways = flow("g", "a", "days &gt; 3") + flow("g", "b", "days &lt; 2")
    return bpmn(body + ways + chain("s", "g") + chain("a", "j", "c", "e") + chain("b", "j"))


def crossing() -> bytes:
    """Many parallel tasks, each with a time limit that leads past the join: a large space of markings."""
    timer = (
        "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"
    )
    body = START + END + node("parallelGateway", "g") + node("parallelGateway", "j")
    for at in range(BRANCHES):
        body += user_task(f"t{at}") + user_task(f"u{at}")
        body += node("boundaryEvent", f"x{at}", timer, attachedToRef=f"t{at}")
        body += chain("g", f"t{at}", "j") + chain(f"x{at}", f"u{at}", "e")
    return bpmn(body + chain("s", "g") + chain("j", "e"))


def test_a_finding_names_the_join_and_the_way_by_names_and_conditions():
    (found,) = told(pack(named()), "never-ends")
    assert found["element"] == "j"
    assert found["severity"] == "error"
    assert found["line"]
    assert "a token waits at j for ever" in str(found["message"])
    assert str(found["message"]).endswith("This is how: s → 材料齐全？ [days > 3] → 受理.")
    (dead,) = told(pack(named()), "never-runs")
    assert dead["element"] == "c"
    assert "受理" in str(dead["message"])


def test_without_a_pack_a_process_without_end_is_only_warned_of():
    (found,) = told({"p.bpmn": named()}, "never-ends")
    assert found["severity"] == "warning"


@pytest.mark.parametrize("rule", ["deadlock", "token-doubled", "never-runs"])
def test_a_pack_can_switch_the_warnings_off(rule):
    files = EXAMPLES[rule][1]
    off = files | {"pack.yaml": files["pack.yaml"] + f"lint: {{{rule}: off}}\n".encode()}
    assert told(files, rule)
    assert told(off, rule) == []


def test_where_not_all_can_be_tried_what_is_found_is_told_and_nothing_is_guessed():
    (process,) = read_model(crossing(), Report())
    assert {(p.kind, p.element) for p in problems(process, work=30_000)} == {("deadlock", "j")}
    assert problems(process, work=20) == []


CALLER = (
    '<bpmn:process id="q" isExecutable="true"><bpmn:startEvent id="qs"/><bpmn:endEvent id="qe"/>'
    '<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="{}"/>'
    '</bpmn:extensionElements></bpmn:callActivity><bpmn:boundaryEvent id="late" attachedToRef="call">'
    "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
    "</bpmn:boundaryEvent>" + chain("qs", "call", "qe") + chain("late", "qe") + "</bpmn:process>"
)


@pytest.mark.parametrize(
    ("called", "main", "severity"),
    [("p", "p", "warning"), ("=which", "p", "warning"), ("other", "p", "error"), ("other", "q", "warning")],
)
def test_what_others_can_call_and_cut_off_is_only_warned_of(called, main, severity):
    xml = named().replace(b"</bpmn:process>", b"</bpmn:process>" + CALLER.format(called).encode())
    files = pack(xml)
    files["pack.yaml"] = files["pack.yaml"].replace(b"process: p", f"process: {main}".encode())
    (found,) = told(files, "never-ends")
    assert (found["element"], found["severity"]) == ("j", severity)
