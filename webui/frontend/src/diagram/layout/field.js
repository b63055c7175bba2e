// The cheapest way through a field of crossings: upright and level lines, some blocked, some dear.
import { spanOf } from "./ground.js";

const TURN = 40; // what a turn costs, in pixels of way
const CROSS = 12; // and crossing a line or a name
const ALONG = 4; // times its length, for a way upon another line
const SLOW = 1.5; // times its length, for a level way in a slow box

/** The crossings of upright lines at `xs` and level ones at `ys`, and what each step from one to the next costs. */
export class Field {
  constructor(xs, ys) {
    Object.assign(this, { xs, ys, wide: xs.length, tall: ys.length });
    const size = this.wide * this.tall;
    this.blocked = new Uint8Array(size);
    this.level = new Float32Array(size); // extra cost of the step to the right
    this.upright = new Float32Array(size); // of the step down
    this.drag = new Uint8Array(size); // is a level step here slow?
  }

  #range(list, least, most) {
    return [firstAbove(list, least), firstAbove(list, most - 1e-6)];
  }

  #each(box, act) {
    const [left, right] = this.#range(this.xs, box.x, box.x + box.width);
    const [top, bottom] = this.#range(this.ys, box.y, box.y + box.height);
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) act(y * this.wide + x);
  }

  block(box) {
    this.#each(box, (at) => (this.blocked[at] = 1));
  }

  burden(box) {
    this.#each(box, (at) => {
      this.level[at] += CROSS;
      this.upright[at] += CROSS;
    });
  }

  slow(box) {
    this.#each(box, (at) => (this.drag[at] = 1));
  }

  /** A line from a to b: steps across it cost a little, steps upon it much. */
  crossed(a, b) {
    const { x, y, width, height } = spanOf([a, b]);
    const isLevel = height === 0;
    if (!isLevel && width !== 0) return;
    const [left, right] = this.#range(this.xs, x - (isLevel ? 0 : 5), x + width + (isLevel ? 0 : 5));
    const [top, bottom] = this.#range(this.ys, y - (isLevel ? 5 : 0), y + height + (isLevel ? 5 : 0));
    for (let row = top; row < bottom; row++)
      for (let column = left; column < right; column++) {
        const at = row * this.wide + column;
        if (isLevel) this.level[at] += ALONG * ((this.xs[column + 1] ?? this.xs[column]) - this.xs[column]);
        else this.upright[at] += ALONG * ((this.ys[row + 1] ?? this.ys[row]) - this.ys[row]);
      }
    if (isLevel) for (let row = firstAbove(this.ys, y) - 1, column = left; row >= 0 && column < right; column++) this.upright[row * this.wide + column] += CROSS;
    else for (let column = firstAbove(this.xs, x) - 1, row = top; column >= 0 && row < bottom; row++) this.level[row * this.wide + column] += CROSS;
  }

  /** {points, start, goal} of the cheapest way; null if there is none. A state is a crossing and how it was come to. */
  way(starts, goals) {
    const index = ({ x, y }) => this.ys.indexOf(y) * this.wide + this.xs.indexOf(x);
    const costs = new Map();
    const from = new Map();
    const heap = new Heap();
    const push = (state, cost, before) => {
      if (cost >= (costs.get(state) ?? Infinity)) return;
      costs.set(state, cost);
      from.set(state, before);
      heap.push(cost, state);
    };
    const ends = new Map(goals.map((goal, number) => [index(goal), { ...goal, number }]));
    starts.forEach((start, number) => {
      if (!this.blocked[index(start)]) push(2 * index(start) + (start.level ? 1 : 0), start.cost, { number });
    });
    const final = -1;
    for (let top = heap.pop(); top; top = heap.pop()) {
      const [cost, state] = top;
      if (state === final) return this.#traced(from, final);
      if (cost > costs.get(state)) continue;
      const [at, level] = [state >> 1, state & 1];
      const goal = ends.get(at);
      if (goal) push(final, cost + goal.cost + (goal.level === Boolean(level) ? 0 : TURN), { state, goal: goal.number });
      const [x, y] = [at % this.wide, Math.floor(at / this.wide)];
      const step = (next, isLevel, length) => {
        if (!this.blocked[next]) push(2 * next + isLevel, cost + length + (isLevel === level ? 0 : TURN), { state });
      };
      const far = (one, other) => (this.xs[other] - this.xs[one]) * (this.drag[at] ? SLOW : 1);
      if (x + 1 < this.wide) step(at + 1, 1, far(x, x + 1) + this.level[at]);
      if (x > 0) step(at - 1, 1, far(x - 1, x) + this.level[at - 1]);
      if (y + 1 < this.tall) step(at + this.wide, 0, this.ys[y + 1] - this.ys[y] + this.upright[at]);
      if (y > 0) step(at - this.wide, 0, this.ys[y] - this.ys[y - 1] + this.upright[at - this.wide]);
    }
    return null;
  }

  #traced(from, final) {
    const { goal, state: last } = from.get(final);
    const points = [];
    let state = last;
    for (;;) {
      const at = state >> 1;
      points.unshift({ x: this.xs[at % this.wide], y: this.ys[Math.floor(at / this.wide)] });
      const before = from.get(state);
      if (before.number !== undefined) return { points, start: before.number, goal };
      state = before.state;
    }
  }
}

/** The index of the first number that is greater. */
function firstAbove(list, value) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const half = (low + high) >> 1;
    if (list[half] > value) high = half;
    else low = half + 1;
  }
  return low;
}

/** The least first. */
class Heap {
  #list = [];

  push(cost, value) {
    const list = this.#list;
    let at = list.push([cost, value]) - 1;
    for (let up = (at - 1) >> 1; at > 0 && list[up][0] > list[at][0]; at = up, up = (at - 1) >> 1) [list[up], list[at]] = [list[at], list[up]];
  }

  pop() {
    const list = this.#list;
    const top = list[0];
    const last = list.pop();
    if (list.length) {
      list[0] = last;
      for (let at = 0; ; ) {
        let least = at;
        for (const child of [2 * at + 1, 2 * at + 2]) if (child < list.length && list[child][0] < list[least][0]) least = child;
        if (least === at) break;
        [list[at], list[least]] = [list[least], list[at]];
        at = least;
      }
    }
    return top;
  }
}
