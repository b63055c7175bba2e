// What of one process or subprocess is drawn: nodes, flows, lanes, and what hangs on a node (a note, a data object).
import { linksOf } from "../links.js";
import { BPMN, id, isNode, plain } from "../planes.js";
import { measure } from "./text.js";

const BESIDE = new Set(["dataObjectReference", "dataStoreReference", "textAnnotation"]);
const SIZES = { event: 36, gateway: 50, data: { width: 36, height: 50 }, store: { width: 50, height: 50 } }; // pixels
const NOTE = 130;

const within = (node, name) => [...node.children].filter((one) => one.namespaceURI === BPMN && one.localName === name);

/** {nodes, flows, hanging, lanes} of a scope; `insides` has the size of what is in each of its subprocesses,
 * `called` the ends of message flows; `only` the ids of what is wanted, where that is not all. */
export function content(scope, insides, called, only = null) {
  const wanted = (node) => node.namespaceURI === BPMN && (!only || only.has(id(node)) || node.localName.endsWith("Flow") || node.localName === "association");
  const children = [...scope.children].filter(wanted);
  const nodes = children.filter(isNode).map((element) => ({ id: id(element), element, ...room(element, insides.get(id(element)), called.has(id(element))) }));
  const known = new Map(nodes.map((node) => [node.id, node]));
  for (const node of nodes) {
    const host = plain(node.element.getAttribute("attachedToRef"));
    if (node.element.localName === "boundaryEvent" && known.get(host)) node.host = host;
  }
  const links = children.flatMap(linksOf).map((link) => ({ ...link, label: link.soft ? null : measure(link.element.getAttribute("name")) }));
  const hanging = [];
  for (const element of children.filter((one) => BESIDE.has(one.localName))) {
    const own = { id: id(element), element, ...roomBeside(element) };
    const linked = links.filter((link) => link.source === own.id || link.target === own.id);
    const hold = linked.length === 1 ? holder(linked[0], own.id, known, links) : null;
    if (hold) hanging.push({ ...own, link: linked[0], ...hold });
    else known.set(own.id, own), nodes.push(own);
  }
  const between = links.filter((link) => known.has(link.source) && known.has(link.target)).map((link) => leaving(link, known));
  hang(hanging, known);
  return { nodes, flows: between, hanging, lanes: only ? null : lanesOf(children, nodes, between) };
}

/** The node that a note hangs on: itself, or where the flow begins that it speaks of. */
function holder(link, own, known, links) {
  const other = link.source === own ? link.target : link.source;
  const flow = links.find((one) => one.id === other && one !== link);
  const node = known.get(flow ? flow.source : other);
  return node && !node.host && node.element ? { holder: node.id, flow: flow?.id } : null;
}

/** A flow cannot arrive at a boundary event: an association to one is drawn from it. */
const leaving = (link, known) =>
  known.get(link.target).host ? { ...link, source: link.target, target: link.source, turned: true } : link;

/** Room over the node (under a gateway, whose name stands above) for what hangs on it. */
function hang(hanging, known) {
  const beside = Map.groupBy(hanging, (one) => one.holder);
  for (const [holder, list] of beside) {
    const node = known.get(holder);
    const tall = Math.max(...list.map((one) => one.height + (one.below ?? 0)));
    const side = node.element.localName.endsWith("Gateway") ? "below" : "above";
    const width = list.reduce((sum, one) => sum + Math.max(one.width, one.wide ?? 0) + 16, -16);
    let x = -width / 2;
    for (const one of list) {
      const own = Math.max(one.width, one.wide ?? 0);
      one.place = { side, x: Math.round(x + (own - one.width) / 2), gap: 22 };
      x += own + 16;
    }
    node[side] = (node[side] ?? 0) + tall + 22;
    node.wide = Math.max(node.wide ?? 0, width);
  }
}

function room(element, inside, called) {
  const name = measure(element.getAttribute("name"));
  if (inside) return { width: inside.width, height: inside.height };
  if (element.localName === "boundaryEvent") return { width: SIZES.event, height: SIZES.event, label: name };
  if (element.localName.endsWith("Event")) return { ...outside(SIZES.event, name, "below", called), called };
  if (element.localName.endsWith("Gateway")) return outside(SIZES.gateway, name, "above");
  return { width: 100, height: 80 };
}

const outside = (size, name, side, aside = false) => ({
  ...{ width: size, height: size, label: name, [side]: name ? name.height + 6 : 0 },
  wide: name ? (aside ? 2 * (name.width + 7) : name.width) : size,
});

function roomBeside(element) {
  if (element.localName === "textAnnotation") {
    const text = measure(within(element, "text")[0]?.textContent, NOTE - 10);
    return { width: NOTE, height: Math.max(30, 2 * Math.ceil(((text?.height ?? 14) * 1.1 + 12) / 2)) };
  }
  const name = measure(element.getAttribute("name"));
  const size = element.localName === "dataStoreReference" ? SIZES.store : SIZES.data;
  return { ...size, label: name, below: name ? name.height + 6 : 0, wide: name?.width ?? size.width };
}

/** {leaves: [{path: [lane ids]}], count}; sets `lane` of the nodes. Nodes in no lane get a band below; null without lanes. */
function lanesOf(children, nodes, flows) {
  const leaves = [];
  const byNode = new Map();
  const open = (lane, path) => {
    const inner = within(lane, "childLaneSet").flatMap((set) => within(set, "lane"));
    const first = leaves.length;
    if (inner.length) inner.forEach((one) => open(one, [...path, id(lane)]));
    else leaves.push({ path: [...path, id(lane)] });
    for (const reference of within(lane, "flowNodeRef")) {
      const name = plain(reference.textContent);
      if (!byNode.has(name)) byNode.set(name, first);
    }
  };
  children.filter((one) => one.localName === "laneSet").flatMap((set) => within(set, "lane")).forEach((lane) => open(lane, []));
  if (!leaves.length) return null;
  for (const node of nodes) if (node.host && byNode.has(node.host)) byNode.set(node.id, byNode.get(node.host));
  const linked = (node) => flows.filter((flow) => flow.source === node.id || flow.target === node.id).flatMap((flow) => [flow.source, flow.target]);
  for (const node of nodes) {
    const named = byNode.get(node.id) ?? linked(node).map((name) => byNode.get(name)).find((lane) => lane !== undefined);
    node.lane = named ?? leaves.length;
  }
  const count = leaves.length + (nodes.some((node) => !node.host && node.lane === leaves.length) ? 1 : 0);
  return { leaves, count, depth: Math.max(...leaves.map((leaf) => leaf.path.length)) };
}
