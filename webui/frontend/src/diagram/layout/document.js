// Draws a whole document: its processes one below the other, or its pools with the messages between them.
import { DI, all, gaps, id, isNode, plain, shapes, shown } from "../planes.js";
import { PAD, place } from "./frames.js";
import { newPlane, shape } from "./ink.js";
import { messageFlow } from "./messages.js";
import { measure } from "./text.js";

const BETWEEN = 70; // pixels between processes or pools
const POOL = { width: 600, height: 60, name: 30 }; // of a pool without a process; the strip of its name

/** The document with one diagram of all its processes, in place of what it had. */
function drawInto(document) {
  for (const old of [...document.getElementsByTagNameNS(DI, "BPMNDiagram")]) old.remove();
  const collaboration = all(document, "collaboration")[0] ?? null;
  const processes = all(document, "process");
  const pools = collaboration ? all(collaboration, "participant") : [];
  const pens = newPlane(document, id(pools.length ? collaboration : (processes[0] ?? document.documentElement)));
  const pooled = new Set(pools.map((pool) => plain(pool.getAttribute("processRef"))));
  const messages = collaboration ? all(collaboration, "messageFlow") : [];
  const called = new Set(messages.flatMap((flow) => ends(flow)));
  const apart = processes.filter((one) => !pooled.has(id(one)));
  const bands = [...drawnPools(pools, processes, called), ...apart.map((one) => place(one, called))];
  let y = 0;
  const frames = [];
  for (const band of bands) {
    band.write(pens, 0, y);
    if (band.pool) frames.push(pens.boxes.get(band.pool));
    y += band.height + BETWEEN;
  }
  if (!collaboration) return;
  const solid = all(document, "process").flatMap((process) => [...process.children].filter(isNode)).map((node) => pens.boxes.get(id(node)));
  for (const flow of messages) {
    const [source, target] = ends(flow);
    messageFlow(pens, { id: id(flow), source, target, label: measure(flow.getAttribute("name")) }, frames, solid.filter(Boolean));
  }
}

const ends = (flow) => ["sourceRef", "targetRef"].map((name) => plain(flow.getAttribute(name)));

/** Pools of the same width; one without a process is a band. */
function drawnPools(pools, processes, called) {
  const filled = pools.map((pool) => {
    const process = processes.find((one) => id(one) === plain(pool.getAttribute("processRef")));
    return { pool: id(pool), placed: process && process.children.length ? place(process, called) : null };
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

/** Draws what the diagrams of a document lack: closed subprocesses and processes by themselves, else all of it anew. */
export function complete(document) {
  const found = gaps(document);
  const apart = found.filter((gap) => isApart(gap, document));
  const covered = ({ scope }) => apart.some((gap) => gap.scope.contains(scope));
  if (!apart.length || !found.every(covered)) return drawInto(document);
  const outermost = apart.filter(({ scope }) => !apart.some((gap) => gap.scope !== scope && gap.scope.contains(scope)));
  for (const { scope } of outermost) place(scope).write(newPlane(document, id(scope)), 0, 0);
}

/** Is nothing of it drawn, while it is itself a closed shape, or other processes are drawn? */
function isApart({ scope, nodes, missing }, document) {
  if (missing.length < nodes.length) return false;
  const drawn = shapes(document);
  if (scope.localName === "process") return drawn.length > 0;
  const own = drawn.find((one) => shown(one) === id(scope));
  return own !== undefined && own.getAttribute("isExpanded") !== "true";
}
