// A read-only BPMN diagram with marks for what is active, done, taken and failed.
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "./diagram.css";

import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

import { say } from "../app/language.js";
import { badges } from "./badges.js";
import { Undrawn, showUndrawn } from "./frame.js";
import { laidOut } from "./layout.js";
import { touchPan } from "./touch.js";

const MARKS = ["is-active", "is-done", "is-cancelled", "is-incident", "is-taken", "is-now"];
const READABLE = 0.85; // below this scale the 12 px labels cannot be read: then a part is shown, at its full size
const PADDING = 28; // pixels around the diagram
const MOVE = 80; // pixels that an arrow key moves the view
const HEIGHT = { least: 220, most: 560, share: 0.62 }; // pixels, and share of the window

const readable = (scale) => (scale < READABLE ? 1 : scale);

const move = (dx, dy) => (diagram) => diagram.canvas.scroll({ dx: -dx * MOVE, dy: -dy * MOVE });
const zoom = (factor) => (diagram) => diagram.zoom(factor);
const KEYS = {
  ArrowLeft: move(-1, 0), ArrowRight: move(1, 0), ArrowUp: move(0, -1), ArrowDown: move(0, 1),
  "+": zoom(1.25), "=": zoom(1.25), "-": zoom(0.8), 0: (diagram) => diagram.whole(),
};

/** Open `xml` in `host` (an empty element): of several diagrams that of `process`. Resolves to a Diagram. */
export async function openDiagram(host, xml, process) {
  const canvas = document.createElement("div");
  canvas.className = "diagram-canvas";
  host.append(canvas);
  const whole = await laidOut(xml, process);
  if (whole.undrawn.length && !whole.extent.width) throw new Undrawn(whole.undrawn[0]);
  canvas.style.height = `${heightOf(canvas, whole.extent)}px`; // before it is drawn: a change redraws all
  const viewer = new NavigatedViewer({ container: canvas, additionalModules: [{ translate: ["value", translate] }] });
  try {
    await viewer.importXML(whole.xml, whole.diagram);
  } catch (error) {
    viewer.destroy();
    canvas.remove();
    throw error;
  }
  const diagram = new Diagram(host, canvas, viewer, whole.extent);
  if (!diagram.registry.filter((shape) => shape.parent).length) throw whole.undrawn.length ? new Undrawn(whole.undrawn[0]) : new Error("no diagram");
  whole.undrawn.forEach((kind) => showUndrawn(host, kind));
  return diagram;
}

/** Pixels that a diagram of this extent should be high. */
function heightOf(element, extent) {
  const width = element.clientWidth || 800;
  const scale = readable(Math.min((width - 2 * PADDING) / Math.max(extent.width, 1), 1));
  const most = Math.min(HEIGHT.most, Math.max(innerHeight * HEIGHT.share, HEIGHT.least));
  return Math.min(Math.max(Math.round(extent.height * scale + 2 * PADDING), HEIGHT.least), most);
}

/** The few sentences of the viewer that a reader meets: how to open a closed subprocess. */
function translate(sentence, places = {}) {
  const known = { "Open {element}": say("打开 {element}", "Open {element}") };
  return (known[sentence] ?? sentence).replace(/{([^}]+)}/g, (whole, name) => places[name] ?? whole);
}

class Diagram {
  constructor(host, element, viewer, extent) {
    this.host = host;
    this.extent = extent;
    this.element = element;
    this.viewer = viewer;
    this.canvas = viewer.get("canvas");
    this.registry = viewer.get("elementRegistry");
    this.marked = [];
    this.active = [];
    this.registry.forEach((shape) => this.isFrame(shape) && this.canvas.addMarker(shape, "is-frame"));
    viewer.get("eventBus").on("root.set", () => requestAnimationFrame(() => this.fit()));
    this.#wheel();
    touchPan(element, this.canvas);
    const svg = element.querySelector("svg");
    svg.setAttribute("role", "application"); // keys do something in it
    svg.setAttribute("aria-label", say("流程图，方向键移动，加减号缩放，0 显示全图", "Process diagram: arrows move it, plus and minus zoom, 0 shows all"));
    svg.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#resized()).observe(element);
  }

  /** An open subprocess or a pool: drawn around other elements. */
  isFrame(shape) {
    return !shape.waypoints && !shape.labelTarget && shape.children?.length > 0 && shape.parent !== undefined;
  }

  has(id) {
    return this.registry.get(id) !== undefined;
  }

  /** The closed subprocesses that an element is drawn inside of, which show its state from outside. */
  around(id) {
    const found = [];
    for (let root = this.#rootOf(id); root && found.length < 100; root = this.#rootOf(found.at(-1))) {
      const frame = root.businessObject?.id;
      if (root.id === frame || !this.has(frame)) break;
      found.push(frame);
    }
    return found;
  }

  #rootOf(id) {
    const shape = this.registry.get(id);
    return shape && this.canvas.findRoot(shape);
  }

  /** Show a state: {active, done, cancelled, taken: {id: count}, incidents: {id: text}, now: [ids]}. */
  paint(given) {
    const state = { ...given, ...this.#outside(given) };
    for (const [id, mark] of this.marked) if (this.has(id)) this.canvas.removeMarker(id, mark);
    this.marked = [];
    this.#mark(Object.keys(state.done ?? {}), "is-done");
    this.#mark(Object.keys(state.cancelled ?? {}), "is-cancelled");
    this.#mark(Object.keys(state.taken ?? {}), "is-taken");
    this.#mark(Object.keys(state.active ?? {}), "is-active");
    this.#mark(Object.keys(state.incidents ?? {}), "is-incident");
    this.#mark(state.now ?? [], "is-now");
    this.active = Object.keys(state.active ?? {}).filter((id) => this.has(id));
    this.active.sort((a, b) => this.isFrame(this.registry.get(a)) - this.isFrame(this.registry.get(b)));
    badges(this, state);
  }

  /** What is active, failed or just done inside a closed subprocess is so of the subprocess too. */
  #outside({ active = {}, incidents = {}, now = [] }) {
    const marked = { active: { ...active }, incidents: { ...incidents }, now: [...now] };
    for (const [id, count] of Object.entries(active)) for (const frame of this.around(id)) marked.active[frame] ??= count;
    for (const [id, text] of Object.entries(incidents)) for (const frame of this.around(id)) marked.incidents[frame] ??= text;
    for (const id of now) marked.now.push(...this.around(id));
    return marked;
  }

  #mark(ids, mark) {
    for (const id of ids) {
      if (!this.has(id)) continue;
      this.canvas.addMarker(id, mark);
      this.marked.push([id, mark]);
    }
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key];
    if (!act) return;
    act(this);
    event.preventDefault();
  }

  /** All of it, however small. */
  whole() {
    this.canvas.resized();
    const { inner, outer } = this.canvas.viewbox();
    this.#show(inner, outer, this.#scale(inner, outer), inner);
  }

  /** All of it if that can be read, else a readable part around what is active. */
  fit() {
    this.canvas.resized();
    const { inner, outer } = this.canvas.viewbox();
    const whole = this.#scale(inner, outer);
    this.#show(inner, outer, readable(whole), this.#centre(inner, whole < READABLE));
  }

  /** The scale at which all can be seen; at most 1. */
  #scale(inner, outer) {
    return Math.min(
      (outer.width - 2 * PADDING) / inner.width,
      (outer.height - 2 * PADDING) / inner.height,
      1,
    );
  }

  #show(inner, outer, scale, centre) {
    if (!inner.width || !outer.width) return;
    const width = outer.width / scale;
    const height = outer.height / scale;
    const pad = PADDING / scale;
    const along = (from, size, view, middle) =>
      size + 2 * pad <= view ? from - (view - size) / 2 : Math.min(Math.max(middle - view / 2, from - pad), from + size + pad - view);
    this.canvas.viewbox({
      x: along(inner.x, inner.width, width, centre.x),
      y: along(inner.y, inner.height, height, centre.y),
      width,
      height,
    });
  }

  #centre(inner, partly) {
    const here = this.active.find((id) => this.#rootOf(id) === this.canvas.getRootElement());
    const shape = partly ? (this.registry.get(here) ?? this.#start()) : null;
    if (shape) return { x: shape.x + shape.width / 2, y: shape.y + shape.height / 2 };
    return { x: inner.x, y: inner.y + inner.height / 2 };
  }

  /** The first start event of the process itself: where reading begins when nothing is active. */
  #start() {
    const root = this.canvas.getRootElement();
    const inside = (shape) => shape.parent === root || (shape.parent?.type === "bpmn:Participant" && this.#rootOf(shape.id) === root);
    return this.registry.find((shape) => shape.type === "bpmn:StartEvent" && inside(shape));
  }

  /** Move the view, if needed, so that the element is in it. */
  reveal(id) {
    const shape = this.registry.get(id);
    if (!shape || shape.waypoints) return;
    const view = this.canvas.viewbox();
    if (this.isFrame(shape)) return;
    const inside =
      shape.x > view.x &&
      shape.y > view.y &&
      shape.x + shape.width < view.x + view.width &&
      shape.y + shape.height < view.y + view.height;
    if (!inside) this.canvas.scrollToElement(id, PADDING);
  }

  zoom(factor) {
    const scale = Math.min(Math.max(this.canvas.zoom() * factor, 0.2), 3);
    const { outer } = this.canvas.viewbox();
    this.canvas.zoom(scale, { x: outer.width / 2, y: outer.height / 2 });
  }

  #resized() {
    const width = this.element.clientWidth;
    if (!width || width === this.width) return;
    this.width = width;
    const full = this.host.classList.contains("is-fullscreen");
    if (!full) this.element.style.height = `${heightOf(this.element, this.extent)}px`;
    this.fit();
  }

  // The wheel scrolls the page; only with Ctrl (or a pinch on a touchpad) it zooms the diagram.
  #wheel() {
    this.element.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
      },
      { capture: true },
    );
  }
}
