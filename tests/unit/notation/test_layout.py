"""The diagram of a compiled process: everything is drawn, no two shapes lie on each other, lines touch their shapes."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from lxml import etree

from engine.convert import to_yaml
from tests.unit.notation.generated import processes
from tests.unit.notation.words import compiled, edges, ends, parents, shapes

PACKS = Path(__file__).parents[3] / "processes"
RECEPTION = PACKS / "reception" / "reception.process.yaml"


def overlaps(xml: bytes) -> list[tuple[str, str]]:
    """Pairs of shapes of one scope that lie on each other; a boundary event lies on its activity."""
    placed, inside = shapes(xml), parents(xml)
    found = []
    names = sorted(placed)
    for index, one in enumerate(names):
        for two in names[index + 1 :]:
            a, b = placed[one], placed[two]
            if inside[one] == inside[two] and a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
                found.append((one, two))
    return found


def attached(xml: bytes) -> set[frozenset[str]]:
    return {
        frozenset((node.get("id"), node.get("attachedToRef")))
        for node in etree.fromstring(xml).iter()
        if isinstance(node.tag, str) and node.get("attachedToRef")
    }


def touches(point: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    x, y = point
    left, top, right, bottom = box
    on_side = x in (left, right) and top <= y <= bottom
    return on_side or (y in (top, bottom) and left <= x <= right)


def check(xml: bytes) -> None:
    placed, lines, leads, inside = shapes(xml), edges(xml), ends(xml), parents(xml)
    assert set(lines) == set(leads)
    assert {frozenset(pair) for pair in overlaps(xml)} <= attached(xml)
    for flow, points in lines.items():
        source, target = leads[flow]
        assert touches(points[0], placed[source]), flow
        assert touches(points[-1], placed[target]), flow
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points)), flow
    for name, box in placed.items():
        around = placed.get(inside[name])
        if around is not None:
            room = (box[0] - around[0], box[1] - around[1], around[2] - box[2], around[3] - box[3])
            assert min(room) > 0, name


@given(processes())
def test_nothing_lies_on_anything_and_lines_touch_their_shapes(data: bytes) -> None:
    check(compiled(data).xml)


@pytest.mark.parametrize("name", ["reception", "petition", "parallel_approval", "permit_receipt"])
def test_a_pack_is_drawn_well(name: str) -> None:
    if name == "reception":
        text: bytes | None = RECEPTION.read_bytes()
    else:
        text, _ = to_yaml((PACKS / name / f"{name}.bpmn").read_bytes(), "a.bpmn")
    assert text is not None
    xml = compiled(text).xml

    check(xml)
    placed, inside = shapes(xml), parents(xml)
    crossed = [
        (flow, name)
        for flow, points in edges(xml).items()
        for a, b in pairwise(points)
        for name, (left, top, right, bottom) in placed.items()
        if max(a[0], b[0]) > left + 1 and min(a[0], b[0]) < right - 1
        and max(a[1], b[1]) > top + 1 and min(a[1], b[1]) < bottom - 1
        and inside[name] == inside[flow]
        and name not in ends(xml)[flow] and not any(frozenset((name, e)) in attached(xml) for e in ends(xml)[flow])
    ]  # fmt: skip
    assert crossed == [], "a line runs through a shape"


def test_time_runs_from_left_to_right() -> None:
    xml = compiled(RECEPTION.read_bytes()).xml
    placed = shapes(xml)

    order = [
        "request_reception",
        "find_standard",
        "sign_notice",
        "make_notice",
        "fill_settlement",
        "pay",
        "reception_closed",
    ]
    assert [placed[name][0] for name in order] == sorted(placed[name][0] for name in order)


def test_a_file_of_thousand_steps_is_drawn_soon() -> None:
    steps = "\n".join(
        f"  - decide: 问 {n}\n    cases: [{{when: a = {n}, do: [{{step: 做 {n}}}]}}, {{else: 否}}]"
        for n in range(500)
    )
    xml = compiled(f"process: p\ndo:\n{steps}\n").xml

    assert len(shapes(xml)) == 1502
    assert overlaps(xml) == []


WAYS = "".join(
    f"      - when: x = {n}\n        name: 是，由分管领导审定后报送\n        do: [{{task: 办理}}]\n"
    for n in range(3)
)
NAMED = {
    "ways": f"process: p\ndo:\n  - task: 甲\n  - decide: 是否属于本单位职责\n    id: d\n    cases:\n{WAYS}",
    "events at an activity": (
        "process: p\ndo:\n  - task: 甲\n    on timeout: {id: t, name: 超过法定办理期限, after: P60D, do: [{task: 催办}]}\n"
        "    on signal: {name: 申请人书面提出撤回, signal: g, beside: true, do: [{task: 登记}]}\n"
        "    on message: {name: 补充材料, message: m, key: k, beside: true, do: [{task: 收件}]}\n  - task: 乙\n"
    ),
    "ways back": (
        "process: p\ndo:\n  - repeat:\n    do:\n      - task: 填报\n      - decide: 符合标准\n        cases:\n"
        "          - when: a\n          - {else: 否则，按标准重新填报, do: [again]}\n  - {end: 办结并通知全部申请人}\n"
    ),
    "reception": RECEPTION.read_text("utf-8"),
}


@pytest.mark.parametrize("text", NAMED.values(), ids=NAMED)
def test_names_lie_beside_lines_shapes_and_one_another(text: str) -> None:
    xml = compiled(text).xml
    names = {
        shape.get("bpmnElement"): next(label.iter("{*}Bounds"))
        for shape in etree.fromstring(xml).iter("{*}BPMNShape", "{*}BPMNEdge")
        for label in shape.iter("{*}BPMNLabel")
    }

    assert len(names) >= 3
    taken: list[tuple[float, float, float, float]] = []
    for name, bounds in names.items():
        left, top = float(bounds.get("x")), float(bounds.get("y"))
        right, bottom = left + float(bounds.get("width")), top + float(bounds.get("height"))
        for box in [*shapes(xml).values(), *taken]:
            assert not (left < box[2] and box[0] < right and top < box[3] and box[1] < bottom), (name, box)
        for flow, points in edges(xml).items():
            for (ax, ay), (bx, by) in pairwise(points):
                across = (
                    min(ax, bx) < right and max(ax, bx) > left and min(ay, by) < bottom and max(ay, by) > top
                )
                assert not across, (name, flow)
        taken.append((left, top, right, bottom))


def test_a_name_does_not_stand_where_two_lines_run_on_each_other() -> None:
    xml = compiled(
        "process: p\ndo:\n  - decide: 补办？\n    cases:\n      - {else: 否}\n      - when: a\n        name: 是\n        do:\n"
        "          - decide: 三日内？\n            id: d\n            cases:\n"
        "              - {when: b, name: 可以}\n              - {else: 不行, do: [{end: 不予结算}]}\n    join: false\n"
        "  - {task: 办理}\n"
    ).xml
    diagram = etree.fromstring(xml)
    flow = next(f.get("id") for f in diagram.iter("{*}sequenceFlow") if f.get("name") == "可以")
    edge = next(e for e in diagram.iter("{*}BPMNEdge") if e.get("bpmnElement") == flow)
    bounds = next(edge.iter("{*}Bounds"))
    (x, begin), (_, end), *_ = edges(xml)[flow]

    assert begin > end, "the line leaves upwards, to a line that is there"
    assert float(bounds.get("x")) - x == 5
    assert end < float(bounds.get("y")) < begin
