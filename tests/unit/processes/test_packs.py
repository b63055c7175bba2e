"""The packs that are shipped: clean, drawn, sourced, and all their scenarios pass."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import handlers
from engine.calendar import load_default
from engine.handler_api import list_handlers
from engine.model import sources
from engine.model.definition import Pack
from engine.model.files import of_kind, read_folder
from engine.model.packs import load_pack
from engine.simulation.scenario import read_scenario
from engine.simulation.scenarios import run_scenario, scenario_files

ROOT = Path(__file__).parents[3] / "processes"
FAMILIES = ("petition", "parallel_approval", "reception")
NAMES = tuple(sorted(folder.name for folder in ROOT.iterdir() if (folder / "pack.yaml").is_file()))
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"

assert handlers.__all__  # importing the package registers the handlers that the packs name


def load(name: str) -> Pack:
    pack, findings = load_pack(read_folder(ROOT / name), handlers=list_handlers().keys())
    assert pack is not None, [finding.text for finding in findings]
    return pack


PACKS = {name: load(name) for name in NAMES}
SCENARIOS = [
    pytest.param(pack, name, data, id=f"{pack.key}/{name}")
    for pack in PACKS.values()
    for name, data in scenario_files(pack).items()
]


@pytest.mark.parametrize(("pack", "name", "data"), SCENARIOS)
def test_the_scenario_passes(pack: Pack, name: str, data: bytes) -> None:
    outcome = run_scenario(pack, name, data, load_default())

    assert [failure.text for failure in outcome.failures] == []


@pytest.mark.parametrize("name", FAMILIES)
def test_nothing_is_to_be_found_fault_with(name: str) -> None:
    _, findings = load_pack(read_folder(ROOT / name), handlers=list_handlers().keys())

    assert [(finding.element, finding.text) for finding in findings] == []


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_shows_its_main_paths(name: str) -> None:
    scenarios = [read_scenario(data) for data in scenario_files(PACKS[name]).values()]
    said = [step.expect for scenario in scenarios for step in scenario.steps if step.expect is not None]

    assert len(scenarios) >= 6
    assert any(scenario.then.status == "completed" for scenario in scenarios), "no case ends"
    assert any(step.refuse for scenario in scenarios for step in scenario.steps), "no bad input is refused"
    assert any(expect.reminded for expect in said), "no reminder"
    assert any(expect.overdue for expect in said), "no deadline passes"
    assert any(expect.documents for expect in said), "no document"


@pytest.mark.parametrize("name", FAMILIES)
def test_every_element_is_drawn(name: str) -> None:
    pack = PACKS[name]
    drawn: set[str] = set()
    for path in of_kind(pack.files, "model"):
        tree = ElementTree.fromstring(sources.diagram(path, pack.files[path]))
        drawn |= {e.get("bpmnElement", "") for tag in ("BPMNShape", "BPMNEdge") for e in tree.iter(DI + tag)}

    for process in pack.processes.values():
        flows = {flow.id for element in process.elements.values() for flow in element.outgoing}
        assert (set(process.elements) | flows) - drawn == set()


@pytest.mark.parametrize("name", FAMILIES)
def test_people_read_chinese_names(name: str) -> None:
    nameless = {"startEvent", "parallelGateway"}
    for process in PACKS[name].processes.values():
        for element in process.elements.values():
            assert re.fullmatch(r"[a-z][a-z0-9_]*", element.id)
            assert re.search(r"[\u4e00-\u9fff]", element.name) or element.type in nameless, element.id


@pytest.mark.parametrize("name", FAMILIES)
def test_every_number_says_where_it_comes_from(name: str) -> None:
    pack = PACKS[name]
    for limit in pack.deadlines.values():
        assert limit.rule or limit.source, limit.key
    for text in re.findall(rb"^  \w+: \{title:.*$", pack.files["pack.yaml"], re.M):
        assert b"rule:" in text or b"source:" in text or b"title_en" in text, text.decode()


@pytest.mark.parametrize("name", FAMILIES)
def test_every_template_is_used_and_every_used_one_is_there(name: str) -> None:
    pack = PACKS[name]
    there = {path for path in pack.files if path.endswith(".docx")}
    used = {
        element.headers["template"]
        for process in pack.processes.values()
        for element in process.elements.values()
        if element.job_type == "document.render"
    }

    assert used == there != set()


def test_a_promise_is_never_longer_than_the_law_allows() -> None:
    limits = PACKS["parallel_approval"].deadlines

    for kind in ("parallel", "single"):
        promised, legal = limits[f"promised_{kind}"], limits[f"legal_{kind}"]
        assert (promised.days <= legal.days, promised.count) == (True, legal.count)


def test_land_environment_and_fire_opinions_are_never_given_by_default() -> None:
    decide = PACKS["parallel_approval"].decisions["co_departments"].decide
    everything = {
        "project_type": "INVEST", "phase": "CONSTRUCTION", "environment_impact": True,
        "public_place": True, "gathering_place": True,
    }  # fmt: skip
    rows = [
        *decide(everything).value,
        *decide({**everything, "phase": "COMPLETION"}).value,
        *decide({**everything, "project_type": "MARKET_ENTRY"}).value,
    ]
    by_code = {row["code"]: row["default_consent"] for row in rows}

    assert {code for code, default in by_code.items() if not default} == {"planning", "environment", "fire"}
    assert {code for code, default in by_code.items() if default} == {"construction", "market", "health"}
