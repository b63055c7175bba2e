// Columns: which node stands in which, and the places that a long flow holds in the columns between its ends.
// Every flow leaves to the right and arrives from the left; one that leads back runs through the columns of
// both its ends as well. Where so many are long that their places would outnumber all else, the longest run below
// everything instead.
const PLACES = 6000; // that the flows of one part hold in its columns

/** {columns: [[item]], items: {id: item}, ways: [{flow, back, under, path: [item]}]}; an item is a node or a place.
 * `under`: the flow runs below everything, its path is one item that stands in no column. */
export function layered(nodes, flows) {
  const order = depthFirst(nodes, flows);
  const ranks = ranked(nodes, flows.filter((flow) => !order.back.has(flow.id)));
  const columns = Array.from({ length: Math.max(-1, ...ranks.values()) + 1 }, () => []);
  const items = {};
  for (const node of nodes) {
    const item = { node, rank: ranks.get(node.id), seed: order.index.get(node.id), lane: node.lane ?? 0 };
    Object.assign(item, { up: node.height / 2 + (node.above ?? 0), down: node.height / 2 + (node.below ?? 0) });
    item.wide = Math.max(node.wide ?? 0, node.width);
    items[node.id] = item;
    columns[item.rank].push(item);
  }
  const ways = flows.map((flow) => spanned({ flow, back: order.back.has(flow.id), under: false, path: [] }, items));
  let free = PLACES;
  for (const way of [...ways].sort((a, b) => a.last - a.first - (b.last - b.first))) {
    const { first, last } = way;
    free -= Math.max(last - first + 1, 0);
    way.under = free < 0;
  }
  for (const way of ways) {
    const [from, to] = [items[way.flow.source], items[way.flow.target]];
    const { first, last } = way;
    if (way.under) {
      way.path.push({ rank: way.back ? last : first, node: null, up: 9 + over(way.flow), down: 9 });
      continue;
    }
    const seed = way.back ? nodes.length + from.rank - to.rank : (from.seed + to.seed) / 2;
    for (let rank = first; rank <= last; rank++) {
      const named = rank === (way.back ? last : first);
      const place = { rank, seed, lane: from.lane, up: 9 + (named ? over(way.flow) : 0), down: 9, wide: 0, node: null, turning: way.back };
      if (named && way.back && way.flow.label) place.wide = way.flow.label.width + 16;
      columns[rank].push(place);
      way.path.push(place);
    }
    if (!way.back && !way.path.length) to.up = Math.max(to.up, over(way.flow));
  }
  for (const column of columns) column.sort((a, b) => a.lane - b.lane || a.seed - b.seed);
  return { columns, items, ways };
}

/** The columns that a flow crosses: one that leads back also those of its ends. */
function spanned(way, items) {
  const [from, to] = [items[way.flow.source].rank, items[way.flow.target].rank];
  return { ...way, first: way.back ? to : from + 1, last: way.back ? from : to - 1 };
}

/** Room over a flow for its name. */
const over = (flow) => (flow.label ? flow.label.height + 4 : 0);

/** The order in which a reader meets the nodes, and the flows that lead back to where he came from. */
function depthFirst(nodes, flows) {
  const leaving = grouped(flows, "source");
  const reached = new Set(flows.filter((flow) => flow.source !== flow.target).map((flow) => flow.target));
  const [index, open, back] = [new Map(), new Set(), new Set()];
  for (const root of [...nodes.filter((node) => !reached.has(node.id)), ...nodes]) {
    const stack = index.has(root.id) ? [] : [enter(root.id)];
    while (stack.length) {
      const { id, rest } = stack.at(-1);
      const flow = rest.shift();
      if (!flow) {
        open.delete(id);
        stack.pop();
      } else if (open.has(flow.target)) back.add(flow.id);
      else if (!index.has(flow.target)) stack.push(enter(flow.target));
    }
  }
  return { index, back };

  function enter(id) {
    index.set(id, index.size);
    open.add(id);
    return { id, rest: [...(leaving.get(id) ?? [])] };
  }
}

/** The longest way to each node; what has more flows out than in moves to where they lead. Flows with the same ends
 * leave a column between them, in which each has a height of its own. */
function ranked(nodes, forward) {
  const twins = new Map();
  const pair = (flow) => JSON.stringify([flow.source, flow.target]);
  for (const flow of forward) twins.set(pair(flow), (twins.get(pair(flow)) ?? 0) + 1);
  const far = (flow) => (twins.get(pair(flow)) > 1 ? 2 : 1);
  const [leaving, arriving] = [grouped(forward, "source"), grouped(forward, "target")];
  const missing = new Map(nodes.map((node) => [node.id, (arriving.get(node.id) ?? []).length]));
  const ready = nodes.map((node) => node.id).filter((id) => !missing.get(id));
  const ranks = new Map(nodes.map((node) => [node.id, 0]));
  for (const id of ready) {
    for (const flow of leaving.get(id) ?? []) {
      const { target } = flow;
      ranks.set(target, Math.max(ranks.get(target), ranks.get(id) + far(flow)));
      missing.set(target, missing.get(target) - 1);
      if (!missing.get(target)) ready.push(target);
    }
  }
  for (const id of ready.reverse()) {
    const [out, into] = [leaving.get(id) ?? [], arriving.get(id) ?? []];
    if (out.length > into.length) ranks.set(id, Math.min(...out.map((flow) => ranks.get(flow.target) - far(flow))));
  }
  return ranks;
}

export function grouped(list, key) {
  const groups = new Map();
  for (const one of list) {
    const group = groups.get(one[key]);
    if (group) group.push(one);
    else groups.set(one[key], [one]);
  }
  return groups;
}

/** The pieces of flows between neighbouring columns: {gap, left: [pin], right: [pin], net}; gap g is left of column g. */
export function pieces({ items, ways }) {
  const found = [];
  for (const { flow, back, under, path } of ways) {
    const [from, to] = [items[flow.source], items[flow.target]];
    const start = { item: from, offset: flow.offset ?? 0 };
    const pins = path.map((item) => ({ item, offset: 0 }));
    const end = { item: to, offset: 0 };
    const leave = `${flow.source} ${start.offset}`; // flows that leave together share their first upright
    if (under) {
      found.push({ flow, gap: from.rank + 1, left: [start, ...pins], right: [], net: leave });
      found.push({ flow, gap: to.rank, left: [], right: [...pins, end], net: flow.id });
    } else if (back) {
      const [low, high] = [pins[0], pins.at(-1)];
      found.push({ flow, gap: from.rank + 1, left: [start, high], right: [], net: leave });
      for (let at = pins.length - 1; at > 0; at--)
        found.push({ flow, gap: pins[at].item.rank, left: [pins[at - 1]], right: [pins[at]], net: flow.id });
      found.push({ flow, gap: to.rank, left: [], right: [low, end], net: flow.id });
    } else {
      const all = [start, ...pins, end];
      for (let at = 1; at < all.length; at++)
        found.push({ flow, gap: all[at].item.rank, left: [all[at - 1]], right: [all[at]], net: at === 1 ? leave : flow.id });
    }
  }
  return found;
}
