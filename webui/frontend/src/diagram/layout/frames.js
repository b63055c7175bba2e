// Draws one scope: its boxes with their names, what hangs on them, its subprocesses open, and its lanes.
import { SUBPROCESSES, id, isNode } from "../planes.js";
import { content } from "./content.js";
import { edge, moved, shape } from "./ink.js";
import { placeScope } from "./scope.js";

export const PAD = { x: 30, top: 40, bottom: 30, lane: 30, inLane: 20 }; // pixels

const even = (length) => 2 * Math.ceil(length / 2);

/** A placed scope: its size, how far down the `middle` of its first shape is, and `write(pens, x, y, width)`, which draws it there. `called`: ends of message flows;
 * `only`: the ids of what is wanted of it, where that is not all. */
export function place(scope, called = new Set(), only = null) {
  const insides = new Map();
  const isOpen = (one) => isNode(one) && SUBPROCESSES.has(one.localName) && (!only || only.has(id(one)));
  for (const node of [...scope.children].filter(isOpen)) {
    const placed = place(node, called);
    const width = even(Math.max(placed.width + 2 * PAD.x, 140));
    insides.set(id(node), { placed, width, height: even(Math.max(placed.height + PAD.top + PAD.bottom, 100)) });
  }
  const { nodes, flows, hanging, lanes } = content(scope, insides, called, only);
  const placed = placeScope(nodes, flows, lanes?.count ?? 1);
  const bands = lanes && (lanes.count > 1 ? placed.bands : [{ y: 0, height: placed.height + 2 * PAD.x }]);
  const left = lanes ? lanes.depth * PAD.lane + PAD.inLane : 0;
  const top = lanes?.count === 1 ? PAD.x : 0;
  const size = { width: placed.width + left + (lanes ? PAD.inLane : 0), height: lanes ? bands.at(-1).y + bands.at(-1).height : placed.height };
  const first = nodes.length ? placed.boxes[nodes[0].id] : null;
  return {
    ...size,
    middle: first ? first.y + first.height / 2 : size.height / 2,
    lanes: lanes !== null,
    write(pens, x, y, width = size.width) {
      if (lanes) writeLanes(pens, lanes.leaves, bands, x, y, width);
      for (const one of nodes) writeNode(pens, one, moved(placed.boxes[one.id], x + left, y + top), insides.get(one.id));
      for (const flow of flows) {
        const points = placed.lines[flow.id].map((point) => moved(point, x + left, y + top));
        const name = placed.labels[flow.id];
        edge(pens, flow.id, flow.turned ? points.reverse() : points, name && moved(name, x + left, y + top));
      }
      for (const one of hanging) writeHanging(pens, one, placed, x + left, y + top);
    },
  };
}

function writeLanes(pens, leaves, bands, x, y, width) {
  const spans = new Map();
  leaves.forEach(({ path }, index) => {
    path.forEach((lane, depth) => {
      const span = spans.get(lane) ?? { depth, from: bands[index].y };
      span.to = bands[index].y + bands[index].height;
      spans.set(lane, span);
    });
  });
  for (const [lane, { depth, from, to }] of spans) {
    const indent = depth * PAD.lane;
    shape(pens, lane, { x: x + indent, y: y + from, width: width - indent, height: to - from }, { attributes: { isHorizontal: "true" } });
  }
}

function writeNode(pens, { id, element, label, called }, box, inside) {
  const attributes = inside ? { isExpanded: "true" } : element.localName === "exclusiveGateway" ? { isMarkerVisible: "true" } : {};
  shape(pens, id, box, { attributes, label: label && labelBox(element, box, label, called) });
  inside?.placed.write(pens, box.x + PAD.x, box.y + PAD.top);
}

/** Names of gateways stand above, of boundary events at the right of what leaves them, others below; left of a message. */
function labelBox({ localName }, box, { width, height }, called = false) {
  const middle = Math.round(box.x + box.width / 2 - width / 2);
  if (localName.endsWith("Gateway")) return { x: middle, y: box.y - height - 4, width, height };
  if (localName === "boundaryEvent") return { x: box.x + box.width + 2, y: box.y + box.height / 2 + 3, width, height };
  return { x: called ? box.x + box.width / 2 - width - 7 : middle, y: box.y + box.height + 4, width, height };
}

function writeHanging(pens, { id, element, width, height, label, holder, link, flow, place }, placed, x, y) {
  const base = moved(placed.boxes[holder], x, y);
  const above = place.side === "above";
  const top = above ? base.y - place.gap - height : base.y + base.height + place.gap;
  const box = { x: base.x + base.width / 2 + place.x, y: top, width, height };
  const name = label && (above ? { ...label, x: Math.round(box.x + width / 2 - label.width / 2), y: box.y - label.height - 4 } : labelBox(element, box, label));
  shape(pens, id, box, { label: name });
  const near = { x: box.x + width / 2, y: above ? box.y + height : box.y };
  const far = flow ? middleOf(placed.lines[flow], x, y) : { x: base.x + base.width / 2, y: above ? base.y : base.y + base.height };
  edge(pens, link.id, link.source === id ? [near, far] : [far, near]);
}

function middleOf([a, b], x, y) {
  return { x: Math.round((a.x + b.x) / 2) + x, y: Math.round((a.y + b.y) / 2) + y };
}
