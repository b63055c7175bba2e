"""What the history keeps of a decision and of a condition that had no value."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from engine import dmn
from engine.errors import ProcessFault
from engine.feel import Expression, FeelError, FeelLimitError, env
from engine.model.packs import load_pack
from engine.simulation.simulation import Simulation
from tests.unit.dmn.samples import decision, document, literal, table
from tests.unit.runtime.bpmn import chain, extension, flow, node, process
from tests.unit.runtime.runner import CALENDAR, MONDAY, Run

BANDS = table(["amount"], [("> 1000", '"high"'), ("<= 1000", '"low"')])
SIGNERS = table(["band", "urgent"], [('"high"', "-", '"director"'), ('"low"', "-", '"clerk"')])
RULES = document(
    decision("band", BANDS).replace('id="t"', 'id="bands"'),
    decision("who signs", SIGNERS, needs=["band"], key="signer").replace('id="t"', 'id="signers"'),
    decision("broken", literal("amount + nothing")),
    decision("endless", literal("count(for i in 1..100000000 return i)")),
)


def decided(which: str, variables: dict[str, Any]) -> tuple[Simulation, list[dict[str, Any]]]:
    called = f'<zeebe:calledDecision decisionId="{which}" resultVariable="answer"/>'
    model = process([node("startEvent", "s"), node("businessRuleTask", "d", extension(called)),
                     node("userTask", "u"), chain("s", "d", "u")])  # fmt: skip
    files = {
        "pack.yaml": b"key: signing\ntitle: T\nprocess: p\n",
        "p.bpmn": model,
        "rules/signing.dmn": RULES,
    }
    pack, findings = load_pack(files, version=3)
    assert pack is not None, findings
    simulation = Simulation([pack], CALENDAR, MONDAY)
    simulation.start("p", variables)
    return simulation, [h.event for h in simulation.history if h.event["e"] == "decided"]


def test_a_decision_is_kept_whole() -> None:
    _, events = decided("signer", {"amount": 1500, "urgent": True})
    assert events == [
        {
            "e": "decided",
            "el": "d",
            "decision": "signer",
            "name": "who signs",
            "file": "rules/signing.dmn",
            "hash": hashlib.sha256(RULES).hexdigest(),
            "pack": "signing:3",
            "inputs": {"band": "high", "urgent": True},
            "outputs": "director",
            "rules": [1],
            "tables": [{"table": "bands", "inputs": {"amount": 1500}, "outputs": "high", "rules": [1]}],
            "warnings": [],
        }
    ]


def test_a_decision_without_a_value_says_why() -> None:
    simulation, events = decided("broken", {"amount": 1})
    (case,) = simulation.instances.values()
    assert case.state.scopes[0].vars["answer"] is None
    assert events[0]["outputs"] is None
    why = events[0]["warnings"][0]
    assert (why["message"], why["params"]) == ("There is no variable '{name}'.", {"name": "nothing"})


def test_a_decision_over_its_budget_names_its_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "BUDGET", 1_000)
    with pytest.raises(ProcessFault, match=r"The decision endless at d went over its limit: .*1000 steps"):
        decided("endless", {})


def gate(condition: str) -> bytes:
    return process([node("startEvent", "s"), node("exclusiveGateway", "g", default="g__b"), node("userTask", "a"),
                    node("userTask", "b"), chain("s", "g"), flow("g", "a", condition), flow("g", "b")])  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("=amount > 5000", "There is no variable 'amount'."),
        ('="yes"', '"yes" is neither true nor false'),
        ("=1 + 1", "2 is neither true nor false"),
        ("=[]", "[] is neither true nor false"),
    ],
)
def test_a_condition_that_is_no_boolean_is_false_and_says_why(condition: str, reason: str) -> None:
    run = Run(gate(condition))
    assert run.waiting == ["b"]
    (warning,) = run.events("warning")
    assert (warning["el"], warning["expression"]) == ("g__a", condition[1:])
    assert warning["reasons"][0] == reason
    assert [w["message"].format(**w["params"]) for w in warning["warnings"]] == warning["reasons"]


@pytest.mark.parametrize("condition", ["=true", "=false", "=1 > 2"])
def test_a_condition_with_a_value_leaves_no_warning(condition: str) -> None:
    assert Run(gate(condition)).events("warning") == []


def test_a_warning_points_into_the_condition() -> None:
    (warning,) = Run(gate("=1 = 1 and\n  amount > 5")).events("warning")
    assert (warning["warnings"][0]["line"], warning["warnings"][0]["column"]) == (2, 3)


def test_a_long_value_is_cut_short_in_a_warning() -> None:
    (warning,) = Run(gate("=text"), {"text": "长" * 50_000}).events("warning")
    assert len(warning["warnings"][0]["params"]["value"]) == 200


@pytest.mark.parametrize(
    ("raised", "message"),
    [
        (FeelLimitError("Too much."), "The expression x at g__a went over its limit: Too much."),
        (FeelError("It cannot be read."), "The expression x at g__a has no result: It cannot be read."),
    ],
)
def test_whatever_feel_raises_names_the_element(
    raised: FeelError, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(Expression, "evaluate", fail)
    with pytest.raises(ProcessFault, match=message):
        Run(gate("=x"))


def test_a_decision_that_cannot_be_read_names_its_task(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise FeelError("It cannot be read.")

    monkeypatch.setattr(dmn.Decision, "decide", fail)
    with pytest.raises(ProcessFault, match=r"The decision signer at d has no result: It cannot be read\."):
        decided("signer", {"amount": 1})


def test_a_value_that_is_too_large_to_be_kept_names_its_element() -> None:
    grow = extension(
        '<zeebe:script expression="=for i in 1..600 return for j in 1..600 return 1" resultVariable="big"/>'
    )
    model = process([node("startEvent", "s"), node("scriptTask", "c", grow), chain("s", "c")])
    with pytest.raises(ProcessFault, match="A value at c cannot be kept: "):
        Run(model)
