"""Where the lines of a diagram run: of a few ways with right angles the first that crosses no shape."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise

from engine.notation.boxes import Node
from engine.notation.graph import Flow

Point = tuple[float, float]
Way = tuple[Point, ...]
#: Shapes that are looked at for the lines of one scope; after so many the first way is taken.
MAX_LOOKS = 1_500_000


class Router:
    """Routes the flows of one scope."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.looks = 0

    def route(self, flow: Flow) -> Way:
        """The points of a flow, from the edge of its source to the edge of its target."""
        best: tuple[int, int] | None = None
        chosen: Way = ()
        for number, way in enumerate(chain(_ways(flow), self._around(flow))):
            crossed = self._crossed(way, flow.end.node, flow.target)
            if best is None or (crossed, number) < best:
                best, chosen = (crossed, number), way
            if crossed == 0:
                break
        return _simple(chosen)

    def _around(self, flow: Flow) -> Iterator[Way]:
        """Below or above all that lies between its ends, where nothing nearer is free."""
        source, target = flow.end.node, flow.target
        end = (target.x - 25, target.cy), (target.x, target.cy)
        right = source.x + source.w
        between = [n for n in self.nodes if n.x < target.x and n.x + n.w > source.x] or [source]
        for y in (max(n.y + n.h for n in between) + 20, min(n.y for n in between) - 20):
            if source.tag != "boundaryEvent":
                yield (right, source.cy), (right + 25, source.cy), (right + 25, y), (target.x - 25, y), *end
            yield _upright(source, y), (source.cx, y), (target.x - 25, y), *end

    def _crossed(self, way: Way, source: Node, target: Node) -> int:
        self.looks += len(self.nodes)
        if self.looks > MAX_LOOKS:
            return 0
        segments = list(pairwise(way))
        left, right = min(x for x, _ in way), max(x for x, _ in way)
        top, bottom = min(y for _, y in way), max(y for _, y in way)
        count = 0
        for node in self.nodes:
            if node.x > right + 4 or node.x + node.w < left - 4:
                continue
            if node.y > bottom + 4 or node.y + node.h < top - 4:
                continue
            inset = 1 if node in (source, target) else -4
            count += sum(_cuts(a, b, node, inset) for a, b in segments)
        return count


def _cuts(a: Point, b: Point, node: Node, inset: float) -> bool:
    """Does the line from `a` to `b`, upright or level, pass through the node, made smaller by `inset`?"""
    return (
        max(a[0], b[0]) > node.x + inset and min(a[0], b[0]) < node.x + node.w - inset
        and max(a[1], b[1]) > node.y + inset and min(a[1], b[1]) < node.y + node.h - inset
    )  # fmt: skip


def _ways(flow: Flow) -> Iterator[Way]:
    source, target = flow.end.node, flow.target
    if flow.loop is not None:
        yield from _back(source, target, flow.loop.corridor, flow.end.row.y if flow.end.row else None)
        return
    left, right = (target.x, target.cy), (source.x + source.w, source.cy)
    attached = source.tag == "boundaryEvent"
    if attached:
        right = (source.cx, source.y + source.h)
    elif (
        source.cy == target.cy
        and right[0] <= left[0]
        and (flow.end.row is None or flow.end.row.y == source.cy)
    ):
        yield right, left
    if flow.end.row is not None and flow.end.row.y != target.cy:
        yield from _through(source, target, flow.end.row.y)
    if source.tag.endswith("Gateway") or attached:
        yield _upright(source, target.cy), (source.cx, target.cy), left
    if not attached:
        if target.tag.endswith(("Gateway", "endEvent")):
            yield right, (target.cx, source.cy), _upright(target, source.cy)
        for x in (target.x - 25, right[0] + 25):
            yield right, (x, source.cy), (x, target.cy), left
    for y in (source.y + source.h + 25, target.y + target.h + 25, source.y - 25, target.y - 25):
        yield _upright(source, y), (source.cx, y), (target.x - 25, y), (target.x - 25, target.cy), left


def _through(source: Node, target: Node, y: float) -> Iterator[Way]:
    """Along the line of an empty branch."""
    begin = _upright(source, y)
    if target.tag.endswith("Gateway"):
        yield begin, (source.cx, y), (target.cx, y), _upright(target, y)
    x = target.x - 25
    yield begin, (source.cx, y), (x, y), (x, target.cy), (target.x, target.cy)


def _back(source: Node, target: Node, corridor: float, row: float | None) -> Iterator[Way]:
    down = (target.cx, corridor), _upright(target, corridor)
    if source.tag == "boundaryEvent":  # it hangs at the lower edge of its activity: around below it
        below = row if row is not None else source.y + source.h + 25
        yield (
            (source.cx, source.y + source.h),
            (source.cx, below),
            (target.cx, below),
            _upright(target, below),
        )
    if row is not None and row != source.cy:
        for x in (source.x + source.w + 25, source.x + source.w + 75):
            yield _upright(source, row), (source.cx, row), (x, row), (x, corridor), *down
    yield _upright(source, corridor), (source.cx, corridor), *down
    for x in (source.x + source.w + 25, source.x + source.w + 75):
        yield (source.x + source.w, source.cy), (x, source.cy), (x, corridor), *down


def _upright(node: Node, y: float) -> Point:
    """The middle of the upper or lower edge, whichever is towards `y`."""
    return (node.cx, node.y) if y < node.cy else (node.cx, node.y + node.h)


def _simple(way: Way) -> Way:
    """Without points that are doubled or lie on a straight line."""
    kept: list[Point] = []
    for point in way:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and (
            kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]
        ):
            kept.pop()
        kept.append(point)
    return tuple(kept) if len(kept) > 1 else (way[0], way[-1])
