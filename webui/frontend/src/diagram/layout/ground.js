// What lies where on a plane: boxes, names and lines, found by place.

const CELL = 160; // pixels
const MOST = 500; // cells, from which on a thing is looked at each time instead
const OPEN = new Set(["participant", "lane", "group"]); // frames that lines may cross

export const meets = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
export const grown = (box, by) => ({ x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by });
export const spanOf = (points) => {
  const [left, top] = [Math.min(...points.map(({ x }) => x)), Math.min(...points.map(({ y }) => y))];
  return { x: left, y: top, width: Math.max(...points.map(({ x }) => x)) - left, height: Math.max(...points.map(({ y }) => y)) - top };
};

/** Does the straight line from a to b pass through the inside of a box? */
export function passes(a, b, box) {
  let [from, to] = [0, 1];
  for (const [at, by, least, most] of [[a.x, b.x - a.x, box.x, box.x + box.width], [a.y, b.y - a.y, box.y, box.y + box.height]]) {
    if (by === 0) {
      if (at <= least || at >= most) return false;
    } else {
      const ends = [(least - at) / by, (most - at) / by].sort((one, other) => one - other);
      [from, to] = [Math.max(from, ends[0]), Math.min(to, ends[1])];
    }
  }
  return from < to;
}

const NONE = [];

/** Keeps things by their boxes: `add(box, thing)`, `near(box)` gives each thing once whose box meets it. */
class Grid {
  #cells = new Map();
  #large = [];

  #lists(box) {
    if ((box.width / CELL + 1) * (box.height / CELL + 1) > MOST) return [this.#large];
    return [...this.#keys(box)].map((key) => this.#cells.get(key) ?? (this.#cells.set(key, []), this.#cells.get(key)));
  }

  *#keys({ x, y, width, height }) {
    for (let column = Math.floor(x / CELL); column <= Math.floor((x + width) / CELL); column++)
      for (let row = Math.floor(y / CELL); row <= Math.floor((y + height) / CELL); row++) yield `${column} ${row}`;
  }

  add(box, thing) {
    const kept = { box, thing };
    for (const list of this.#lists(box)) list.push(kept);
    return kept;
  }

  remove(kept) {
    for (const list of this.#lists(kept.box)) list.splice(list.indexOf(kept), 1);
  }

  near(area) {
    const found = new Set();
    const look = (list) => list.forEach((kept) => meets(kept.box, area) && found.add(kept.thing));
    look(this.#large);
    for (const key of this.#keys(area)) look(this.#cells.get(key) ?? NONE);
    return [...found];
  }
}

/** The things of one plane. Boxes are solid, frames are open: only their edges are in the way, as lines. */
export class Ground {
  constructor() {
    this.boxes = new Grid();
    this.names = new Grid();
    this.lines = new Grid();
    this.frames = new Grid();
  }

  box(id, box) {
    this.boxes.add(box, { ...box, id });
  }

  /** kind: the name of the element, by which pools and lanes are told from subprocesses. */
  frame(id, { x, y, width, height }, kind) {
    this.frames.add({ x, y, width, height }, { id, kind, x, y, width, height });
    const corners = [{ x, y }, { x: x + width, y }, { x: x + width, y: y + height }, { x, y: y + height }, { x, y }];
    this.line(id, corners);
  }

  name(id, box) {
    return this.names.add(box, { ...box, id });
  }

  line(id, points) {
    points.slice(1).forEach((b, index) => {
      const a = points[index];
      this.lines.add(grown(spanOf([a, b]), 0.5), { id, a, b });
    });
  }

  /** Is nothing there, not even the border of a frame? */
  isFree(area) {
    return !this.boxes.near(area).length && !this.names.near(area).length && !this.lines.near(area).length;
  }

  /** The boxes around which a line between two boxes runs: of frames those that neither of them is in. */
  solid(area, from, to) {
    const inside = (frame, box) => box.x >= frame.x && box.y >= frame.y && box.x + box.width <= frame.x + frame.width && box.y + box.height <= frame.y + frame.height;
    const open = (frame) => OPEN.has(frame.kind) || [from, to].some((end) => end.id !== frame.id && inside(frame, end.box));
    return [...this.boxes.near(area), ...this.frames.near(area).filter((frame) => !open(frame))];
  }

  /** How much is in the way of a name: names and boxes count more than lines. */
  under(area, own) {
    const covered = [...this.boxes.near(area), ...this.names.near(area)].filter(({ id }) => id !== own).length;
    return 10 * covered + this.lines.near(area).filter(({ a, b }) => passes(a, b, area)).length;
  }
}
