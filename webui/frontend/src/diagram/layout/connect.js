// Draws a flow, association or message between two shapes, or to a line, around what is there.
import { meets, passes, spanOf } from "./ground.js";
import { edge } from "./ink.js";
import { along } from "./names.js";
import { Router, ports } from "./route.js";
import { middleOf } from "./sheet.js";
import { measure } from "./text.js";

const WIDE = 300; // pixels, from which on a message may come in anywhere
const NEXT = 18; // pixels between such places
const AWAY = 60; // what leaving on the side that is turned away costs, in pixels of way

/** Draws a link between two things that `sheet` has. */
export function connect(sheet, { id, source, target, soft, element }) {
  const { pens, ground, elements } = sheet;
  sheet.router ??= new Router(ground);
  const [from, to] = [source, target].map((name) => ({ id: name, box: pens.boxes.get(name) ?? middleOf(pens.lines.get(name)) }));
  const isMessage = element.localName === "messageFlow";
  from.ports = isMessage ? messagePorts(from.box, to.box) : ports(from.box, sides(elements.get(source), from.box, to.box, soft, true));
  to.ports = isMessage ? messagePorts(to.box, from.box) : ports(to.box, sides(elements.get(target), to.box, from.box, soft, false));
  const pools = isMessage ? [...pens.boxes].filter(([name]) => elements.get(name)?.localName === "participant").map(([, box]) => box) : [];
  const points = (soft && straight(from, to, ground)) || sheet.router.route(from, to, pools);
  const name = soft ? null : measure(element.getAttribute("name"));
  const [first] = name ? along(points, name) : [];
  edge(pens, id, points, first);
  sheet.look();
}

/** The sides from which a line leaves or at which it arrives, the better ones first. */
function sides(element, box, other, soft, leaves) {
  const [dx, dy] = [other.x + other.width / 2 - box.x - box.width / 2, other.y + other.height / 2 - box.y - box.height / 2];
  const [level, upright] = [dx >= 0 ? ["right", "left"] : ["left", "right"], dy >= 0 ? ["bottom", "top"] : ["top", "bottom"]];
  if (soft) return Math.abs(dx) > Math.abs(dy) ? [level[0], ...upright, level[1]] : [upright[0], ...level, upright[1]];
  if (leaves && element?.localName === "boundaryEvent") return ["bottom", "right", "left", "top"];
  return leaves ? ["right", ...upright, "left"] : ["left", ...upright, "right"];
}

/** A message leaves upwards or downwards: in the middle, or, of a pool, over or under the other end and beside it. Of
 * other shapes also on the side that is turned away. */
function messagePorts(box, other) {
  const side = other.y + other.height / 2 >= box.y + box.height / 2 ? "bottom" : "top";
  const y = side === "bottom" ? box.y + box.height : box.y;
  const middle = box.width > WIDE ? Math.min(Math.max(other.x + other.width / 2, box.x + 50), box.x + box.width - 20) : box.x + box.width / 2;
  const aside = box.width > WIDE ? [1, -1, 2, -2, 3, -3].map((step) => step * NEXT) : box.width >= 80 ? [box.width / 4, -box.width / 4] : [];
  const fits = (x) => x > box.x + 5 && x < box.x + box.width - 5;
  const facing = [0, ...aside].map((by, index) => ({ side, x: Math.round(middle + by), y, cost: 15 * index })).filter(({ x }) => fits(x));
  if (box.width > WIDE) return facing;
  const [away, limit] = side === "bottom" ? ["top", box.y] : ["bottom", box.y + box.height];
  return [...facing, { side: away, x: Math.round(middle), y: limit, cost: AWAY }];
}

/** The line between the nearest points of two boxes, if no box is between them. */
function straight(from, to, ground) {
  const point = (box, other) => nearest(box, { x: other.x + other.width / 2, y: other.y + other.height / 2 });
  const [a, b] = [point(from.box, to.box), point(to.box, from.box)];
  if (meets(from.box, to.box)) return null;
  const free = ground.boxes.near(spanOf([a, b])).every((box) => box.id === from.id || box.id === to.id || !passes(a, b, box));
  return free ? [a, b] : null;
}

/** The middle of the side that faces a point. */
function nearest({ x, y, width, height }, point) {
  const [dx, dy] = [point.x - x - width / 2, point.y - y - height / 2];
  const level = Math.abs(dx) * (height || 1) > Math.abs(dy) * (width || 1);
  return level ? { x: dx > 0 ? x + width : x, y: y + height / 2 } : { x: x + width / 2, y: dy > 0 ? y + height : y };
}
