import assert from "node:assert/strict";
import test from "node:test";

import { placeScope } from "./scope.js";

const task = (id) => ({ id, width: 100, height: 80 });
const event = (id, host) => ({ id, width: 36, height: 36, host });
const flow = (source, target) => ({ id: `${source}_${target}`, source, target });
const apart = (a, b) => a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
const onEdge = ({ x, y }, box) =>
  x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height &&
  (x === box.x || x === box.x + box.width || y === box.y || y === box.y + box.height);

function check(nodes, flows) {
  const placed = placeScope(nodes, flows);
  const seated = nodes.filter((node) => !node.host);
  for (const [index, one] of seated.entries()) {
    for (const other of seated.slice(index + 1)) {
      assert.ok(apart(placed.boxes[one.id], placed.boxes[other.id]), `${one.id} and ${other.id} overlap`);
    }
  }
  for (const one of flows) {
    const line = placed.lines[one.id];
    assert.ok(line.length > 1, one.id);
    assert.ok(onEdge(line[0], placed.boxes[one.source]), `${one.id} leaves its source`);
    assert.ok(onEdge(line.at(-1), placed.boxes[one.target]), `${one.id} reaches its target`);
    line.slice(1).forEach((point, index) => {
      assert.ok(point.x === line[index].x || point.y === line[index].y, `${one.id} turns at right angles`);
    });
  }
  for (const box of Object.values(placed.boxes)) {
    assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= placed.width && box.y + box.height <= placed.height);
  }
  return placed;
}

test("a line goes from left to right at one height", () => {
  const { boxes } = check([task("a"), task("b"), task("c")], [flow("a", "b"), flow("b", "c")]);
  assert.ok(boxes.a.x < boxes.b.x && boxes.b.x < boxes.c.x);
  assert.equal(new Set([boxes.a.y, boxes.b.y, boxes.c.y]).size, 1);
});

test("an empty scope has no size", () => {
  assert.deepEqual(placeScope([], []), { width: 0, height: 0, boxes: {}, lines: {} });
});

test("a boundary event sits on the lower edge of its host", () => {
  const nodes = [task("a"), task("b"), task("late"), event("t", "a"), event("m", "a")];
  const { boxes } = check(nodes, [flow("a", "b"), flow("t", "late"), flow("m", "a")]);
  for (const id of ["t", "m"]) assert.equal(boxes[id].y + boxes[id].height / 2, boxes.a.y + boxes.a.height);
  assert.ok(apart(boxes.t, boxes.m));
});

test("a flow back runs below everything", () => {
  const { boxes, lines } = check([task("a"), task("b")], [flow("a", "b"), flow("b", "a"), flow("a", "a")]);
  const floor = Math.max(...Object.values(boxes).map((box) => box.y + box.height));
  for (const id of ["b_a", "a_a"]) assert.ok(Math.max(...lines[id].map((point) => point.y)) > floor);
});

test("any graph is drawn without overlaps, each flow from edge to edge", () => {
  let seed = 7;
  const below = (limit) => (seed = (seed * 1103515245 + 12345) % 2147483648) % limit;
  for (let round = 0; round < 60; round++) {
    const nodes = Array.from({ length: 1 + below(14) }, (_, index) => (below(3) ? task(`n${index}`) : event(`n${index}`)));
    const hosts = nodes.filter((node) => node.width === 100);
    if (hosts.length) nodes.push(event("boundary", hosts[below(hosts.length)].id));
    const flows = new Map();
    for (let count = below(24); count > 0; count--) {
      const [from, to] = [nodes[below(nodes.length)], nodes[below(nodes.length)]];
      if (!to.host) flows.set(`${from.id}_${to.id}`, flow(from.id, to.id));
    }
    check(nodes, [...flows.values()]);
  }
});
