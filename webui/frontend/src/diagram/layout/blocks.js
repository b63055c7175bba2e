// What is to be added to a scope, in parts that hang together, and what of the rest each is linked with.
import { linksOf } from "../links.js";
import { BPMN, id, plain } from "../planes.js";

/** [{ids, host, near}]: `host` for an event at the edge of a drawn activity, else `near`: {after, before} boxes. */
export function blocks(missing, scope, boxes) {
  const names = new Set(missing.map(id));
  const elements = new Map(missing.map((one) => [id(one), one]));
  const hosts = new Map(missing.map((one) => [id(one), plain(one.getAttribute("attachedToRef"))]).filter(([, host]) => host));
  const links = [...scope.children].filter((one) => one.namespaceURI === BPMN).flatMap(linksOf);
  for (const [event, host] of hosts) if (names.has(host)) links.push({ source: event, target: host });
  const beside = new Map([...names].map((name) => [name, []]));
  for (const { source, target } of links) {
    beside.get(source)?.push({ other: target, after: false });
    beside.get(target)?.push({ other: source, after: true });
  }
  const parts = [];
  const taken = new Set();
  for (const name of names) {
    if (taken.has(name)) continue;
    const drawnHost = boxes.has(hosts.get(name)) ? hosts.get(name) : undefined;
    const ids = new Set([name]);
    taken.add(name);
    const near = { after: [], before: [] };
    for (const one of ids) {
      for (const { other, after } of beside.get(one)) {
        if (boxes.has(other)) near[after ? "after" : "before"].push(boxes.get(other));
        const alone = drawnHost || boxes.has(hosts.get(other));
        if (names.has(other) && !taken.has(other) && !alone) {
          ids.add(other);
          taken.add(other);
        }
      }
    }
    const note = ids.size === 1 && !/(Task|Event|Gateway|ctivity|rocess|transaction|task)$/i.test(elements.get(name).localName);
    parts.push({ ids, host: drawnHost, near: { ...near, note } });
  }
  return parts.sort((a, b) => Number(Boolean(b.host)) - Number(Boolean(a.host)));
}

/** The name of a group and the elements that its category has. */
export function membersOf(group, elements) {
  const category = plain(group.getAttribute("categoryValueRef"));
  const refers = (one) => [...one.children].some((ref) => ref.localName === "categoryValueRef" && plain(ref.textContent) === category);
  const members = category ? [...elements.values()].filter(refers) : [];
  return { value: elements.get(category)?.getAttribute("value") ?? "", members };
}
