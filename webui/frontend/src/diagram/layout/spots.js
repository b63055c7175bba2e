// Free places on a plane: for a block near what it is linked with, for an event at the edge of its activity.
import { grown, meets, spanOf } from "./ground.js";

const APART = 50; // pixels between a block and what it is linked with
const ABOVE = 22; // of a note
const CLEAR = 12; // around a block
const STEP = 20;
const REACH = 25; // steps to each side that are tried
const EVENT = { size: 36, first: 14, step: 46 }; // pixels

const STEPS = Array.from({ length: 2 * REACH + 1 }, (_, x) => Array.from({ length: 2 * REACH + 1 }, (_, y) => [(x - REACH) * STEP, (y - REACH) * STEP]))
  .flat()
  .sort((a, b) => Math.abs(a[0]) + Math.abs(a[1]) - Math.abs(b[0]) - Math.abs(b[1]) || b[1] - a[1]);

/** Where a block of this size, with its first shape's middle so far down, stands: near what is `after` or `before` it, in the innermost of the `frames` with room;
 * below all else where nothing is free. */
export function spot({ pens, ground }, { width, height, middle = height / 2 }, near, frames) {
  const wished = wish(near, width, height, middle) ?? (frames[0] && { x: frames[0].x + 40, y: frames[0].y + 40 });
  if (wished) {
    for (const frame of [...frames, null]) {
      const fits = (box) => (frame ? holds(grown(frame, -CLEAR), box) : !frames.some((one) => meets(one, grown(box, CLEAR))));
      for (const [dx, dy] of STEPS) {
        const box = { x: Math.round(wished.x + dx), y: Math.round(wished.y + dy), width, height };
        if (fits(box) && ground.isFree(grown(box, CLEAR))) return box;
      }
    }
  }
  const all = [...pens.boxes.values()];
  const whole = all.length ? spanOf(all.flatMap((box) => [box, { x: box.x + box.width, y: box.y + box.height }])) : { x: 0, y: -APART, height: 0 };
  return { x: Math.round(whole.x), y: Math.round(whole.y + whole.height + APART) };
}

const holds = (frame, box) => box.x >= frame.x && box.y >= frame.y && box.x + box.width <= frame.x + frame.width && box.y + box.height <= frame.y + frame.height;

function wish(near, width, height, middle) {
  const [after, before] = [near?.after ?? [], near?.before ?? []];
  if (near?.note && after.length + before.length) {
    const [box] = [...after, ...before];
    return { x: box.x + box.width / 2 - width / 2, y: box.y - height - ABOVE };
  }
  if (after.length) return { x: Math.max(...after.map((box) => box.x + box.width)) + APART, y: centre(after) - middle };
  if (before.length) return { x: Math.min(...before.map((box) => box.x)) - APART - width, y: centre(before) - middle };
  return null;
}

const centre = (boxes) => boxes.reduce((sum, box) => sum + box.y + box.height / 2, 0) / boxes.length;

/** The box of an event at the edge of its activity: the lower edge first, then the upper, right and left one. */
export function seat(host, ground) {
  const { size, first, step } = EVENT;
  const along = (length) => Array.from({ length: Math.max(Math.floor((length - first - size) / step) + 1, 1) }, (_, index) => first + index * step);
  const [left, top] = [host.x - size / 2, host.y - size / 2];
  const places = [
    ...along(host.width).map((x) => ({ x: host.x + x, y: top + host.height })),
    ...along(host.width).map((x) => ({ x: host.x + x, y: top })),
    ...along(host.height).map((y) => ({ x: left + host.width, y: host.y + y })),
    ...along(host.height).map((y) => ({ x: left, y: host.y + y })),
  ].map((at) => ({ ...at, width: size, height: size }));
  const free = ({ x, y, width, height }) => ground.boxes.near(grown({ x, y, width, height }, 4)).every((box) => box.x === host.x && box.y === host.y && box.width === host.width);
  return places.find(free) ?? places[0];
}
