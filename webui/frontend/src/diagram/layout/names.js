// Where the names beside shapes and along flows stand: moved to where nothing lies under them, if there is such a place.
import { moveLabel } from "./ink.js";

const NEAR = 4; // pixels between a name and what it names

/** Settles the names that `pens` has written: `ground` has everything that is in the way of them. */
export function settleNames(pens, ground) {
  const kept = pens.names.map((name) => ground.name(name.id, name.box));
  pens.names.forEach((name, index) => {
    ground.names.remove(kept[index]);
    const own = ground.under(name.box, null);
    if (own) {
      const places = name.points ? [...along(name.points, name.box)] : [...around(pens.boxes.get(name.id), name.box)];
      const best = places.map((box) => ({ box, worth: ground.under(box, null) })).reduce((least, one) => (one.worth < least.worth ? one : least), { box: name.box, worth: own });
      name.box = best.box;
      moveLabel(name);
    }
    kept[index] = ground.name(name.id, name.box);
  });
}

/** Places around a shape, the usual ones first. */
function* around(box, { width, height }) {
  const [middle, centre] = [box.x + box.width / 2 - width / 2, box.y + box.height / 2 - height / 2];
  const [above, below] = [box.y - height - NEAR, box.y + box.height + NEAR];
  const [left, right] = [box.x - width - NEAR, box.x + box.width + NEAR];
  const at = (x, y) => ({ x: Math.round(x), y: Math.round(y), width, height });
  const [beforeMiddle, behindMiddle] = [box.x + box.width / 2 - width - 5, box.x + box.width / 2 + 5];
  for (const y of [below, above]) {
    yield at(middle, y);
    yield at(behindMiddle, y);
    yield at(beforeMiddle, y);
  }
  const [low, high] = [box.y + box.height / 2 + 3, box.y + box.height / 2 - 3 - height];
  for (const y of [low, high]) {
    yield at(right, y);
    yield at(left, y);
  }
  for (const far of [10, 20, 30]) {
    for (const x of [middle, behindMiddle, beforeMiddle]) {
      yield at(x, below + far);
      yield at(x, above - far);
    }
  }
  yield at(right, centre);
  yield at(left, centre);
}

/** Places along a line: over and under its level pieces, beside its upright ones; near its beginning first. */
export function* along(points, { width, height }) {
  for (let index = 1; index < points.length; index++) {
    const [a, b] = [points[index - 1], points[index]];
    const level = Math.abs(a.x - b.x) >= Math.abs(a.y - b.y);
    const length = Math.hypot(a.x - b.x, a.y - b.y);
    const own = level ? width : height;
    const steps = Math.min(Math.ceil(length / 20), 60);
    for (let step = 0; step <= steps; step++) {
      const share = Math.min((own / 2 + 6 + step * 20) / length, 1);
      if (share === 1 && step) break;
      const [x, y] = [a.x + (b.x - a.x) * (length < own ? 0.5 : share), a.y + (b.y - a.y) * (length < own ? 0.5 : share)];
      const box = { width, height };
      if (level) {
        yield { ...box, x: Math.round(x - width / 2), y: Math.round(y - height - 3) };
        yield { ...box, x: Math.round(x - width / 2), y: Math.round(y + 3) };
      } else {
        yield { ...box, x: Math.round(x + 5), y: Math.round(y - height / 2) };
        yield { ...box, x: Math.round(x - width - 5), y: Math.round(y - height / 2) };
      }
    }
  }
}
