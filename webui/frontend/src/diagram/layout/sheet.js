// A plane that is drawn on: what is drawn, what is in the way there, and which element is which.
import { SUBPROCESSES, id, isNode } from "../planes.js";
import { Ground } from "./ground.js";
import { measure } from "./text.js";

const FRAMES = new Set(["participant", "lane", "group"]);
const TITLE = { top: 5, strip: 30 }; // pixels: over the name of an open subprocess; of the strip of a pool's or lane's name

/** `pens` of the plane, `elements` of the document by id. */
export class Sheet {
  #seen = { boxes: 0, lines: 0 };

  constructor(pens, elements) {
    Object.assign(this, { pens, elements, ground: new Ground() });
    for (const { id: name, box } of pens.given) this.ground.name(name, box);
    if (!pens.isFresh) this.#usual();
    this.look();
  }

  /** Where the viewer writes the names that the file gives no place. */
  #usual() {
    const placed = new Set(this.pens.given.map((one) => one.id));
    const text = (name) => (placed.has(name) ? null : measure(this.elements.get(name)?.getAttribute("name")));
    const write = (name, x, y) => this.ground.name(name, { x: x - text(name).width / 2, y, ...text(name) });
    for (const [name, { x, y, width, height }] of this.pens.boxes)
      if (/(Event|Gateway|Reference)$/.test(this.elements.get(name)?.localName) && text(name)) write(name, x + width / 2, y + height);
    for (const [name, points] of this.pens.lines) {
      const { x, y } = middleOf(points);
      if (text(name)) write(name, x, y);
    }
  }

  isFrame(name) {
    const element = this.elements.get(name);
    return FRAMES.has(element?.localName) || (SUBPROCESSES.has(element?.localName) && this.isOpen(element));
  }

  isOpen(element) {
    return this.pens.open.has(id(element)) || [...element.children].some((one) => isNode(one) && this.pens.boxes.has(id(one)));
  }

  /** Puts on the ground what has been drawn since. */
  look() {
    const { pens, ground } = this;
    for (const [name, box] of [...pens.boxes].slice(this.#seen.boxes)) {
      if (!this.isFrame(name)) ground.box(name, box);
      else this.#frame(this.elements.get(name), box);
    }
    for (const [name, points] of [...pens.lines].slice(this.#seen.lines)) ground.line(name, points);
    this.#seen = { boxes: pens.boxes.size, lines: pens.lines.size };
  }

  #frame(element, box) {
    this.ground.frame(id(element), box, element.localName);
    const text = measure(element.getAttribute("name"), box.width - 20);
    if (!text || element.localName === "group") return;
    const { x, y, width, height } = box;
    const isClosed = element.localName === "participant" && !element.getAttribute("processRef");
    if (isClosed) this.ground.name(id(element), { x: x + width / 2 - text.width / 2, y: y + height / 2 - text.height / 2, ...text });
    else if (element.localName !== "lane" && element.localName !== "participant")
      this.ground.name(id(element), { x: x + width / 2 - text.width / 2, y: y + TITLE.top, ...text });
    else this.ground.name(id(element), { x, y: y + height / 2 - text.width / 2, width: TITLE.strip, height: text.width });
  }
}

/** A box without size in the middle of a line. */
export function middleOf(points) {
  const at = (points.length - 1) >> 1;
  const [a, b] = [points[at], points[at + 1]];
  return { x: Math.round((a.x + b.x) / 2), y: Math.round((a.y + b.y) / 2), width: 0, height: 0 };
}
