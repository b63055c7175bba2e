"""What the words of the notation mean, as elements and flows that the engine reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests.unit.notation.words import compiled, elements, flows, process, steps

FLOWS = {
    "a decision": (
        "- {step: a}\n- decide: d\n  id: d\n  cases: [{when: x = 1, do: [{step: b}]}, {else: no}]\n- {step: c}",
        {"p_start>a": "", "a>d": "", "d>b": "x = 1", "d>d_join": "*", "b>d_join": "", "d_join>c": "", "c>p_end": ""},
    ),
    "a decision without a gateway behind it": (
        "- decide: d\n  cases: [{when: x = 1, do: [{step: b}]}, {else: no}]\n  join: false\n- {step: c}",
        {"p_start>d": "", "d>b": "x = 1", "d>c": "*", "b>c": "", "c>p_end": ""},
    ),
    "a way that ends needs no gateway": (
        "- decide: d\n  cases: [{when: x = 1, do: [{end: over}]}, {else: no}]\n- {step: c}",
        {"p_start>d": "", "d>over": "x = 1", "d>c": "*", "c>p_end": ""},
    ),
    "parallel branches": (
        "- parallel: b\n  branches:\n    - [{step: x}]\n    - [{step: y}]",
        {"p_start>b": "", "b>x": "", "b>y": "", "x>b_join": "", "y>b_join": "", "b_join>p_end": ""},
    ),
    "until": (
        "- repeat: r\n  do: [{step: a}]\n  until: x = 1",
        {"p_start>r": "", "r>a": "", "a>r_test": "", "r_test>p_end": "x = 1", "r_test>r": "*"},
    ),
    "again and leave": (
        "- repeat: r\n  do:\n    - {step: a}\n    - decide: d\n      cases: [{when: x = 1, do: [again]}, {when: x = 2, do: [leave]}, {else: }]\n    - {step: b}",
        {"p_start>r": "", "r>a": "", "a>d": "", "d>r": "x = 1", "d>p_end": "x = 2", "d>b": "*", "b>p_end": ""},
    ),
    "skip to what comes later": (
        "- task: a\n  on timeout: {after: P1D, id: late, do: [{skip: e}]}\n"
        "- decide: d\n  cases: [{when: x = 1, do: [{step: b}, {skip: e}]}, {else: no}]\n"
        "- {step: c}\n- {end: over}\n- {step: e, id: e}",
        {"p_start>a": "", "a>d": "", "d>b": "x = 1", "b>e": "", "d>c": "*", "c>over": "", "e>p_end": "", "late>e": ""},
    ),
    "steps in whatever order": (
        "- any order: o\n  id: o\n  do:\n    - {step: a}\n    - [{step: b}, {step: c}]",
        {"p_start>o": "", "o>p_end": "", "b>c": ""},
    ),
    "the first of several events": (
        "- wait: w\n  any:\n    - {id: m, message: go, do: [{step: a}]}\n    - {id: t, after: P1D}",
        {"p_start>w": "", "w>m": "", "w>t": "", "m>a": "", "a>w_join": "", "t>w_join": "", "w_join>p_end": ""},
    ),
    "a handler that interrupts and one beside": (
        "- task: a\n  on timeout: {after: P1D, id: late, do: [{step: b}]}\n  on signal: {signal: s, id: seen, beside: true}",
        {"p_start>a": "", "a>a_join": "", "late>b": "", "b>a_join": "", "a_join>p_end": "", "seen>seen_end": ""},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FLOWS.values(), ids=FLOWS)
def test_blocks_become_flows(text: str, expected: dict[str, str]) -> None:
    assert flows(steps(text)) == expected


def test_a_task_says_who_when_and_with_which_form() -> None:
    task = steps(
        "- task: 办理\n  id: a\n  form: ask\n  groups: [clerk, chief]\n  assignee: = who\n  priority: 60\n"
        "  deadline: {days: 3, count: calendar}\n  remind: {after: 1}\n  clock: {start: handling, limit: reply}\n"
        "  input: {x: 5, y: null, z: 5 元, w: = v}\n  output: {o: = x}\n"
    ).elements["a"]

    who = task.assignment
    assert who is not None
    assert (task.type, task.name, task.form) == ("userTask", "办理", "ask")
    assert (who.candidate_groups, getattr(who.assignee, "text", None), who.priority) == (
        "clerk, chief",
        "who",
        "60",
    )
    assert task.deadline is not None
    assert (task.deadline.days, task.deadline.count) == ("3", "calendar")
    assert (task.reminders[0].after, task.clocks[0].name, task.clocks[0].ref) == (1, "handling", "reply")
    assert {m.target: getattr(m.source, "text", m.source) for m in task.inputs} == {
        "x": "5",
        "y": "null",
        "z": "5 元",
        "w": "v",
    }


KINDS = {
    "job": ("- {job: a, id: a, type: mail.send, retries: 2, headers: {to: x}}", "serviceTask", "job_type", "mail.send"),
    "rule": ("- {rule: a, id: a, decision: grade, set: g}", "businessRuleTask", "decision", "grade"),
    "script": ("- {script: a, id: a, set: n, value: 1 + 1}", "scriptTask", "result", "n"),
    "call": ("- {call: a, id: a, process: q, version: v1}", "callActivity", "version_tag", "v1"),
    "transaction": ("- {block: a, id: a, transaction: true, do: [{end: x, cancel: true}], on cancel: {}}", "transaction", "type", "transaction"),
    "wait": ("- {wait: a, id: a, deadline: reply}", "intermediateCatchEvent", "type", "intermediateCatchEvent"),
    "any order": (
        "- {any order: a, id: a, do: [{step: b}], until: x, only: '[\"b\"]', finish: true}", "adHocSubProcess",
        "cancel_remaining", False,
    ),
    "end": ("- {end: a, id: a, terminate: true}", "endEvent", "type", "endEvent"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "tag", "field", "value"), KINDS.values(), ids=KINDS)
def test_each_kind_becomes_its_element(text: str, tag: str, field: str, value: str) -> None:
    element = steps(text).elements["a"]

    assert (element.type, getattr(element, field)) == (tag, value)


def test_undo_hangs_a_handler_for_compensation_on_the_step() -> None:
    read = steps("- job: book\n  type: t\n  undo: {job: unbook, type: u}\n- throw: back\n  undo: book")

    assert read.elements["book_undone"].handler == "unbook"
    assert read.elements["unbook"].for_compensation
    event = read.elements["back"].event
    assert event is not None
    assert event.name == "book"


def test_each_and_loop_say_how_often() -> None:
    read = steps(
        "- task: a\n  each: {item: d, of: ds, one by one: true, collect: o, into: os, until: count(os) > 1}\n"
        "- task: b\n  loop: {while: x, most: 3, first: true}"
    )

    many, again = read.elements["a"].loop, read.elements["b"].loop
    assert many is not None
    assert again is not None
    assert (many.sequential, many.element_variable, many.output_collection) == (True, "d", "os")
    assert (again.repeat, again.maximum, again.test_before) == (True, 3, True)


def test_handlers_of_the_process_are_event_subprocesses() -> None:
    read = process(
        "process: p\ndo: [{step: a}]\non message: {message: stop, id: stopped, do: [{end: x, terminate: true}]}"
    )

    assert read.elements["stopped"].triggered_by_event
    assert read.elements["x"].scope == "stopped"


def test_several_starts_lead_to_the_first_step() -> None:
    read = process("process: p\nstart: [{id: web}, {id: mail, message: m}]\ndo: [{step: a}]")

    assert flows(read) == {"web>a": "", "mail>a": "", "a>p_end": ""}


def test_a_lane_is_the_group_of_its_steps_and_of_what_is_in_them() -> None:
    read = process(
        "process: p\ndo: [{task: a}, {block: b, do: [{task: c}]}, {task: d}]\nlanes: {clerk: [a, b, p_end]}"
    )

    assert {name: read.elements[name].lane for name in ("a", "b", "c", "d", "p_end")} == {
        "a": "clerk", "b": "clerk", "c": "clerk", "d": None, "p_end": "clerk",
    }  # fmt: skip


# --- ids

PLAN = """process: p
do:
  - task: 主管审批？
  - decide: 是否同意
    cases:
      - when: ok
        do: [{task: 登记}, {task: }]
      - else:
  - task: 主管审批？
"""


def test_ids_come_from_names_and_places() -> None:
    ids = set(process(PLAN).elements)

    assert {
        "task_1",
        "decide_1",
        "decide_1_1_task_1",
        "decide_1_1_task_2",
        "task_2",
        "p_start",
        "p_end",
    } <= ids
    assert set(process("process: p\ndo: [{task: Sign it!}, {task: Sign it!}, {task: 签 A}]").elements) >= {
        "Sign_it", "Sign_it_2", "task_1",
    }  # fmt: skip


def test_ids_that_are_not_given_are_read_by_every_tool() -> None:
    text = PLAN + "    on signal: {signal: 好, name: 叫停}\n    on error: {error: 拒, name: 出错}\n"

    assert all(element.get("id", "").isascii() for element in etree.fromstring(compiled(text).xml).iter())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("登记", "归档"),
        ("when: ok", "when: not(ok)"),
        ("  - decide", "  - step: 新的\n  - decide"),
        ("\n", "\n\n# 说明\n"),
    ],
)
def test_ids_stay_when_something_else_changes(old: str, new: str) -> None:
    before, after = set(process(PLAN).elements), set(process(PLAN.replace(old, new, 3)).elements)

    assert before <= after


def test_the_same_file_gives_the_same_bytes() -> None:
    assert compiled(PLAN).xml == compiled(PLAN).xml


def test_what_the_notation_means_does_not_change_under_running_cases() -> None:
    here = Path(__file__).parent
    made = compiled((here / "frozen.process.yaml").read_bytes()).xml
    frozen = (here / "frozen.bpmn").read_bytes()

    assert elements(made) == elements(frozen)
