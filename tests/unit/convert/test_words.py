"""Each word of the notation comes back from BPMN as it was written."""

from __future__ import annotations

import pytest
import yaml

from engine.convert import to_bpmn, to_yaml

WORDS = {
    "several starts": "start:\n  - {id: web, form: ask}\n  - {id: mail, message: letter, key: number}\ndo:\n  - step: 过\n    id: a\n",
    "lanes": "do:\n  - task: 受理\n    id: a\n  - task: 审查\n    id: b\nlanes:\n  窗口: [a]\n  科室: [b, p_end]\n",
    "any order": (
        "do:\n  - any order: 核查\n    id: check\n    do:\n      - task: 查档\n        id: a\n      - - task: 问话\n          id: b\n"
        "        - manual: 归档\n          id: c\n    until: enough\n    one by one: true\n    finish: true\n    only: chosen\n"),
    "branches with names": (
        "do:\n  - parallel: 会办\n    id: a\n    branches:\n      - name: 规划\n        do:\n          - step: 甲\n            id: b\n"
        "      - - step: 乙\n          id: c\n"),
    "skip": (
        "do:\n  - task: 受理\n    id: a\n    on timeout:\n      id: late\n      after: P1D\n      do:\n        - skip: review\n"
        "  - decide: 齐全？\n    id: d\n    cases:\n      - {when: a = 1}\n      - else: ''\n        do:\n"
        "          - skip: refuse\n  - decide: 两个以上？\n    id: review\n    cases:\n      - {when: a = 2}\n"
        "      - else: ''\n        do:\n          - end: 准予\n            id: over\n"
        "  - step: 不予\n    id: refuse\n"),
    "a transaction": (
        "do:\n  - block: 办\n    id: b\n    transaction: true\n    do:\n      - end: 撤\n        id: back\n        cancel: true\n"
        "    on cancel:\n      id: cancelled\n      do:\n        - end: 已撤\n          id: gone\n"),
    "compensation": (
        "do:\n  - job: 订\n    id: a\n    type: t\n    undo:\n      job: 退\n      id: b\n      type: u\n"
        "  - throw: 撤\n    id: c\n    undo: a\n  - end: 止\n    id: d\n    undo: true\n"),
    "compensation by a block, after an event with a name": (
        "do:\n  - job: 订\n    id: a\n    type: t\n    undo:\n      block: 退\n      id: b\n      do:\n        - step: 通知\n          id: c\n"
        "    undone: {id: back, name: 退订}\n  - end: 止\n    id: d\n    undo: true\n"),
    "signals and escalations": (
        "do:\n  - block: 办\n    id: b\n    do:\n      - throw: 报\n        id: up\n        escalation: UP\n      - end: 发\n        id: e\n"
        "        signal: 好\n    on escalation:\n      id: raised\n      escalation: UP\n      beside: true\n    on signal:\n      id: seen\n"
        "      signal: 停\n      inside: true\n      start: {id: seen_from}\n    on condition: {id: c, until: x > 3}\n"),
    "calls": (
        "do:\n  - call: 甲\n    id: a\n    process: q\n    version: latest\n  - call: 乙\n    id: b\n    process: q\n    version: v2\n"
        "    give all: false\n    take all: false\n    input:\n      x: =y\n    output:\n      z: =x\n"),
    "messages": (
        "do:\n  - send: 发\n    id: a\n    message: m\n    key: number\n    type: t\n  - receive: 收\n    id: b\n    message: n\n    key: number\n"
        "  - wait: 等\n    id: w\n    any:\n      - {id: x, message: n, key: number}\n      - id: y\n        deadline: reply\n        do:\n"
        "          - end: 止\n            id: z\n"),
    "loops": (
        "do:\n  - task: 征求\n    id: a\n    each: {item: d, of: ds, collect: o, into: os, one by one: true, until: enough}\n"
        "  - step: 再\n    id: b\n    loop: {while: x, most: 3, first: true}\n"),
    "documentation and properties": (
        "documentation: |-\n  第一行\n  第二行\nversion: v1\nproperties: {owner: 办公室}\ndo:\n  - step: 过\n    id: a\n"
        "    documentation: 说明\n    properties: {k: v}\n"),
}  # fmt: skip


@pytest.mark.parametrize("text", WORDS.values(), ids=WORDS)
def test_what_is_written_comes_back(text: str) -> None:
    text = f"process: p\n{text}"
    bpmn, findings = to_bpmn(text.encode(), "p.process.yaml")
    assert bpmn is not None, [finding.text for finding in findings]
    again, findings = to_yaml(bpmn, "p.bpmn")

    assert findings == []
    assert again is not None
    assert yaml.safe_load(again) == yaml.safe_load(text)
