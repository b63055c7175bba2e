// Places the nodes of one scope in columns from left to right and draws its flows at right angles.
// Pure: takes {nodes: [{id, width, height, host}], flows: [{id, source, target}]}, gives positions and points.
import { Graph, layout } from "@dagrejs/dagre";

const GAP = { column: 60, row: 36, edge: 18, back: 22, event: 36 }; // pixels
const MANY = 200; // nodes, from which on the better columns take too long to find

/** {width, height, boxes: {id: {x, y, width, height}}, lines: {id: [{x, y}]}} from 0, 0 on. */
export function placeScope(nodes, flows) {
  const hosts = new Map(nodes.filter((node) => node.host).map((node) => [node.id, node.host]));
  const graph = ranked(nodes, flows, hosts);
  const boxes = {};
  for (const node of nodes.filter((one) => !one.host)) {
    const { x, y } = graph.node(node.id);
    boxes[node.id] = { x: x - node.width / 2, y: y - node.height / 2, width: node.width, height: node.height };
  }
  seatBoundary(nodes, boxes);
  const route = new Router(graph, boxes, hosts);
  const lines = Object.fromEntries(flows.map((flow) => [flow.id, route.line(flow)]));
  return framed(boxes, lines);
}

/** dagre's columns: a boundary event counts as its host. */
function ranked(nodes, flows, hosts) {
  const graph = new Graph({ multigraph: true });
  const ranker = nodes.length > MANY ? "tight-tree" : "network-simplex";
  graph.setGraph({ rankdir: "LR", ranker, nodesep: GAP.row, ranksep: GAP.column, edgesep: GAP.edge });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) {
    const events = nodes.filter((other) => other.host === node.id).length;
    if (!node.host) graph.setNode(node.id, { width: node.width, height: node.height + (events ? 2 * GAP.event : 0) });
  }
  for (const flow of flows) {
    const [from, to] = [flow.source, flow.target].map((id) => hosts.get(id) ?? id);
    if (from !== to) graph.setEdge(from, to, { weight: 1 }, flow.id);
  }
  layout(graph);
  return graph;
}

/** Boundary events sit on the lower edge of their host, from the left. */
function seatBoundary(nodes, boxes) {
  const seats = new Map();
  for (const node of nodes.filter((one) => one.host)) {
    const host = boxes[node.host];
    const seat = seats.get(node.host) ?? 0;
    seats.set(node.host, seat + 1);
    const x = host.x + 14 + (seat * 46) % Math.max(host.width - 40, 1);
    boxes[node.id] = { x, y: host.y + host.height - node.height / 2, width: node.width, height: node.height };
  }
}

class Router {
  constructor(graph, boxes, hosts) {
    Object.assign(this, { graph, boxes, hosts, backs: 0, drops: 0 });
    this.floor = Math.max(0, ...Object.values(boxes).map((box) => box.y + box.height));
  }

  line(flow) {
    const [from, to] = [this.boxes[flow.source], this.boxes[flow.target]];
    const host = this.hosts.get(flow.source);
    const start = host ? this.boxes[host] : from;
    const points = host === flow.target || flow.source === flow.target ? [] : this.points(flow);
    const forward = points.length > 0 && to.x > start.x + start.width - 1;
    if (!forward) return this.below(from, to);
    const left = host ? this.drop(from) : [{ x: from.x + from.width, y: middle(from) }];
    return tidy([...left, ...this.along(points, left.at(-1).y, middle(to)), { x: to.x, y: middle(to) }]);
  }

  points(flow) {
    const [from, to] = [flow.source, flow.target].map((id) => this.hosts.get(id) ?? id);
    return this.graph.edge({ v: from, w: to, name: flow.id })?.points ?? [];
  }

  /** dagre gives, between the ends, a point in each gap and in each column on the way: turns are in gaps. */
  along(points, fromY, toY) {
    const inner = points.slice(1, -1);
    const line = [];
    let y = fromY;
    inner.forEach((point, index) => {
      if (index % 2) return;
      const next = index + 1 < inner.length ? inner[index + 1].y : toY;
      line.push({ x: point.x, y }, { x: point.x, y: next });
      y = next;
    });
    return line;
  }

  /** Out of a boundary event: down a little, then to the right. */
  drop(event) {
    const x = event.x + event.width / 2;
    const y = event.y + event.height + 10 + 6 * (this.drops++ % 2);
    return [{ x, y: event.y + event.height }, { x, y }];
  }

  /** A flow back runs below everything. */
  below(from, to) {
    const y = this.floor + GAP.back + 12 * this.backs++;
    const [a, b] = [from, to].map((box) => box.x + box.width / 2);
    return [{ x: a, y: from.y + from.height }, { x: a, y }, { x: b, y }, { x: b, y: to.y + to.height }];
  }
}

const middle = (box) => box.y + box.height / 2;

/** Without points that repeat the one before or lie on the way. */
function tidy(line) {
  return line.filter((point, index) => {
    const [before, after] = [line[index - 1], line[index + 1]];
    if (before && same(before, point)) return false;
    if (!before || !after) return true;
    return !(before.y === point.y && point.y === after.y) && !(before.x === point.x && point.x === after.x);
  });
}

const same = (a, b) => a.x === b.x && a.y === b.y;

/** Moved so that everything begins at 0, 0, with the size of it all. */
function framed(boxes, lines) {
  const xs = [];
  const ys = [];
  for (const box of Object.values(boxes)) {
    xs.push(box.x, box.x + box.width);
    ys.push(box.y, box.y + box.height);
  }
  for (const point of Object.values(lines).flat()) {
    xs.push(point.x);
    ys.push(point.y);
  }
  if (!xs.length) return { width: 0, height: 0, boxes, lines };
  const [left, top] = [xs, ys].map((values) => values.reduce((least, value) => Math.min(least, value), Infinity));
  for (const item of [...Object.values(boxes), ...Object.values(lines).flat()]) {
    item.x = Math.round(item.x - left);
    item.y = Math.round(item.y - top);
  }
  const span = (values) => values.reduce((most, value) => Math.max(most, value), -Infinity);
  return { width: Math.ceil(span(xs) - left), height: Math.ceil(span(ys) - top), boxes, lines };
}
