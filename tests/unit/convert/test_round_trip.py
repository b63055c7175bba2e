"""YAML to BPMN and back: what comes back runs as what was given; what has no word is refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import handlers
from engine.calendar import load_default
from engine.convert import to_bpmn, to_yaml
from engine.handler_api import list_handlers
from engine.model.files import read_folder
from engine.model.packs import load_file, load_pack
from engine.simulation.scenarios import run_scenario, scenario_files
from engine.simulation.simulation import Simulation
from tests.unit.notation.generated import INPUTS, processes
from tests.unit.notation.words import compiled
from tests.unit.runtime.bpmn import flow, node, process
from tests.unit.runtime.runner import CALENDAR, MONDAY

assert handlers.__all__  # importing the package registers the handlers that the packs name

PACKS = Path(__file__).parents[3] / "processes"


def run(
    xml: bytes, variables: dict[str, Any], choices: list[int]
) -> tuple[list[tuple[str, ...]], str, dict[str, Any]]:
    """Everything that happens under the same choices: which task is done next, or that a signal comes."""
    simulation = Simulation([load_file(xml)], CALENDAR, MONDAY, handlers=lambda job_type: None)
    instance = simulation.start("p", variables)
    for choice in choices:
        if instance.status != "active":
            break
        tasks = sorted(instance.tasks)
        if tasks and choice % 3:
            simulation.complete(tasks[choice % len(tasks)], {}, "demo")
        elif choice % 2 and (due := simulation.next_due()) is not None:
            simulation.advance(due)
        else:
            simulation.signal(("go", "s0", "s1", "s2", "look", "inside")[choice % 6], {})
    trace = [(h.event["e"], h.event.get("el", "")) for h in simulation.history]
    return trace, instance.status, instance.state.scopes[""].vars if "" in instance.state.scopes else {}


@given(
    processes(),
    st.tuples(*[st.integers(0, 2)] * 3),
    st.lists(st.integers(0, 60), min_size=5, max_size=25),
)
def test_what_comes_back_runs_the_same(data: bytes, inputs: tuple[int, ...], choices: list[int]) -> None:
    first = compiled(data)
    again, findings = to_yaml(first.xml, "a.bpmn")
    assert again is not None, [f.text for f in findings]
    second, findings = to_bpmn(again, "b.process.yaml")
    assert second is not None, [f.text for f in findings]

    variables = dict(zip(INPUTS, inputs, strict=True))
    assert run(second, variables, choices) == run(first.xml, variables, choices)


@pytest.mark.parametrize("name", ["permit_receipt", "reception", "petition", "parallel_approval"])
def test_a_pack_passes_its_scenarios_in_both_notations(name: str) -> None:
    files = read_folder(PACKS / name)
    path = next(p for p in files if p.endswith((".bpmn", ".process.yaml")))
    data = files.pop(path)
    if path.endswith(".yaml"):
        made, findings = to_bpmn(data, path)
        files["other.bpmn"] = made or b""
    else:
        made, findings = to_yaml(data, path)
        files["other.process.yaml"] = made or b""
    assert made is not None, [f.text for f in findings]
    pack, found = load_pack(files, handlers=list_handlers().keys())
    assert pack is not None, [f.text for f in found]

    outcomes = [run_scenario(pack, case, text, load_default()) for case, text in scenario_files(pack).items()]
    assert outcomes
    assert [f.text for outcome in outcomes for f in outcome.failures] == []


MODELS = sorted([*PACKS.glob("*/*.bpmn"), *(PACKS.parent / "bench" / "models").glob("*.bpmn")])


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_every_model_of_the_repository_converts(path: Path) -> None:
    assert len(MODELS) >= 6
    made, findings = to_yaml(path.read_bytes(), path.name)

    assert made is not None, [finding.text for finding in findings]


def crossing(count: int) -> bytes:
    """Decisions whose second ways do not meet the first ones, but each other."""
    content = node("startEvent", "s") + node("endEvent", "e") + flow("s", "d0")
    for n in range(count):
        following, other = (f"d{n + 1}", f"b{n + 1}") if n + 1 < count else ("e", "e")
        content += node("exclusiveGateway", f"d{n}", default=f"d{n}__a{n}") + node("task", f"a{n}")
        content += node("task", f"b{n}") + flow(f"d{n}", f"a{n}") + flow(f"d{n}", f"b{n}", "=x")
        content += flow(f"a{n}", following) + flow(f"b{n}", other)
    return process([content])


def within(count: int) -> bytes:
    """Subprocesses within one another."""
    content = ""
    for n in reversed(range(count)):
        inside = content + flow(f"s{n}", f"b{n + 1}" if content else f"e{n}")
        inside += flow(f"b{n + 1}", f"e{n}") if content else ""
        content = node(
            "subProcess", f"b{n}", node("startEvent", f"s{n}") + inside + node("endEvent", f"e{n}")
        )
    return process(
        [node("startEvent", "s") + content + node("endEvent", "e") + flow("s", "b0") + flow("b0", "e")]
    )


def test_blocks_in_one_another_convert_up_to_a_bound_and_are_refused_beyond() -> None:
    made, _ = to_yaml(within(30), "a.bpmn")
    none, findings = to_yaml(within(80), "a.bpmn")

    assert made is not None
    assert none is None
    assert [(f.rule, f.params) for f in findings] == [("not-in-notation", {"limit": 60})]


def test_many_ways_that_cross_become_steps_that_skip() -> None:
    made, findings = to_yaml(crossing(60), "a.bpmn")

    assert made is not None, [finding.text for finding in findings]
    assert made.count(b"skip: ") == 59
