// Draws a whole document: its processes one below the other, or its pools with the messages between them.
import { BPMN, SUBPROCESSES, id, isNode, plain } from "./content.js";
import { PAD, place } from "./frames.js";
import { DI, newPlane, shape } from "./ink.js";
import { messageFlow } from "./messages.js";
import { measure } from "./text.js";

const BETWEEN = 70; // pixels between processes or pools
const POOL = { width: 600, height: 60, name: 30 }; // of a pool without a process; the strip of its name

const all = (node, name) => [...node.getElementsByTagNameNS(BPMN, name)];

/** The document with one diagram of all its processes, in place of what it had. */
export function drawInto(document) {
  for (const old of [...document.getElementsByTagNameNS(DI, "BPMNDiagram")]) old.remove();
  const collaboration = all(document, "collaboration")[0] ?? null;
  const processes = all(document, "process");
  const pools = collaboration ? all(collaboration, "participant") : [];
  const pens = newPlane(document, id(pools.length ? collaboration : (processes[0] ?? document.documentElement)));
  const pooled = new Set(pools.map((pool) => plain(pool.getAttribute("processRef"))));
  const bands = [...drawnPools(pools, processes), ...processes.filter((one) => !pooled.has(id(one))).map(place)];
  let y = 0;
  const frames = [];
  for (const band of bands) {
    band.write(pens, 0, y);
    if (band.pool) frames.push(pens.boxes.get(band.pool));
    y += band.height + BETWEEN;
  }
  if (!collaboration) return;
  const solid = all(document, "process").flatMap((process) => [...process.children].filter(isNode)).map((node) => pens.boxes.get(id(node)));
  for (const flow of all(collaboration, "messageFlow")) {
    const [source, target] = ["sourceRef", "targetRef"].map((name) => plain(flow.getAttribute(name)));
    messageFlow(pens, { id: id(flow), source, target, label: measure(flow.getAttribute("name")) }, frames, solid.filter(Boolean));
  }
}

/** Pools of the same width; one without a process is a band. */
function drawnPools(pools, processes) {
  const filled = pools.map((pool) => {
    const process = processes.find((one) => id(one) === plain(pool.getAttribute("processRef")));
    return { pool: id(pool), placed: process && process.children.length ? place(process) : null };
  });
  const pad = (placed) => (placed.lanes ? 0 : PAD.x);
  const width = Math.max(POOL.width, ...filled.map(({ placed }) => (placed ? placed.width + POOL.name + 2 * pad(placed) : 0)));
  return filled.map(({ pool, placed }) => {
    const height = placed ? Math.max(placed.height + 2 * pad(placed), POOL.height) : POOL.height;
    return {
      pool,
      height,
      write(pens, x, y) {
        shape(pens, pool, { x, y, width, height }, { attributes: { isHorizontal: "true" } });
        placed?.write(pens, x + POOL.name + pad(placed), y + pad(placed), placed.lanes ? width - POOL.name : undefined);
      },
    };
  });
}

/** Adds what is missing to the diagrams of a document; true if so much is missing that all is better drawn anew. */
export function complete(document) {
  const drawn = new Set([...document.getElementsByTagNameNS(DI, "BPMNShape")].map((one) => plain(one.getAttribute("bpmnElement"))));
  const planes = new Set([...document.getElementsByTagNameNS(DI, "BPMNPlane")].map((one) => plain(one.getAttribute("bpmnElement"))));
  const missing = [];
  for (const scope of all(document, "*").filter((one) => one.localName === "process" || SUBPROCESSES.has(one.localName))) {
    const nodes = [...scope.children].filter(isNode);
    const absent = nodes.filter((node) => !drawn.has(id(node)));
    if (!absent.length) continue;
    const closed = absent.length === nodes.length && !planes.has(id(scope)) && (scope.localName === "process" ? drawn.size : isClosed(scope, drawn));
    if (!closed && !isInside(scope, missing)) return true;
    if (closed) missing.push(scope);
  }
  for (const scope of missing) {
    const pens = newPlane(document, id(scope));
    place(scope).write(pens, 0, 0);
  }
  return false;

  function isClosed(scope) {
    const own = [...document.getElementsByTagNameNS(DI, "BPMNShape")].find((one) => plain(one.getAttribute("bpmnElement")) === id(scope));
    return own !== undefined && own.getAttribute("isExpanded") !== "true";
  }
}

const isInside = (scope, others) => others.some((other) => other !== scope && other.contains(scope));
