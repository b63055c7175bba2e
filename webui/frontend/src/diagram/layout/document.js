// Reads a BPMN document, places every scope from inside out, and writes the diagram into it.
import { placeScope } from "./scope.js";

const BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
const DI = "http://www.omg.org/spec/BPMN/20100524/DI";
const DC = "http://www.omg.org/spec/DD/20100524/DC";
const DD = "http://www.omg.org/spec/DD/20100524/DI";
const SUBPROCESSES = new Set(["subProcess", "transaction", "adHocSubProcess"]);
const NODE = /(Task|Event|Gateway|callActivity|CallActivity)$|^task$/;
const PAD = { x: 30, top: 40, bottom: 30, pool: 40, between: 60 }; // pixels
const POOL = { width: 600, height: 60 }; // of a pool without a process

/** The document with a diagram of all its processes. */
export function drawInto(document) {
  const plane = document.createElementNS(DI, "bpmndi:BPMNPlane");
  const pens = { document, plane };
  const collaboration = first(document, "collaboration");
  const processes = all(document, "process");
  plane.setAttribute("bpmnElement", id(collaboration ?? processes[0] ?? document.documentElement));
  const pools = collaboration ? all(collaboration, "participant") : [];
  if (pools.length) drawPools(pens, pools, processes);
  else stack(pens, processes.map(place));
  for (const flow of collaboration ? all(collaboration, "messageFlow") : []) messageFlow(pens, flow);
  const diagram = document.createElementNS(DI, "bpmndi:BPMNDiagram");
  diagram.append(plane);
  for (const old of [...document.getElementsByTagNameNS(DI, "BPMNDiagram")]) old.remove();
  document.documentElement.append(diagram);
}

/** One below the other. */
function stack(pens, placed) {
  let y = 0;
  for (const one of placed) {
    one.write(pens, 0, y);
    y += one.height + PAD.between;
  }
}

/** Pools of the same width, one below the other; one without a process is a band. */
function drawPools(pens, pools, processes) {
  const left = PAD.pool + PAD.x;
  const filled = pools.map((pool) => {
    const process = processes.find((one) => id(one) === plain(pool.getAttribute("processRef")));
    return { name: id(pool), placed: process ? place(process) : null };
  });
  const width = Math.max(POOL.width, ...filled.map(({ placed }) => (placed ? placed.width + left + PAD.x : 0)));
  stack(pens, filled.map(({ name, placed }) => {
    const height = placed ? placed.height + 2 * PAD.x : POOL.height;
    return {
      height,
      write(_, x, y) {
        shape(pens, name, { x, y, width, height }, { isHorizontal: "true" });
        placed?.write(pens, x + left, y + PAD.x);
      },
    };
  }));
}

/** A placed scope: its size, and `write(pens, x, y)`, which draws it there. */
function place(scope) {
  const children = [...scope.children].filter((node) => node.namespaceURI === BPMN);
  const inner = new Map();
  const nodes = [];
  for (const node of children) {
    const name = node.localName;
    if (SUBPROCESSES.has(name)) inner.set(id(node), place(node));
    if (SUBPROCESSES.has(name) || NODE.test(name)) nodes.push({ ...size(name, inner.get(id(node))), id: id(node), node });
  }
  const known = new Set(nodes.map((node) => node.id));
  for (const one of nodes) {
    const host = plain(one.node.getAttribute("attachedToRef"));
    if (one.node.localName === "boundaryEvent" && known.has(host)) one.host = host;
  }
  const flows = children
    .filter((node) => ["sequenceFlow", "association"].includes(node.localName))
    .map((node) => ({ id: id(node), source: plain(node.getAttribute("sourceRef")), target: plain(node.getAttribute("targetRef")) }))
    .filter((flow) => known.has(flow.source) && known.has(flow.target));
  const placed = placeScope(nodes, flows);
  return {
    width: placed.width,
    height: placed.height,
    write(pens, x, y) {
      for (const one of nodes) {
        const box = moved(placed.boxes[one.id], x, y);
        const within = inner.get(one.id);
        shape(pens, one.id, box, within ? { isExpanded: "true" } : marker(one.node), label(one.node, box));
        within?.write(pens, box.x + PAD.x, box.y + PAD.top);
      }
      for (const flow of flows) edge(pens, flow.id, placed.lines[flow.id].map((point) => ({ x: point.x + x, y: point.y + y })));
    },
  };
}

function size(name, inner) {
  if (inner) return { width: Math.max(inner.width + 2 * PAD.x, 140), height: Math.max(inner.height + PAD.top + PAD.bottom, 100) };
  if (name.endsWith("Event")) return { width: 36, height: 36 };
  if (name.endsWith("Gateway")) return { width: 50, height: 50 };
  return { width: 100, height: 80 };
}

const marker = (node) => (node.localName === "exclusiveGateway" ? { isMarkerVisible: "true" } : {});

/** Names of gateways stand above, of boundary events at the right, where no flow leaves. */
function label(node, box) {
  const width = 90;
  if (node.localName.endsWith("Gateway")) return { x: box.x + box.width / 2 - width / 2, y: box.y - 20, width, height: 14 };
  if (node.localName === "boundaryEvent") return { x: box.x + box.width - 4, y: box.y + box.height - 4, width, height: 14 };
  return null;
}

function messageFlow(pens, flow) {
  const ends = ["sourceRef", "targetRef"].map((name) => boxOf(pens.plane, plain(flow.getAttribute(name))));
  if (ends.includes(null)) return;
  const [from, to] = ends;
  const [a, b] = [from, to].map((box) => box.x + box.width / 2);
  const down = from.y < to.y;
  const start = { x: a, y: down ? from.y + from.height : from.y };
  const finish = { x: b, y: down ? to.y : to.y + to.height };
  const turn = finish.y + (PAD.x + PAD.between / 2) * (down ? -1 : 1);
  edge(pens, id(flow), a === b ? [start, finish] : [start, { x: a, y: turn }, { x: b, y: turn }, finish]);
}

function boxOf(plane, name) {
  const found = [...plane.children].find((one) => one.localName === "BPMNShape" && one.getAttribute("bpmnElement") === name);
  if (!found) return null;
  const bounds = found.firstElementChild;
  return Object.fromEntries(["x", "y", "width", "height"].map((key) => [key, Number(bounds.getAttribute(key))]));
}

function shape({ document, plane }, name, box, attributes = {}, labelBox = null) {
  const made = document.createElementNS(DI, "bpmndi:BPMNShape");
  for (const [key, value] of Object.entries({ id: `${name}_di`, bpmnElement: name, ...attributes })) made.setAttribute(key, value);
  made.append(bounds(document, box));
  if (labelBox) {
    const labelled = document.createElementNS(DI, "bpmndi:BPMNLabel");
    labelled.append(bounds(document, labelBox));
    made.append(labelled);
  }
  plane.append(made);
}

function bounds(document, box) {
  const made = document.createElementNS(DC, "dc:Bounds");
  for (const key of ["x", "y", "width", "height"]) made.setAttribute(key, String(box[key]));
  return made;
}

function edge({ document, plane }, name, points) {
  const made = document.createElementNS(DI, "bpmndi:BPMNEdge");
  made.setAttribute("id", `${name}_di`);
  made.setAttribute("bpmnElement", name);
  for (const point of points) {
    const waypoint = document.createElementNS(DD, "di:waypoint");
    waypoint.setAttribute("x", String(point.x));
    waypoint.setAttribute("y", String(point.y));
    made.append(waypoint);
  }
  plane.append(made);
}

const moved = (box, x, y) => ({ ...box, x: box.x + x, y: box.y + y });
const id = (node) => node.getAttribute("id");
const plain = (reference) => (reference ?? "").trim();
const all = (node, name) => [...node.getElementsByTagNameNS(BPMN, name)];
const first = (node, name) => all(node, name)[0] ?? null;
