// Places the nodes of one scope in columns from left to right and draws its flows at right angles.
// Flows run across a column only at a height of their own and turn only between columns: never through a box.
// Pure: takes {nodes: [{id, width, height, host, lane, above, below, wide}], flows: [{id, source, target, label}]}.
import { grouped, layered, pieces } from "./layers.js";
import { draw } from "./lines.js";
import { setHeights, sortColumns } from "./rows.js";

const GAP = { part: 40, row: 30, lane: 24 }; // pixels
const EVENT = { left: 14, step: 46, named: 132, drop: 12, apart: 8 }; // of boundary events
const WIDE = 1100; // pixels, up to which parts that nothing joins stand side by side

/** {width, height, boxes, lines, labels, bands} from 0, 0 on: by id, bands as [{y, height}] by lane. */
export function placeScope(nodes, flows, lanes = 1) {
  const seats = grouped(nodes.filter((node) => node.host), "host");
  const hosts = new Map(nodes.filter((node) => node.host).map((node) => [node.id, node.host]));
  const seated = nodes.filter((node) => !node.host).map((node) => withSeats(node, seats.get(node.id) ?? []));
  const offsets = new Map(seated.flatMap((node) => node.seats.map((seat) => [seat.id, seat.offset])));
  const drawn = flows.map((flow) => ({
    ...flow,
    source: hosts.get(flow.source) ?? flow.source,
    target: hosts.get(flow.target) ?? flow.target,
    from: flow.source,
    offset: offsets.get(flow.source) ?? 0,
  }));
  const parts = lanes > 1 ? [{ nodes: seated, flows: drawn }] : connected(seated, drawn);
  return packed(parts.map((part) => placePart(part, lanes)));
}

/** A host with room for its boundary events: they sit on its lower edge; the flow of the first leaves lowest. */
function withSeats(node, events) {
  const steps = events.map((event) => (event.label ? EVENT.named : EVENT.step));
  const width = Math.max(node.width, EVENT.left + steps.slice(0, -1).reduce((sum, step) => sum + step, 0) + (events.length ? 50 : 0));
  const tall = Math.max(0, ...events.map((event) => Math.max(event.height / 2, event.label?.height ?? 0)));
  let x = EVENT.left;
  const placed = events.map((event, index) => {
    const offset = node.height / 2 + tall + EVENT.drop + EVENT.apart * (events.length - 1 - index);
    const seat = { id: event.id, x, offset, width: event.width, height: event.height };
    x += steps[index];
    return seat;
  });
  const wide = events.length ? Math.max(node.wide ?? 0, width, events.at(-1).label ? x + 10 : 0) : node.wide;
  const below = events.length ? Math.max(node.below ?? 0, placed[0].offset - node.height / 2 + 6) : node.below;
  return { ...node, width, wide, below, seats: placed };
}

/** Parts that no flow joins, in the order of the file. */
function connected(nodes, flows) {
  const parent = new Map(nodes.map((node) => [node.id, node.id]));
  const root = (id) => {
    while (parent.get(id) !== id) {
      parent.set(id, parent.get(parent.get(id)));
      id = parent.get(id);
    }
    return id;
  };
  for (const flow of flows) parent.set(root(flow.source), root(flow.target));
  const parts = new Map();
  for (const node of nodes) {
    const key = root(node.id);
    if (!parts.has(key)) parts.set(key, { nodes: [], flows: [] });
    parts.get(key).nodes.push(node);
  }
  for (const flow of flows) parts.get(root(flow.source)).flows.push(flow);
  return [...parts.values()];
}

function placePart({ nodes, flows }, lanes) {
  const layers = layered(nodes, flows);
  const all = pieces(layers);
  const links = all
    .filter(({ left, right }) => left.length === 1 && right.length === 1)
    .map(({ left: [left], right: [right], flow }) => ({
      ...{ left: left.item, right: right.item },
      ...{ shift: left.offset - right.offset, soft: flow.soft && Boolean(left.item.node || right.item.node) },
    }));
  sortColumns(layers.columns, links);
  setHeights(layers.columns, links, turns(layers), lanes);
  const bands = stackBands(layers.columns, lanes);
  bands.at(-1).height += runUnder(layers.ways.filter((way) => way.under), bands.at(-1).y + bands.at(-1).height);
  const joined = lanes > 1 || nodes.length > 1 || flows.length > 0;
  return { ...draw(layers, all), bands, joined, height: bands.at(-1).y + bands.at(-1).height };
}

/** Where a flow that leads back turns: its place in the column of each of its ends, and that end. */
function turns({ items, ways }) {
  return ways
    .filter((way) => way.back && !way.under)
    .flatMap(({ flow, path }) => [
      { item: path.at(-1), end: items[flow.source] },
      { item: path[0], end: items[flow.target] },
    ]);
}

/** Moves every lane below the one before it. */
function stackBands(columns, lanes) {
  const bands = [];
  let top = 0;
  for (let lane = 0; lane < lanes; lane++) {
    const items = columns.flat().filter((item) => item.lane === lane);
    const [least, most] = [(i) => i.y - i.up, (i) => i.y + i.down].map((of) => items.map(of));
    const from = items.length ? least.reduce((a, b) => Math.min(a, b)) : 0;
    const height = items.length ? most.reduce((a, b) => Math.max(a, b)) - from : 60;
    const pad = lanes > 1 ? GAP.lane : 0;
    for (const item of items) item.y += Math.round(top + pad - from);
    bands.push({ y: top, height: Math.ceil(height) + 2 * pad });
    top += bands.at(-1).height;
  }
  return bands;
}

/** Gives the flows that run below everything their heights, those that do not meet the same; how high that is. */
function runUnder(ways, top) {
  const rows = [];
  for (const way of [...ways].sort((a, b) => a.last - a.first - (b.last - b.first))) {
    const [from, to] = [way.first, way.last + 1]; // the gaps in which it turns
    let row = rows.findIndex(({ taken }) => !taken.some(([a, b]) => from <= b && a <= to));
    if (row < 0) row = rows.push({ taken: [], ways: [] }) - 1;
    rows[row].taken.push([from, to]);
    rows[row].ways.push(way);
  }
  let y = top;
  for (const { ways: own } of rows) {
    const [item] = own.map((way) => way.path[0]).sort((a, b) => b.up - a.up);
    for (const way of own) way.path[0].y = Math.round(y + item.up);
    y += item.up + item.down;
  }
  return Math.ceil(y - top);
}

/** Parts with flows one below the other, what stands alone in rows below them. */
function packed(parts) {
  const whole = { boxes: {}, lines: {}, labels: {}, bands: [], width: 0, height: 0 };
  const joined = parts.filter((part) => part.joined);
  const alone = parts.filter((part) => !part.joined);
  for (const part of joined) {
    take(part, 0, whole.height && whole.height + GAP.part);
    whole.bands = part.bands;
  }
  const limit = Math.max(WIDE, whole.width);
  let [x, y, tall] = [0, whole.height && whole.height + GAP.part, 0];
  for (const part of alone) {
    if (x && x + part.width > limit) [x, y, tall] = [0, y + tall + GAP.row, 0];
    take(part, x, y);
    x += part.width + GAP.part;
    tall = Math.max(tall, part.height);
  }
  return whole;

  function take(part, left, top) {
    for (const kind of ["boxes", "labels"])
      for (const [id, box] of Object.entries(part[kind])) whole[kind][id] = { ...box, x: box.x + left, y: box.y + top };
    for (const [id, line] of Object.entries(part.lines))
      whole.lines[id] = line.map((point) => ({ x: point.x + left, y: point.y + top }));
    whole.width = Math.max(whole.width, left + part.width);
    whole.height = Math.max(whole.height, top + part.height);
  }
}
