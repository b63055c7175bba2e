"""What the rules find on a compiled process leads to the line and column of the key or value in the YAML."""

from __future__ import annotations

import pytest

from engine.model.packs import load_pack
from tests.unit.model.examples import FORM, PACK_YAML

#: Lines 1 to 7; the steps of each case follow, from line 8 on.
HEAD = """process: p
name: 请假
start: {id: begin, form: ask}
do:
  - task: 申请
    groups: [clerk]
    deadline: reply
"""
FILES = {"pack.yaml": PACK_YAML.encode(), "forms/ask.form": FORM.encode()}

FAULTS = [
    # steps, rule, element, line, column
    ("  - task: 批\n    id: a\n    deadline: reply\n    groups: [clerk]\n    form: gone\n", "form-exists", "a", 12, 11),
    ("  - task: 批\n    id: a\n    deadline: reply\n    groups: [clerk, chef]\n", "group-known", "a", 11, 21),
    ("  - task: 批\n    id: a\n    deadline: reply\n    groups:\n      - clerk\n      - chef\n", "group-known", "a", 13, 9),
    ("  - task: chef\n    id: chef\n    deadline: reply\n    groups: chef\n", "group-known", "chef", 11, 13),
    ("  - {task: 批, id: a, groups: [clerk], deadline: soon}\n", "deadline-known", "a", 8, 49),
    ("  - task: 批\n    id: a\n    groups: [clerk]\n    deadline:\n      clock: handling\n", "deadline-known", "a", 12, 14),
    ("  - task: 批\n    id: a\n    deadline: reply\n", "missing-assignee", "a", 8, 5),
    ("  - task: 批\n    id: a\n    groups: [clerk]\n", "missing-deadline", "a", 8, 5),
    ("  - {task: 批, id: a, groups: [clerk]}\n", "missing-deadline", "a", 8, 6),
    ("  - task: 批\n    id: a\n    groups: [clerk]\n    remind: {before: 1}\n", "reminder-without-deadline", "a", 11, 5),
    ("  - task:\n    id: a\n    groups: [clerk]\n    deadline: reply\n", "name-missing", "a", 8, 5),
    ("  - script: 算\n    id: a\n    set: n\n    value: dayss + 1\n", "variable-unknown", "a", 11, 12),
    ("  - task: 批\n    id: a\n    deadline: reply\n    groups: [clerk]\n    input: {x: 1, y: = dayss}\n", "variable-unknown", "a", 12, 22),
    ("  - decide: 问\n    id: d\n    cases:\n      - when: days > 3\n      - when: dayss > 1\n      - else: 否\n",
     "variable-unknown", "d_to_d_join_2", 12, 15),
    ("  - script: 算\n    id: a\n    set: n\n    value: |\n      nofun(days)\n", "function-unknown", "a", 11, 12),
    ("  - rule: 查\n    id: a\n    set: n\n    decision: gone\n", "decision-exists", "a", 11, 15),
    ("  - call: 另办\n    id: a\n    process: gone\n", "called-exists", "a", 10, 14),
    ("  - job: 制作\n    id: a\n    retries: 2\n    type: gone\n", "handler-known", "a", 11, 11),
    ("  - job: 制作\n    id: a\n    type: known\n    headers: {to: x, template: documents/gone.docx}\n",
     "document-exists", "a", 11, 32),
    ("  - wait: 等\n    id: a\n    after: 3 days\n", "timer-syntax", "a", 10, 12),
    ("  - task: 批\n    id: a\n    deadline: reply\n    groups: [clerk]\n    on timeout:\n      id: late\n      every: soon\n",
     "timer-syntax", "late", 14, 14),
    ("  - task: 批\n    id: a\n    deadline: reply\n    groups: [clerk]\n    assignee: ${who}\n", "not-feel", "a", 12, 15),
    ("  - step: 过\n    id: a\n    clock:\n      pause: handling\n", "deadline-known", "a", 11, 14),
    ("  - step: 过\n    id: a\n    clock: {start: handling}\n", "deadline-known", "a", 10, 20),
    ("  - step: 过\n    id: a\n    loop: {first: true, while: dayss > 1}\n", "variable-unknown", "a", 10, 32),
    ("  - step: 过\n    id: a\n    each: {item: x, of: dayss}\n", "variable-unknown", "a", 10, 25),
    ("  - decide: 问\n    id: d\n    cases:\n      - when: days > 3\n      - when: days > 1\n", "gateway-without-default", "d", 8, 5),
    ("  - repeat: 补\n    id: r\n    do:\n      - step: 过\n    until: dayss > 1\n", "variable-unknown", "r_test_to_p_end", 12, 12),
    ("  - receive: 收\n    id: a\n    message: m\n    key: nokey(days)\n", "function-unknown", "a", 11, 10),
    ("  - throw: 发\n    id: a\n    signal: ${x}\n", "not-feel", "a", 10, 13),
    ("  - throw: 撤\n    id: a\n    undo: gone\n", "reference-nowhere", "a", 10, 11),
    ("  - throw: 撤\n    id: a\n    undo: begin\n", "reference-kind", "a", 10, 11),
    ("  - end: 完\n    id: a\n    cancel: true\n", "cancel-outside", "a", 10, 13),
    ("  - block: 段\n    id: b\n    do:\n      - task: 批\n        id: a\n        groups: [clerk]\n", "missing-deadline", "a", 11, 9),
    ("  - parallel: 会办\n    branches:\n      - - end: 甲\n          id: a\n      - - end: 乙\n    join: {id: j}\n", "unreachable", "j", 8, 5),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "rule", "element", "line", "column"), FAULTS)
def test_a_finding_points_to_the_key_or_value(
    steps: str, rule: str, element: str, line: int, column: int
) -> None:
    _, findings = load_pack(FILES | {"p.process.yaml": (HEAD + steps).encode()}, handlers=["known"])

    assert all(f.line and f.column for f in findings)
    assert (rule, element, line, column) in [(f.rule, f.element, f.line, f.column) for f in findings]
