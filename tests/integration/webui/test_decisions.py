"""The page of a case tells of its decisions: what went in, what came out, which rules held, in which version."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from engine import commands
from engine.service.engine import Engine
from tests.integration.webui.clients import Browser
from tests.unit.dmn.samples import decision, document, literal, table
from tests.unit.runtime.bpmn import chain, extension, flow, node, process

BANDS = table(["amount"], [("> 1000", '"high"'), ("<= 1000", '"low"')]).replace('id="t"', 'id="bands"')
SIGNERS = table(["band"], [('"high"', '"director"'), ('"low"', '"clerk"')])
NOTED = SIGNERS.replace('<rule id="r1">', '<rule id="r1"><description>大额由主任签批</description>')
RULES = document(
    decision("额度", BANDS, key="band"),
    decision("签批人", NOTED, needs=["band"], key="signer").replace('name="band"', 'name="额度"'),
    decision("缺项", literal("amount + missing"), key="broken"),
)


@pytest.fixture
def case(engine: Engine) -> Callable[..., str]:
    """Starts a case of a pack whose only rule task asks the decision of that id."""

    def start(which: str, variables: dict[str, Any], condition: str = "=true", times: int = 1) -> str:
        called = extension(f'<zeebe:calledDecision decisionId="{which}" resultVariable="answer"/>')
        rules = [f"rule{number}" for number in range(times)]
        model = process([node("startEvent", "s"), *(node("businessRuleTask", rule, called) for rule in rules),
                         node("exclusiveGateway", "g", default="g__a"), node("userTask", "a"), node("userTask", "b"),
                         chain("s", *rules, "g"), flow("g", "b", condition), flow("g", "a")], "signing")  # fmt: skip
        manifest = "key: signing\ntitle: 签批\nprocess: signing\n"
        files = {"pack.yaml": manifest.encode(), "signing.bpmn": model, "signing.dmn": RULES}
        engine.handle(commands.Deploy(actor="demo_designer", key="signing", files=files))
        started = commands.Start(actor="demo_clerk", process="signing", variables=variables)
        return engine.handle(started).instance_id

    return start


def shown(browser: Callable[..., Browser], case_id: str, language: str = "zh_CN") -> str:
    """The text of the page of a case, its markup left out."""
    reader = browser("demo_auditor")
    reader.post("/language", {"language": language})
    page = reader.get(f"/instances/{case_id}").text
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def test_a_decision_stands_on_the_page_with_all_that_led_to_it(
    browser: Callable[..., Browser], case: Callable[..., str]
) -> None:
    text = shown(browser, case("signer", {"amount": 1500}))
    part = text[text.index("决策记录") :]
    assert "签批人 规则 1" in part
    assert "结果 director" in part
    assert "1 大额由主任签批 当" in part
    assert "所依据的决策：额度 规则 1" in part
    assert "amount 1500 结果 high" in part
    assert "规则文件 signing.dmn · 流程包 signing 第 1 版" in part
    assert "决策“签批人”：规则 1" in text[: text.index("决策记录")]


def test_the_history_leads_to_the_decision(browser: Callable[..., Browser], case: Callable[..., str]) -> None:
    case_id = case("signer", {"amount": 1500})
    page = browser("demo_auditor").get(f"/instances/{case_id}").text
    (place,) = re.findall(rf'href="/instances/{case_id}\?all=1#(decision-[^"]+)"', page)
    assert f'id="{place}"' in page


def test_a_decision_keeps_the_wording_of_the_version_that_made_it(
    browser: Callable[..., Browser], case: Callable[..., str], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = case("signer", {"amount": 1500})
    monkeypatch.setattr(f"{__name__}.RULES", RULES.replace("大额由主任签批".encode(), "新的说明".encode()))
    new = case("signer", {"amount": 1500})
    assert "大额由主任签批" in shown(browser, old)
    assert "新的说明" in shown(browser, new)
    assert "第 2 版" in shown(browser, new)


def test_of_many_decisions_the_newest_are_shown_first(
    browser: Callable[..., Browser], case: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webui.instances.DECISIONS_SHOWN", 2)
    case_id = case("signer", {"amount": 1500}, times=5)
    reader = browser("demo_auditor")
    page = reader.get(f"/instances/{case_id}").text
    assert re.findall(r'id="(decision-1-\d)"', page) == ["decision-1-5", "decision-1-4"]
    assert "显示更早的 3 项决策" in page
    assert len(re.findall(r'id="decision-1-\d"', reader.get(f"/instances/{case_id}?all=1").text)) == 5


@pytest.mark.parametrize(
    ("language", "result", "why"),
    [
        ("zh_CN", "缺项 没有结果", "没有变量“missing”"),
        ("en", "缺项 no result", "There is no variable 'missing'."),
    ],
)
def test_a_decision_without_a_result_says_why(
    browser: Callable[..., Browser], case: Callable[..., str], language: str, result: str, why: str
) -> None:
    text = shown(browser, case("broken", {"amount": 1}), language)
    assert result in text
    assert why in text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh_CN", "的条件没有取值，按“否”处理：没有变量“urgency”。"),
        ("en", "had no value and counted as false: There is no variable 'urgency'."),
    ],
)
def test_a_condition_without_a_value_stands_in_the_history(
    browser: Callable[..., Browser], case: Callable[..., str], language: str, told: str
) -> None:
    assert told in shown(browser, case("signer", {"amount": 1}, "=urgency > 3"), language)


def test_the_interface_gives_the_whole_record(
    browser: Callable[..., Browser], case: Callable[..., str]
) -> None:
    case_id = case("signer", {"amount": 1500}, "=urgency > 3")
    steps = browser("demo_auditor").get(f"/api/v1/instances/{case_id}/timeline").json
    events = {event["e"]: event for event in steps[0]["events"]}
    decided = events["decided"]
    assert (decided["pack"], decided["file"], decided["rules"]) == ("signing:1", "signing.dmn", [1])
    assert decided["tables"] == [
        {"table": "bands", "inputs": {"amount": 1500}, "outputs": "high", "rules": [1]}
    ]
    assert events["warning"]["reasons"][0] == "There is no variable 'urgency'."
