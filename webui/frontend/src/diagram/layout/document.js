// Draws a whole document: its processes one below the other, or its pools with the messages between them.
import { ends } from "../links.js";
import { DI, all, gaps, id, plain, shapes, shown } from "../planes.js";
import { fill } from "./fill.js";
import { PAD, place } from "./frames.js";
import { newPlane, shape } from "./ink.js";

const BETWEEN = 70; // pixels between processes or pools
const POOL = { width: 600, height: 60, name: 30 }; // of a pool without a process; the strip of its name

/** Draws all processes in one new diagram; the pens of it. */
function drawInto(document) {
  for (const old of [...document.getElementsByTagNameNS(DI, "BPMNDiagram")]) old.remove();
  const collaboration = all(document, "collaboration")[0] ?? null;
  const processes = all(document, "process");
  const pools = collaboration ? all(collaboration, "participant") : [];
  const pens = newPlane(document, id(pools.length ? collaboration : (processes[0] ?? document.documentElement)));
  const pooled = new Set(pools.map((pool) => plain(pool.getAttribute("processRef"))));
  const called = new Set((collaboration ? all(collaboration, "messageFlow") : []).flatMap((flow) => Object.values(ends(flow))));
  const apart = processes.filter((one) => !pooled.has(id(one)));
  let y = 0;
  for (const band of [...drawnPools(pools, processes, called), ...apart.map((one) => place(one, called))]) {
    band.write(pens, 0, y);
    y += band.height + BETWEEN;
  }
  return pens;
}

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

/** Draws what the diagrams of a document lack: all of it where there are none, else what is not drawn, around the rest;
 * closed subprocesses and processes of which nothing is drawn by themselves. */
export function complete(document) {
  fill(document, shapes(document).length ? drawApart(document) : [drawInto(document)]);
}

function drawApart(document) {
  const apart = gaps(document).filter((gap) => isApart(gap, document));
  const outermost = apart.filter(({ scope }) => !apart.some((gap) => gap.scope !== scope && gap.scope.contains(scope)));
  return outermost.map(({ scope }) => {
    const pens = newPlane(document, id(scope));
    place(scope).write(pens, 0, 0);
    return pens;
  });
}

/** Is nothing of it drawn, while it is itself a closed shape, or other processes are drawn? */
function isApart({ scope, nodes, missing }, document) {
  if (missing.length < nodes.length) return false;
  const drawn = shapes(document);
  if (scope.localName === "process") return drawn.length > 0;
  const own = drawn.find((one) => shown(one) === id(scope));
  return own !== undefined && own.getAttribute("isExpanded") !== "true";
}
