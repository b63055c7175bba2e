// Puts columns and gaps beside each other and gives every box and every flow its coordinates.
import { grouped } from "./layers.js";
import { tracks } from "./tracks.js";

/** {boxes, lines, labels, width} of items whose heights are known. */
export function draw({ columns, items, ways }, pieces) {
  const [byFlow, byGap] = [grouped(pieces.map((piece) => ({ piece, id: piece.flow.id })), "id"), grouped(pieces, "gap")];
  for (const { flow, back } of ways) byFlow.get(flow.id)[0].piece.names = Boolean(flow.label) && !back;
  const gaps = Array.from({ length: columns.length + 1 }, (_, gap) => (byGap.has(gap) ? tracks(byGap.get(gap)) : { at: {}, width: 0 }));
  let x = 0;
  const starts = columns.map((column, rank) => {
    gaps[rank].x = x;
    const start = x + gaps[rank].width;
    x = start + column.reduce((most, item) => Math.max(most, item.wide), 0);
    return { x: start, width: x - start };
  });
  gaps.at(-1).x = x;
  const boxes = seat(Object.values(items), starts);
  const [lines, labels] = [{}, {}];
  for (const way of ways) {
    const own = byFlow.get(way.flow.id).map(({ piece }) => piece);
    lines[way.flow.id] = line(way, own, gaps, boxes);
    if (way.flow.label) labels[way.flow.id] = label(way, own[0], gaps, starts);
  }
  return { boxes, lines, labels, width: x + gaps.at(-1).width };
}

function seat(items, columns) {
  const boxes = {};
  for (const { node, rank, y, wide } of items) {
    const column = columns[rank];
    const left = column.x + (column.width - wide) / 2 + (node.seats.length ? 0 : (wide - node.width) / 2);
    const box = { x: Math.round(left), y: y - node.height / 2, width: node.width, height: node.height };
    boxes[node.id] = box;
    for (const { id, x, width, height } of node.seats)
      boxes[id] = { x: box.x + x, y: box.y + box.height - height / 2, width, height };
  }
  return boxes;
}

const height = (pin) => pin.item.y + pin.offset;

function line({ flow }, pieces, gaps, boxes) {
  const [from, to] = [boxes[flow.from], boxes[flow.target]];
  const points = [];
  if (flow.from === flow.source) points.push({ x: from.x + from.width, y: from.y + from.height / 2 });
  else points.push({ x: from.x + from.width / 2, y: from.y + from.height }, { x: from.x + from.width / 2, y: height(start(pieces)) });
  for (const { gap, left, right, net } of pieces) {
    const at = gaps[gap].at[net];
    if (at === undefined) continue;
    const ends = left.length > 1 ? left : right.length > 1 ? right : leftward(pieces) ? [right[0], left[0]] : [left[0], right[0]];
    for (const pin of ends) points.push({ x: Math.round(gaps[gap].x + at), y: height(pin) });
  }
  points.push({ x: to.x, y: to.y + to.height / 2 });
  return tidy(points);
}

const start = (pieces) => pieces[0].left[0];
const leftward = (pieces) => pieces[0].left.length > 1;

/** The name of a flow stands above its line, just behind the first upright. */
function label({ flow, back, under }, piece, gaps, columns) {
  const { width, height: tall } = flow.label;
  const pin = back || under ? piece.left[1] : piece.right[0];
  const x = back ? columns[pin.item.rank].x : gaps[piece.gap].x + gaps[piece.gap].label;
  return { x: Math.round(x), y: height(pin) - tall - 3, width, height: tall };
}

/** Without points that repeat the one before or lie on the way. */
function tidy(line) {
  const kept = [];
  for (const point of line) {
    const [before, last] = [kept.at(-2), kept.at(-1)];
    if (last && last.x === point.x && last.y === point.y) continue;
    if (before && ((before.x === last.x && last.x === point.x) || (before.y === last.y && last.y === point.y))) kept.pop();
    kept.push(point);
  }
  return kept;
}
