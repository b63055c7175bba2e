// Finds a way at right angles from one box to another: around boxes, few turns, seldom along or across other lines.
// The ways tried run on the lines that lie just beside the boxes between the two ends.
import { Field } from "./field.js";
import { grown, spanOf } from "./ground.js";

const STUB = 12; // pixels from a box to the first turn
const CLEAR = 6; // pixels that a way keeps from boxes
const AROUND = 160; // pixels beyond both ends that are looked at
const NAMED = 300; // what leaving or arriving over a name costs, in pixels of way
const WORK = 2_000_000; // points that may be looked at for one document; then the first way is taken

const SIDES = { right: [1, 0], bottom: [0, 1], left: [-1, 0], top: [0, -1] };

export class Router {
  #left = WORK;

  constructor(ground) {
    this.ground = ground;
  }

  /** Points from the edge of `from` to that of `to`; each {box, id, ports: [{side, x, y, cost}]}. `slow`: boxes in
   * which level ways are to be short. */
  route(from, to, slow = []) {
    const found = this.#search(from, to, slow);
    return found ?? plainly(from.ports[0], to.ports[0]);
  }

  /** The first step away from a port; one over a name is dear. */
  #stub(port) {
    const step = stub(port);
    const over = this.ground.names.near(grown(spanOf([port, step]), 1)).length > 0;
    return { ...step, cost: step.cost + (over ? NAMED : 0) };
  }

  #search(from, to, slow) {
    const area = grown(spanOf([...corners(from.box), ...corners(to.box)]), AROUND);
    const boxes = this.ground.solid(area, from, to);
    const [starts, goals] = [from, to].map((end) => end.ports.map((port) => this.#stub(port)));
    const xs = sorted([...boxes.flatMap((box) => [box.x - STUB, box.x + box.width / 2, box.x + box.width + STUB]), ...[...starts, ...goals].map((point) => point.x)]);
    const ys = sorted([...boxes.flatMap((box) => [box.y - STUB, box.y + box.height / 2, box.y + box.height + STUB]), ...[...starts, ...goals].map((point) => point.y)]);
    this.#left -= xs.length * ys.length;
    if (this.#left < 0) return null;
    const field = new Field(xs, ys);
    for (const box of boxes) field.block(grown(box, CLEAR));
    for (const name of this.ground.names.near(area)) field.burden(grown(name, 2));
    for (const { a, b } of this.ground.lines.near(area)) field.crossed(a, b);
    for (const box of slow) field.slow(box);
    const way = field.way(starts, goals);
    if (!way) return null;
    const [first, last] = [from.ports[way.start], to.ports[way.goal]];
    return tidy([{ x: first.x, y: first.y }, ...way.points, { x: last.x, y: last.y }]);
  }
}

const stub = ({ side, x, y, cost = 0 }) => ({ x: x + SIDES[side][0] * STUB, y: y + SIDES[side][1] * STUB, cost, level: SIDES[side][1] === 0 });
const corners = ({ x, y, width, height }) => [{ x, y }, { x: x + width, y: y + height }];
const sorted = (numbers) => [...new Set(numbers)].sort((a, b) => a - b);

/** The middles of the sides of a box, those named first being the better ones. */
export function ports(box, sides = ["right", "bottom", "top", "left"]) {
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const at = { right: [box.x + box.width, y], left: [box.x, y], bottom: [x, box.y + box.height], top: [x, box.y] };
  return sides.map((side, index) => ({ side, x: at[side][0], y: at[side][1], cost: 15 * index }));
}

/** When nothing is free: out, across and in. */
function plainly(a, b) {
  const [start, end] = [stub(a), stub(b)];
  const corner = start.level ? { x: end.x, y: start.y } : { x: start.x, y: end.y };
  return tidy([a, start, corner, end, b].map(({ x, y }) => ({ x, y })));
}

/** Without points that repeat the one before or lie on the way. */
export function tidy(line) {
  const kept = [];
  for (const point of line) {
    const [before, last] = [kept.at(-2), kept.at(-1)];
    if (last && last.x === point.x && last.y === point.y) continue;
    if (before && ((before.x === last.x && last.x === point.x) || (before.y === last.y && last.y === point.y))) kept.pop();
    kept.push(point);
  }
  return kept;
}
