import assert from "node:assert/strict";
import test from "node:test";

import { placeScope } from "./scope.js";

const task = (id, more = {}) => ({ id, width: 100, height: 80, ...more });
const event = (id, host, more = {}) => ({ id, width: 36, height: 36, host, ...more });
const flow = (source, target, more = {}) => ({ id: `${source}_${target}`, source, target, ...more });
const apart = (a, b) => a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
const onEdge = ({ x, y }, box) =>
  x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height &&
  (x === box.x || x === box.x + box.width || y === box.y || y === box.y + box.height);

/** Does a piece of a line pass through the inside of a box? */
function through(a, b, box) {
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
  return right > box.x && left < box.x + box.width && bottom > box.y && top < box.y + box.height;
}

function check(nodes, flows, lanes = 1) {
  const placed = placeScope(nodes, flows, lanes);
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
      for (const node of nodes) {
        if (node.host && node.id === one.source) continue;
        assert.ok(!through(line[index], point, placed.boxes[node.id]), `${one.id} runs through ${node.id}`);
      }
    });
  }
  for (const box of [...Object.values(placed.boxes), ...Object.values(placed.labels)]) {
    assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= placed.width && box.y + box.height <= placed.height);
  }
  for (const [id, label] of Object.entries(placed.labels)) {
    for (const one of seated) assert.ok(apart(label, placed.boxes[one.id]), `the name of ${id} lies over ${one.id}`);
  }
  return placed;
}

test("a line goes from left to right at one height", () => {
  const { boxes } = check([task("a"), task("b"), task("c")], [flow("a", "b"), flow("b", "c")]);
  assert.ok(boxes.a.x < boxes.b.x && boxes.b.x < boxes.c.x);
  assert.equal(new Set([boxes.a.y, boxes.b.y, boxes.c.y]).size, 1);
});

test("an empty scope has no size", () => {
  const { width, height, boxes } = placeScope([], []);
  assert.deepEqual({ width, height, boxes }, { width: 0, height: 0, boxes: {} });
});

test("boundary events sit apart on the lower edge of their host, which grows for them", () => {
  const events = ["t", "m", "c"].map((id) => event(id, "a", { label: { width: 60, height: 14 } }));
  const flows = [flow("a", "b"), flow("t", "late"), flow("m", "a"), flow("c", "b")];
  const { boxes } = check([task("a"), task("b"), task("late"), ...events], flows);
  for (const id of ["t", "m", "c"]) {
    assert.equal(boxes[id].y + boxes[id].height / 2, boxes.a.y + boxes.a.height);
    assert.ok(boxes[id].x + boxes[id].width <= boxes.a.x + boxes.a.width);
  }
  assert.ok(apart(boxes.t, boxes.m) && apart(boxes.m, boxes.c));
});

test("a flow back runs around the boxes and comes in from the left", () => {
  const { boxes, lines } = check([task("a"), task("b")], [flow("a", "b"), flow("b", "a"), flow("a", "a")]);
  for (const id of ["b_a", "a_a"]) {
    assert.equal(lines[id].at(-1).x, boxes.a.x);
    assert.ok(lines[id].some((point) => point.y > boxes.a.y + boxes.a.height));
  }
});

test("a split and its join stand at one height, their branches around it", () => {
  const nodes = ["s", "a", "b", "j"].map((id) => task(id));
  const { boxes } = check(nodes, [flow("s", "a"), flow("s", "b"), flow("a", "j"), flow("b", "j")]);
  assert.equal(boxes.s.y, boxes.j.y);
  assert.ok(boxes.a.y < boxes.s.y && boxes.b.y > boxes.s.y);
});

test("the name of a flow stands between the columns, over its line", () => {
  const nodes = ["s", "a", "b"].map((id) => task(id));
  const named = flow("s", "b", { label: { width: 80, height: 14 } });
  const { boxes, labels, lines } = check(nodes, [flow("s", "a"), named]);
  const name = labels.s_b;
  assert.ok(name.x >= boxes.s.x + boxes.s.width && name.x + name.width <= boxes.b.x);
  assert.ok(name.y + name.height <= lines.s_b.at(-1).y);
});

test("parts that nothing joins stand one below the other, single ones side by side", () => {
  const { boxes } = check([task("a"), task("b"), task("x"), task("y")], [flow("a", "b")]);
  assert.ok(boxes.x.y > boxes.a.y && boxes.x.y === boxes.y.y && boxes.x.x < boxes.y.x);
});

const random = (seed) => (limit) => (seed = (seed * 1103515245 + 12345) % 2147483648) % limit;

function graph(below, size, lanes) {
  const lane = () => below(lanes);
  const nodes = Array.from({ length: 1 + below(size) }, (_, index) =>
    (below(3) ? task : event)(`n${index}`, undefined, {}),
  ).map((node, index) => ({ ...node, ...(node.width ? {} : {}), id: `n${index}`, lane: lane() }));
  const hosts = nodes.filter((node) => node.width === 100);
  for (let count = hosts.length ? below(4) : 0; count > 0; count--) {
    nodes.push(event(`b${count}`, hosts[below(hosts.length)].id, below(2) ? { label: { width: 80, height: 28 } } : {}));
  }
  const flows = new Map();
  for (let count = below(2 * size); count > 0; count--) {
    const [from, to] = [nodes[below(nodes.length)], nodes[below(nodes.length)]];
    const label = below(3) ? undefined : { width: 60, height: 14 };
    if (!to.host) flows.set(`${from.id}_${to.id}`, flow(from.id, to.id, { label }));
  }
  return [nodes, [...flows.values()]];
}

test("in any graph no box overlaps another and no flow runs through a box", () => {
  const below = random(7);
  for (let round = 0; round < 300; round++) check(...graph(below, 14, 1));
});

test("in any graph with lanes every node stands in the band of its lane", () => {
  const below = random(11);
  for (let round = 0; round < 150; round++) {
    const lanes = 2 + below(3);
    const [nodes, flows] = graph(below, 12, lanes);
    const { boxes, bands } = check(nodes, flows, lanes);
    assert.equal(bands.length, lanes);
    for (const node of nodes.filter((one) => !one.host)) {
      const [box, band] = [boxes[node.id], bands[node.lane]];
      assert.ok(box.y >= band.y && box.y + box.height <= band.y + band.height, node.id);
    }
  }
});

test("many long flows forwards and back run below everything, through no box, in a moment", () => {
  const nodes = Array.from({ length: 300 }, (_, index) => task(`n${index}`));
  const flows = nodes.slice(1).map((node, index) => flow(`n${index}`, node.id));
  for (let at = 0; at < 150; at++) {
    const label = { width: 60, height: 14 };
    flows.push(flow(`n${299 - at}`, `n${at}`, { label }), flow(`n${at}`, `n${298 - at}`, { label }));
  }
  check(nodes, flows);
  const began = performance.now();
  const { lines, boxes } = placeScope(nodes, flows);
  assert.ok(performance.now() - began < 1000);
  assert.ok(lines.n299_n0.some((point) => point.y > boxes.n0.y + 400));
});

test("flows with the same ends run beside each other", () => {
  const named = ["x", "y"].map((id) => ({ ...flow("a", "b", { label: { width: 60, height: 14 } }), id }));
  const { lines, labels } = check([task("a"), task("b")], [...named, flow("a", "b")]);
  const heights = Object.values(lines).map((line) => Math.max(...line.map((point) => point.y)) + Math.min(...line.map((point) => point.y)));
  assert.equal(new Set(heights).size, 3);
  assert.ok(apart(labels.x, labels.y));
});

test("a large graph is placed in a moment", () => {
  const nodes = Array.from({ length: 800 }, (_, index) => task(`n${index}`));
  const flows = nodes.slice(1).map((node, index) => flow(`n${index - (index % 4)}`, node.id));
  const began = performance.now();
  placeScope(nodes, flows);
  assert.ok(performance.now() - began < 1000);
});
