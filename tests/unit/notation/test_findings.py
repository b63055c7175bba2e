"""What is wrong in a file is told with line and column, in words that help, and never by an exception."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cli.common import translator
from engine.errors import fill
from engine.notation import compile_process, words
from engine.notation.source import MAX_BYTES
from tests.unit.hang import no_hang
from tests.unit.notation.generated import processes

HEAD = "process: p\ndo:\n"
TASK = HEAD + "  - task: 办理\n    id: a\n"

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
    ("", "yaml-syntax", 1, 1, "empty"),
    ("# nothing\n", "yaml-syntax", 1, 1, "empty"),
    # signs of a Chinese keyboard
    (TASK + "    groups: 【经办】\n", "yaml-value", 5, 13, "'【' is not a sign of YAML; it writes '['"),
    (TASK + "    groups: ［经办，科长］\n", "yaml-value", 5, 13, "it writes '['"),
    (TASK + "    groups: [经办，科长]\n", "yaml-value", 5, 16, "it writes ','"),
    (TASK + "    groups: 经办、科长\n", "yaml-value", 5, 15, "it writes ','"),
    (TASK + "    groups: [经办，科长】\n", "yaml-syntax", 5, 16, "it writes ','"),
    (TASK + "    users: “张三”\n", "yaml-value", 5, 12, "it writes '\"'"),
    (TASK + "    assignee: ‘张三’\n", "yaml-value", 5, 15, "it writes '''"),
    (TASK + "    assignee: ＝ who\n", "yaml-value", 5, 15, "it writes '='"),
    (TASK + "    form: ask ＃ 说明\n", "yaml-value", 5, 15, "it writes '#'"),
    (TASK + "＃ 说明\n    form: ask\n", "yaml-syntax", 5, 1, "it writes '#'"),
    (TASK + "    deadline: {days：3}\n", "yaml-value", 5, 20, "it writes ':'"),
    (TASK + "    deadline: {days: 3，count: calendar}\n", "yaml-syntax", 5, 23, "it writes ','"),
    (TASK + "    deadline: ｛days：3｝\n", "yaml-value", 5, 15, "it writes '{'"),
    (TASK + "    input:\n      x：1\n", "yaml-value", 6, 8, "it writes ':'"),
    (TASK + "    input: {x：1}\n", "yaml-value", 5, 14, "it writes ':'"),
    (HEAD + "  - task：办理\n", "yaml-value", 3, 9, "it writes ':'"),
    (HEAD + "  － task: 办理\n", "yaml-value", 3, 3, "it writes '-'"),
    (HEAD + "  - task: 办理\n      form：ask\n", "yaml-syntax", 4, 11, "it writes ':'"),
    (HEAD + "  - decide: 问\n    cases:\n      - when: a = “是”\n", "feel-syntax", 5, 15, "FEEL writes '\"'"),
    ("process：p\ndo:\n  - end\n", "yaml-syntax", 1, 8, "it writes ':'"),
    # other slips
    (HEAD + "  - task 办理\n    id: a\n", "yaml-syntax", 3, 9, "A ':' is missing"),
    (TASK + "    groups [a]\n    form: b\n", "yaml-syntax", 5, 11, "A ':' is missing"),
    (HEAD + "  - task:办理\n", "yaml-value", 3, 9, "A blank is missing behind ':'"),
    (HEAD + '  - task: "办"理\n', "yaml-syntax", 3, 14, "behind closing quotes"),
    (HEAD + '  - task: "a\\d"\n', "yaml-syntax", 3, 13, "use single quotes"),
    (HEAD + "  - task: *急* 办理\n", "yaml-syntax", 3, 11, "'*' needs quotes"),
    (HEAD + "  - task: 办理\n - task: 再办\n", "yaml-syntax", 4, 2, "where the others of its list"),
    (HEAD + "  - task: 办理\n  id: a\n", "yaml-syntax", 4, 3, "where the others of its list"),
    (HEAD + "  - step: 过\n    id: a\n  - {skip: a}\n", "yaml-flow", 5, 12, "further down"),
    (HEAD + "  - parallel: 并\n    branches: [[{skip: a}], []]\n  - {step: 过, id: a}\n", "yaml-flow", 4, 24, "further down"),
    (TASK + "lanes: {clerk: [a, b]}\n", "yaml-value", 5, 20, "no step with the id 'b'"),
    (TASK + "lanes: {clerk: [a], chief: [a]}\n", "yaml-value", 5, 29, "in a lane already"),
    (TASK + "lanes: [a]\n", "yaml-value", 5, 8, "the name of a lane"),
    (HEAD + "  - any order: 查\n    do: [{end: 完}]\n", "yaml-value", 4, 10, "an activity such as `task`"),
    ("process: p\nstart: [{id: a}]\ndo: []\n", "yaml-value", 2, 8, "two starts"),
    (TASK + "    <<: {form: a}\n", "yaml-forbidden", 5, 5, "merge keys"),
    (TASK + "    表单: ask\n", "yaml-key", 5, 5, "did you mean 'form'"),
    (HEAD + "  - 任务: 办理\n", "yaml-key", 3, 5, "did you mean 'task'"),
    ("process: p\n步骤:\n  - end\n", "yaml-key", 2, 1, "did you mean 'do'"),
    (HEAD + "  - 办理\n", "yaml-value", 3, 5, "a step such as"),
    (HEAD + "  - block: 段\n    do:\n      task: 办理\n", "yaml-value", 5, 7, "each with `- ` in front"),
    (HEAD + "  - block: 段\n    transaction: yes\n    do: []\n", "yaml-value", 4, 18, "true or false"),
    (TASK + "    remind: {before: one}\n", "yaml-value", 5, 22, "a whole number"),
    (TASK + "    on timout: {after: P1D}\n", "yaml-key", 5, 5, "did you mean 'on timeout'"),
    (TASK + "    on timeout: {do: []}\n", "yaml-missing", 5, 17, "needs after / at / every / deadline"),
    (HEAD + "  - repeat: 补\n    id: r\n    do: [{again: q}]\n", "yaml-flow", 5, 18, "with the id 'q'"),
    ("process: p\nstart: a\ndo:\n  - {step: 过, id: a}\n", "yaml-id", 2, 8, "'a' is given twice"),
    ("process: p\nname: a\x01b\ndo: []\n", "yaml-syntax", 2, 8, "U+0001"),
    ("a: &a [x]\nb: &b [*a, *a]\n", "yaml-forbidden", 1, 4, "anchors"),
    ("process: 我的 流程\ndo: []\n", "yaml-value", 1, 10, "an id"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rule", "line", "column", "part"), WRONG)
def test_what_is_wrong_is_told_with_line_and_column(
    text: str, rule: str, line: int, column: int, part: str
) -> None:
    compiled, findings = compile_process(text.encode(), "a.process.yaml")

    assert compiled is None
    first = findings[0]
    assert (first.rule, first.line, first.column, first.file) == (rule, line, column, "a.process.yaml")
    assert part in first.text


@pytest.mark.parametrize("text", [case[0] for case in WRONG])
def test_in_chinese_nothing_is_english_but_the_words_of_the_notation(text: str) -> None:
    _, findings = compile_process(text.encode(), "a.process.yaml")

    said = fill(findings[0].message, findings[0].params, translator("zh_CN"))
    plain = re.sub(r"`.*`|[“（].*?[”）]", "", said.replace("pack.yaml", ""))
    english = set(re.findall(r"[A-Za-z]{2,}", plain)) - {"YAML", "FEEL", "UTF"}
    assert english <= {part for word in words.ALL for part in word.split()} | {
        "working",
        "calendar",
        "true",
        "false",
    }


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [("process: p\nname: 请假\n".encode("gbk"), 2, 7), ("process: p\n".encode("utf-16"), 1, 1), (b"a" * (MAX_BYTES + 1), 1, 1)],
    ids=["GBK", "UTF-16", "too large"],
)  # fmt: skip
def test_what_cannot_be_read_as_text_has_a_place_too(data: bytes, line: int, column: int) -> None:
    _, findings = compile_process(data)

    assert [(f.line, f.column) for f in findings] == [(line, column)]


@pytest.mark.parametrize(
    "text",
    [
        "  - task: 【急】办理\n", "  - task: “一次办好”\n", '  - {task: 办理, groups: ["经办、科长"]}\n',
        "  - step: 过\n    documentation: 第一行\n      说明：第二行\n", '  - {task: 办理, groups: \'= ["经办、科长"]\'}\n',
        "  - {end: 完, error: 材料不全，退回}\n",
    ],
)  # fmt: skip
def test_chinese_signs_may_stand_in_names_and_texts(text: str) -> None:
    _, findings = compile_process((HEAD + text).encode())

    assert findings == []


def test_everything_that_is_wrong_is_told_at_once() -> None:
    _, findings = compile_process((HEAD + "  - tusk: a\n  - task: b\n    form: [1]\n").encode())

    assert [finding.line for finding in findings] == [3, 5]


@given(st.binary(max_size=300))
def test_any_bytes_are_answered(data: bytes) -> None:
    compiled, findings = compile_process(data)

    assert (compiled is None) == bool(findings)


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
    with no_hang():
        compile_process(data)


def test_fifty_blocks_within_each_other_are_compiled() -> None:
    text = HEAD + "".join(f"{'  ' * (2 * n + 1)}- block: b{n}\n{'  ' * (2 * n + 2)}do:\n" for n in range(50))
    compiled, findings = compile_process((text + "  " * 101 + "- step: x\n").encode())

    assert findings == []
    assert compiled is not None
