// Message flows: down or up out of a shape to the space between the pools, across, and into the other shape.
import { edge } from "./ink.js";

const STEP = 12; // pixels
const CLEAR = 8;
const LANE = 18; // pixels between messages that cross the same space
const WIDE = 400; // pixels, from which on a box is a pool

/** Draws the flow if both its ends are drawn. `pools` and `solid` are boxes; no upright runs through a solid one. */
export function messageFlow(pens, { id, source, target, label }, pools, solid) {
  const [from, to] = [pens.boxes.get(source), pens.boxes.get(target)];
  if (!from || !to) return;
  const down = from.y < to.y;
  const [start, finish] = [port(from, down, to), port(to, !down, from)];
  const [home, away] = [pools.find((pool) => holds(pool, from)) ?? from, pools.find((pool) => holds(pool, to)) ?? to];
  const lane = (pens.messages = (pens.messages ?? 0) + 1);
  const apart = 14 + ((lane * LANE) % (3 * LANE));
  const turn = (down ? away : home).y - apart;
  const a = upright(start, turn, solid.filter((box) => box !== from));
  const b = upright(finish, turn, solid.filter((box) => box !== to));
  const jog = (point, x, outward) => (x === point.x ? [point] : [point, { x: point.x, y: point.y + outward }, { x, y: point.y + outward }]);
  const points = [...jog(start, a, down ? CLEAR : -CLEAR), { x: a, y: turn }, { x: b, y: turn }, ...jog(finish, b, down ? -CLEAR : CLEAR).reverse()];
  const straight = a === b && a === start.x && b === finish.x;
  const name = label && { x: straight ? a + 5 : Math.round((a + b) / 2 - label.width / 2), y: turn - label.height - 2, ...label };
  edge(pens, id, straight ? [start, finish] : points, name);
}

/** Where a flow leaves a box: in its middle; a pool right over or under the other end. */
function port(box, below, other) {
  const near = (other.width < box.width / 2 && box.width > WIDE ? other : box);
  return { x: Math.round(near.x + near.width / 2), y: below ? box.y + box.height : box.y };
}

const holds = (pool, box) => box.x >= pool.x && box.x <= pool.x + pool.width && box.y >= pool.y && box.y < pool.y + pool.height;

/** The nearest x to the port at which an upright to `turn` meets no box. */
function upright({ x, y }, turn, solid) {
  const [top, bottom] = [Math.min(y, turn), Math.max(y, turn)];
  const free = (at) => !solid.some((box) => at > box.x - 4 && at < box.x + box.width + 4 && bottom > box.y && top < box.y + box.height);
  for (let away = 0; away < 100; away++) {
    for (const at of [x + away * STEP, x - away * STEP]) if (free(at)) return at;
  }
  return x;
}
