// Replays a case in the page: folds the events of its steps, so that any step is shown at once.
// Pure: no DOM, no time. The same fold in the engine gives the overlay and the variables of the case page.

const blank = () => ({
  tokens: new Map(), // key of the activity: [element, key of its scope]
  bodies: new Set(), // keys of multi-instance activities, which hold their instances and are not counted
  done: {},
  cancelled: {},
  taken: {},
  variables: new Map(),
});

const more = (counts, id) => ({ ...counts, [id]: (counts[id] ?? 0) + 1 });

// scope 0 is the case; names of inner scopes carry their number, so that two "dept" stay apart
const place = ({ s, name }) => `${s ?? 0}/${name}`;

function activated(state, { k, el, s }) {
  state.tokens.set(k, [el, s]);
  if (state.tokens.get(s)?.[0] === el) state.bodies.add(s);
}

/** An activity has ended: its token goes, and with it the variables of its own scope. */
function ended(state, { k, el }, list) {
  state.tokens.delete(k);
  if (!state.bodies.has(k)) state[list] = more(state[list], el);
  for (const [key, { scope }] of state.variables) if (scope === k) state.variables.delete(key);
}

function apply(state, event) {
  switch (event.e) {
    case "activated":
      activated(state, event);
      break;
    case "completed":
      ended(state, event, "done");
      break;
    case "cancelled":
      ended(state, event, "cancelled");
      break;
    case "taken":
      state.taken = more(state.taken, event.el);
      break;
    case "variable":
      state.variables.set(place(event), { scope: event.s ?? 0, name: event.name, value: event.value });
      break;
    case "instance_completed":
    case "instance_cancelled":
      state.tokens.clear();
      break;
    default:
  }
}

const copy = (state) => ({
  ...state,
  tokens: new Map(state.tokens),
  bodies: new Set(state.bodies),
  variables: new Map(state.variables),
});

const equal = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function counts({ tokens, bodies }) {
  const found = {};
  for (const [key, [id]] of tokens) if (!bodies.has(key)) found[id] = (found[id] ?? 0) + 1;
  return found;
}

/** What one step changed: elements and flows it touched, and each variable with its value before. */
function changes(before, after, events) {
  const now = new Set();
  const written = new Map();
  for (const event of events) {
    if (["activated", "completed", "cancelled", "taken", "thrown", "caught"].includes(event.e)) now.add(event.el);
    if (event.e === "variable") written.set(place(event), true);
  }
  const variables = [...after.variables].map(([key, { scope, name, value }]) => {
    const old = before.variables.get(key);
    const changed = written.has(key) && (old === undefined || !equal(old.value, value));
    return { key, scope, name, value, changed, isNew: changed && old === undefined, before: old?.value };
  });
  return { now: [...now], variables };
}

/** States after 0, 1, 2 ... steps; kept every `stride` steps, so that long histories stay small in memory. */
export class Replay {
  constructor(steps, stride = 50) {
    this.steps = steps;
    this.stride = stride;
    this.kept = [blank()];
    let state = blank();
    steps.forEach((step, index) => {
      for (const event of step.events) apply(state, event);
      if ((index + 1) % stride === 0) this.kept.push(copy(state));
    });
  }

  get length() {
    return this.steps.length;
  }

  #state(count) {
    const state = copy(this.kept[Math.floor(count / this.stride)]);
    for (let index = count - (count % this.stride); index < count; index += 1) {
      for (const event of this.steps[index].events) apply(state, event);
    }
    return state;
  }

  /** What is to be shown after `count` steps (0: before the first). */
  at(count) {
    const after = this.#state(count);
    const step = count > 0 ? this.steps[count - 1] : null;
    const before = count > 0 ? this.#state(count - 1) : after;
    return {
      step,
      active: counts(after),
      done: after.done,
      cancelled: after.cancelled,
      taken: after.taken,
      ...changes(before, after, step?.events ?? []),
    };
  }
}
