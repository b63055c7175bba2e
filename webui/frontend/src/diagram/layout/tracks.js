// Gaps between columns: each bundle of flows that turns there gets an upright of its own.

const PAD = { left: 14, right: 20, track: 10, most: 160, least: 44 }; // pixels

/** {width, at: {net: x from the left of the gap}, label: x of names} of one gap, by its pieces of flows. */
export function tracks(pieces) {
  const nets = new Map();
  for (const piece of pieces) {
    const net = nets.get(piece.net) ?? { name: piece.net, left: new Set(), right: new Set() };
    nets.set(piece.net, net);
    for (const side of ["left", "right"]) for (const pin of piece[side]) net[side].add(pin.item.y + pin.offset);
  }
  const turning = [...nets.values()].filter(({ left, right }) => new Set([...left, ...right]).size > 1);
  const step = Math.min(PAD.track, PAD.most / Math.max(turning.length, 1));
  const at = {};
  ordered(turning).forEach((net, index) => (at[net.name] = PAD.left + index * step));
  const used = PAD.left + Math.max(turning.length - 1, 0) * step;
  const named = Math.max(0, ...pieces.map((piece) => (piece.names ? piece.flow.label.width + 6 : 0)));
  return { at, label: used + 4, width: Math.ceil(Math.max(PAD.least, used + Math.max(PAD.right, named + PAD.right - 6))) };
}

/** From left to right so that few cross, and none runs along another: who leaves a height goes before who takes it. */
function ordered(nets) {
  for (const net of nets) {
    const from = net.left.size ? Math.min(...net.left) : Math.min(...net.right);
    const mean = [...net.right, ...net.left].reduce((sum, y) => sum + y, 0) / (net.right.size + net.left.size);
    net.from = from;
    net.down = mean >= from;
  }
  const waiting = [...nets].sort((a, b) => (a.down !== b.down ? Number(b.down) - Number(a.down) : a.down ? b.from - a.from : a.from - b.from));
  const taken = [];
  while (waiting.length) {
    const free = waiting.findIndex((net) => !waiting.some((other) => other !== net && meets(other.left, net.right)));
    taken.push(...waiting.splice(Math.max(free, 0), 1));
  }
  return taken;
}

const meets = (some, others) => [...some].some((y) => others.has(y));
