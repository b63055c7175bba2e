// Writes shapes and edges of the diagram interchange into a plane, and reads what is there.

import { DI, plain, shown } from "../planes.js";

const DC = "http://www.omg.org/spec/DD/20100524/DC";
const DD = "http://www.omg.org/spec/DD/20100524/DI";

/** A new diagram of an element (a process, collaboration or subprocess) at the end of the document. */
export function newPlane(document, element) {
  const diagram = document.createElementNS(DI, "bpmndi:BPMNDiagram");
  const plane = document.createElementNS(DI, "bpmndi:BPMNPlane");
  if (element) plane.setAttribute("bpmnElement", element);
  diagram.append(plane);
  document.documentElement.append(diagram);
  return pensOf(document, plane);
}

/** What is in a plane: boxes and lines by id, the ids of shapes drawn open, names that were given as [{id, box}] and
 * names that were written as [{id, box, points of a line, label}]. */
const pensOf = (document, plane) => ({ document, plane, boxes: new Map(), lines: new Map(), open: new Set(), given: [], names: [], isFresh: true });

/** A plane of the document with what is drawn in it. */
export function readPlane(document, plane) {
  const pens = { ...pensOf(document, plane), isFresh: false };
  for (const one of plane.getElementsByTagNameNS(DI, "BPMNShape")) {
    const box = readBounds(one);
    if (!box) continue;
    pens.boxes.set(shown(one), box);
    if (one.getAttribute("isExpanded") === "true") pens.open.add(shown(one));
    readLabel(one, pens);
  }
  for (const one of plane.getElementsByTagNameNS(DI, "BPMNEdge")) {
    const points = [...one.getElementsByTagNameNS(DD, "waypoint")].map((point) => ({ x: number(point, "x"), y: number(point, "y") }));
    if (points.length > 1) pens.lines.set(shown(one), points);
    readLabel(one, pens);
  }
  return pens;
}

const number = (node, key) => Number(node.getAttribute(key)) || 0;

function readBounds(shape) {
  const found = [...shape.children].find((one) => one.namespaceURI === DC && one.localName === "Bounds");
  return found && Object.fromEntries(["x", "y", "width", "height"].map((key) => [key, number(found, key)]));
}

function readLabel(one, pens) {
  const label = one.getElementsByTagNameNS(DI, "BPMNLabel")[0];
  const box = label && readBounds(label);
  if (box) pens.given.push({ id: shown(one), box });
}

export function shape(pens, id, box, { attributes = {}, label = null } = {}) {
  const made = pens.document.createElementNS(DI, "bpmndi:BPMNShape");
  for (const [key, value] of Object.entries({ id: free(pens, id), bpmnElement: id, ...attributes })) made.setAttribute(key, value);
  made.append(bounds(pens.document, box));
  if (label) pens.names.push({ id, box: label, label: labelled(made, label) });
  pens.plane.append(made);
  pens.boxes.set(id, box);
  if (attributes.isExpanded === "true") pens.open.add(id);
}

export function edge(pens, id, points, label = null) {
  const made = pens.document.createElementNS(DI, "bpmndi:BPMNEdge");
  made.setAttribute("id", free(pens, id));
  made.setAttribute("bpmnElement", id);
  for (const point of points) {
    const waypoint = pens.document.createElementNS(DD, "di:waypoint");
    waypoint.setAttribute("x", String(point.x));
    waypoint.setAttribute("y", String(point.y));
    made.append(waypoint);
  }
  if (label) pens.names.push({ id, box: label, points, label: labelled(made, label) });
  pens.plane.append(made);
  pens.lines.set(id, points);
}

/** An id that nothing else in the document has. */
function free({ document }, id) {
  let name = `${plain(id)}_di`;
  while (ids(document).has(name)) name += "_";
  ids(document).add(name);
  return name;
}

const known = new WeakMap();

function ids(document) {
  if (!known.has(document)) known.set(document, new Set([...document.querySelectorAll("[id]")].map((one) => one.id)));
  return known.get(document);
}

/** Writes where a name has been moved to. */
export function moveLabel({ label, box }) {
  label.firstChild.replaceWith(bounds(label.ownerDocument, box));
}

function labelled(shape, box) {
  const made = shape.ownerDocument.createElementNS(DI, "bpmndi:BPMNLabel");
  made.append(bounds(shape.ownerDocument, box));
  shape.append(made);
  return made;
}

function bounds(document, box) {
  const made = document.createElementNS(DC, "dc:Bounds");
  for (const key of ["x", "y", "width", "height"]) made.setAttribute(key, String(box[key]));
  return made;
}

export const moved = (box, x, y) => ({ ...box, x: box.x + x, y: box.y + y });
