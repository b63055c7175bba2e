// Rows: in which order the items of a column stand, and at which height.

const GAP = 26; // pixels between what stands in a column
const STEP = { nodes: 18, places: 70 }; // pixels, up to which a step in a flow is taken out
const LEAST = 12; // pixels between what stands in a column after that
const MANY = 6000; // items, from which on fewer sweeps must do

const sweeps = (columns) => (columns.reduce((sum, column) => sum + column.length, 0) > MANY ? 3 : 8);

/** Sorts every column so that flows cross as little as the sweeps find. */
export function sortColumns(columns, links) {
  const beside = neighbours(links);
  let best = { crossings: Infinity, orders: null };
  const most = sweeps(columns);
  for (let sweep = 0; sweep <= most; sweep++) {
    number(columns);
    const crossings = count(columns, links);
    if (crossings < best.crossings) best = { crossings, orders: columns.map((column) => [...column]) };
    if (!crossings || sweep === most) break;
    const side = sweep % 2 ? "right" : "left";
    const way = sweep % 2 ? [...columns].reverse() : columns;
    for (const column of way) {
      for (const item of column) {
        const around = beside.get(item)?.[side] ?? [];
        item.pull = around.length ? middle(around.map((pin) => pin.other.position + pin.shift / 1000)) : item.position;
      }
      column.sort((a, b) => a.lane - b.lane || a.pull - b.pull || a.position - b.position);
      column.forEach((item, position) => (item.position = position));
    }
  }
  best.orders?.forEach((order, index) => columns[index].splice(0, order.length, ...order));
}

const number = (columns) => columns.forEach((column) => column.forEach((item, position) => (item.position = position)));

/** How many pairs of links between neighbouring columns cross. */
function count(columns, links) {
  let total = 0;
  const byColumn = new Map();
  for (const link of links) {
    if (!byColumn.has(link.left.rank)) byColumn.set(link.left.rank, []);
    byColumn.get(link.left.rank).push(link);
  }
  for (const between of byColumn.values()) {
    between.sort((a, b) => a.left.position - b.left.position || a.shift - b.shift || a.right.position - b.right.position);
    total += inversions(between.map((link) => link.right.position));
  }
  return total;
}

/** How many pairs of numbers stand in the wrong order: a tree counts, for each, the greater ones before it. */
function inversions(numbers) {
  const tree = new Uint32Array(numbers.reduce((most, one) => Math.max(most, one), 0) + 2);
  let total = 0;
  numbers.forEach((number, before) => {
    let smaller = 0;
    for (let at = number + 1; at > 0; at -= at & -at) smaller += tree[at];
    total += before - smaller;
    for (let at = number + 1; at < tree.length; at += at & -at) tree[at]++;
  });
  return total;
}

function neighbours(links) {
  const beside = new Map();
  const of = (item) => beside.get(item) ?? (beside.set(item, { left: [], right: [] }), beside.get(item));
  for (const { left, right, shift, soft } of links) {
    of(left).right.push({ other: right, shift: -shift, soft });
    of(right).left.push({ other: left, shift, soft });
  }
  return beside;
}

/** Gives every item its `y` (the middle of its box): near the items it is linked with, never closer than allowed. */
export function setHeights(columns, links, turns, lanes) {
  const inLane = links.filter(({ left, right }) => left.lane === right.lane);
  const beside = neighbours(inLane);
  for (const { item, end } of turns.filter((turn) => turn.item.lane === turn.end.lane)) {
    const around = beside.get(item) ?? { left: [], right: [] };
    for (const side of ["left", "right"]) around[side].push({ other: end, shift: 0 });
    beside.set(item, around);
  }
  const bands = columns.flatMap((column) => split(column, lanes));
  for (const band of bands) {
    let y = 0;
    for (const item of band) {
      item.near = { left: hard(beside.get(item)?.left ?? NONE), right: hard(beside.get(item)?.right ?? NONE) };
      item.y = y + item.up;
      y = item.y + item.down + GAP;
    }
  }
  const most = 2 * sweeps(columns);
  for (let sweep = 0; sweep <= most; sweep++) {
    const side = sweep % 2 ? "right" : "left";
    const last = sweep === most;
    for (const band of sweep % 2 ? [...bands].reverse() : bands) {
      for (const item of band) {
        const around = item.near[side].length || !last ? item.near[side] : item.near.right;
        item.pull = around.length === 1 ? around[0].other.y + around[0].shift : around.length ? mid(around) : item.y;
        item.weight = item.turning ? 0.02 : (around.length ? 1 : 0.1) * (item.node ? 1 : 3);
      }
      settle(band);
    }
  }
  for (const column of columns) for (const item of column) item.y = Math.round(item.y);
  straighten(inLane, bands);
}

/** Takes small steps out of flows: moves all that stands at one height with one end to the height of the other. */
function straighten(links, bands) {
  const [above, below] = [new Map(), new Map()];
  for (const band of bands) {
    band.forEach((item, index) => {
      above.set(item, band[index - 1]);
      below.set(item, band[index + 1]);
    });
  }
  const groups = new Map(bands.flat().map((item) => [item, [item]]));
  const join = (a, b) => {
    if (groups.get(a) === groups.get(b)) return;
    const [few, many] = [groups.get(a), groups.get(b)].sort((one, other) => one.length - other.length);
    for (const item of few) {
      many.push(item);
      groups.set(item, many);
    }
  };
  const step = (link) => link.left.y + link.shift - link.right.y;
  const fits = (group, by) =>
    group.every((item) => {
      const [over, under] = [above.get(item), below.get(item)];
      const own = (other) => groups.get(other) === group;
      return (
        (!over || own(over) || item.y + by - item.up - over.down - over.y >= LEAST) &&
        (!under || own(under) || under.y - under.up - item.down - item.y - by >= LEAST)
      );
    });
  const firm = links.filter((link) => !link.soft);
  for (const link of firm) if (step(link) === 0) join(link.left, link.right);
  const steps = firm.filter((link) => step(link) !== 0).sort((a, b) => Math.abs(step(a)) - Math.abs(step(b)));
  for (const link of steps) {
    const by = step(link);
    const [left, right] = [groups.get(link.left), groups.get(link.right)];
    if (left === right || Math.abs(by) > (link.left.node && link.right.node ? STEP.nodes : STEP.places)) continue;
    const [group, move] = fits(right, by) ? [right, by] : fits(left, -by) ? [left, -by] : [[], 0];
    if (!group.length) continue;
    for (const item of group) item.y += move;
    join(link.left, link.right);
  }
}

const NONE = [];
const mid = (pins) => middle(pins.map((pin) => pin.other.y + pin.shift));

/** What decides a height: sequence flows, associations only where there are none. */
const hard = (pins) => (pins.some((pin) => !pin.soft) ? pins.filter((pin) => !pin.soft) : pins);

const split = (column, lanes) =>
  Array.from({ length: lanes }, (_, lane) => column.filter((item) => item.lane === lane)).filter((band) => band.length);

/** Least squares with least distances: neighbours that want the same place share it around their mean. */
function settle(band) {
  const blocks = [];
  let offset = 0;
  for (let index = 0; index < band.length; index++) {
    const item = band[index];
    if (index) offset += band[index - 1].down + GAP + item.up;
    item.offset = offset;
    let block = { first: index, weight: item.weight, sum: item.weight * (item.pull - offset) };
    while (blocks.length && blocks.at(-1).sum * block.weight > block.sum * blocks.at(-1).weight) {
      const before = blocks.pop();
      block = { first: before.first, weight: before.weight + block.weight, sum: before.sum + block.sum };
    }
    blocks.push(block);
  }
  blocks.forEach(({ first, sum, weight }, at) => {
    const end = blocks[at + 1]?.first ?? band.length;
    for (let index = first; index < end; index++) band[index].y = sum / weight + band[index].offset;
  });
}

function middle(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
