"""What is wrong in a file is told with line and column, in words that help, and never by an exception."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.notation import compile_process
from engine.notation.source import MAX_BYTES
from tests.unit.notation.generated import processes

HEAD = "process: p\ndo:\n"

WRONG = [
    # text, rule, line, column, part of the message
    (HEAD + "  - tusk: 办理\n", "yaml-key", 3, 5, "did you mean 'task'"),
    (HEAD + "  - task: 办理\n    gruops: [a]\n", "yaml-key", 4, 5, "did you mean 'groups'"),
    (HEAD + "  - task: 办理\n    zzz: 1\n", "yaml-key", 4, 5, "it knows id"),
    (HEAD + "  - task: 办理\n    id: a\n    id: b\n", "yaml-key", 5, 5, "given twice"),
    (HEAD + "  - {task: 办理, id: a}\n  - {task: 再办, id: a}\n", "yaml-id", 4, 20, "'a' is given twice"),
    (HEAD + "  - task: 办理\n    id: 1a\n", "yaml-value", 4, 9, "an id"),
    (HEAD + "  - job: 制作\n", "yaml-missing", 3, 5, "'job' needs type"),
    (HEAD + "  - script: 计算\n    value: 1 +\n", "feel-syntax", 4, 12, "`1 +` is not valid FEEL"),
    (HEAD + "  - task: 办理\n    assignee: = x y z (\n", "feel-syntax", 4, 15, "not valid FEEL"),
    (HEAD + "  - decide: 问\n    cases: [{when: a = 1, else: b}]\n", "yaml-value", 4, 13, "`when` or `else`"),
    (HEAD + "  - task: 办理\n    deadline: {days: 3, ref: x}\n", "yaml-value", 4, 15, "one of ref, clock, days"),
    (HEAD + "  - wait: 等\n    after: P1D\n    at: 2026-01-01\n", "yaml-value", 3, 5, "only one of after, at"),
    (HEAD + "  - parallel: 并\n    branches: [[]]\n", "yaml-value", 4, 15, "two branches"),
    (HEAD + "  - again\n", "yaml-flow", 3, 5, "no `repeat` around it"),
    (HEAD + "  - end: 完\n  - task: 办理\n", "yaml-flow", 4, 5, "Nothing gets here"),
    (HEAD + "  - task: 办理\n    on error: {beside: true}\n", "yaml-flow", 4, 15, "always interrupts"),
    (HEAD + "  - repeat:\n    do:\n      - parallel:\n        branches: [[again], []]\n", "yaml-flow", 6, 21, "no `repeat`"),
    (HEAD + "  - decide: 问\n    several: true\n    join: false\n    cases: [{when: a = 1}, {when: b = 1}]\n  - step: x\n",
     "yaml-flow", 3, 5, "must meet in a gateway"),
    (HEAD + "  - task: &x 办理\n", "yaml-forbidden", 3, 11, "anchors"),
    (HEAD + "  - task: *x\n", "yaml-forbidden", 3, 11, "aliases"),
    (HEAD + "  - task: !!python/object:os.system 办理\n", "yaml-forbidden", 3, 11, "Tags"),
    ("process: p\ndo: []\n---\nprocess: q\n", "yaml-forbidden", 4, 1, "more than one document"),
    ("process: p\ndo: [\n", "yaml-syntax", 3, 1, "not YAML"),
    (HEAD + "  - task: 办理\n    id：a\n    form: f\n", "yaml-syntax", 4, 7, "'：' is not a sign of YAML; it writes ':'"),
    (HEAD + "  - task: 办理\n    due: ｛a: 1｝\n", "yaml-syntax", 4, 10, "it writes '{'"),
    (HEAD + "  - task: 办理\n\tid: a\n", "yaml-syntax", 4, 1, "not with tabs"),
    (HEAD + "  - task: 办理\n　　id: a\n    form: f\n", "yaml-syntax", 4, 1, "full-width blanks"),
    (HEAD + "  - task: 办理\n    id:a\n    form: f\n", "yaml-syntax", 4, 7, "A blank is missing behind ':'"),
    (HEAD + "  -task: 办理\n    id: a\n", "yaml-syntax", 3, 4, "A blank is missing behind '-'"),
    (HEAD + "  - task: 办理\n   id: a\n", "yaml-syntax", 4, 4, "where the others of its list or map begin"),
    (HEAD + "  - task: 办理\n      id: a\n", "yaml-syntax", 4, 9, "indented too far"),
    (HEAD + "  - task: 办理: 一\n", "yaml-syntax", 3, 13, "needs quotes"),
    ("process: p\nname: @a\n", "yaml-syntax", 2, 7, "'@' needs quotes"),
    ('process: p\nname: "a\ndo: []\n', "yaml-syntax", 2, 7, "quotes that begin here are not closed"),
    ("process: p\ndo: [a\nname: b\n", "yaml-syntax", 2, 5, "bracket that begins here is not closed"),
    (HEAD + "  - parallel: 并\n    branches:\n      - step: a\n      - step: b\n", "yaml-value", 5, 9, "Expected a branch"),
    (HEAD + "  - job: 办\n    type: t\n    task: 理\n", "yaml-key", 5, 5, "either 'job' or 'task'"),
    (HEAD + "  - repeat: 补\n    do:\n      - step: a\n", "yaml-flow", 3, 5, "Nothing leads back"),
    ("do: []\n", "yaml-missing", 1, 1, "needs the key 'process'"),
    ("- a\n", "yaml-value", 1, 1, "a map"),
    ("", "yaml-syntax", None, None, "empty"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rule", "line", "column", "part"), WRONG)
def test_what_is_wrong_is_told_with_line_and_column(
    text: str, rule: str, line: int | None, column: int | None, part: str
) -> None:
    compiled, findings = compile_process(text.encode(), "a.process.yaml")

    assert compiled is None
    first = findings[0]
    assert (first.rule, first.line, first.column, first.file) == (rule, line, column, "a.process.yaml")
    assert part in first.text


def test_everything_that_is_wrong_is_told_at_once() -> None:
    _, findings = compile_process((HEAD + "  - tusk: a\n  - task: b\n    form: [1]\n").encode())

    assert [finding.line for finding in findings] == [3, 5]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_answered(data: bytes) -> None:
    compiled, findings = compile_process(data)

    assert (compiled is None) == bool(findings)


@settings(max_examples=120, deadline=None)
@given(processes(), st.data())
def test_a_file_with_slips_is_answered(data: bytes, draw: st.DataObject) -> None:
    text = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 4))):
        at = draw.draw(st.integers(0, len(text) - 1))
        text[at : at + draw.draw(st.integers(0, 12))] = draw.draw(
            st.sampled_from([b"", b"{", b"- ", b": ", b"\n", b"id", b"=", b"null"])
        )
    compiled, findings = compile_process(bytes(text))

    assert (compiled is None) == bool(findings)
    assert all(finding.text for finding in findings)


HUGE = {
    "deep lists": HEAD.encode() + b"[" * 5000,
    "deep blocks": HEAD.encode() + b"".join(b" " * n + b"- block:\n" + b" " * n + b"  do:\n" for n in range(2, 700, 2)),
    "many steps": HEAD.encode() + b"  - step: a\n" * 30000,
    "many bytes": b"a" * (MAX_BYTES + 1),
    "a long text": HEAD.encode() + b"  - step: " + b"a" * 900_000,
    "a deep expression": HEAD.encode() + b"  - script: a\n    value: " + b"(" * 40_000,
}  # fmt: skip


@pytest.mark.parametrize("data", HUGE.values(), ids=HUGE)
def test_a_huge_file_is_answered_soon(data: bytes) -> None:
    begun = time.perf_counter()
    compile_process(data)

    assert time.perf_counter() - begun < 10


def test_fifty_blocks_within_each_other_are_compiled() -> None:
    text = HEAD + "".join(f"{'  ' * (2 * n + 1)}- block: b{n}\n{'  ' * (2 * n + 2)}do:\n" for n in range(50))
    compiled, findings = compile_process((text + "  " * 101 + "- step: x\n").encode())

    assert findings == []
    assert compiled is not None
