// Writes shapes and edges of the diagram interchange into a plane.

import { DI } from "../planes.js";

const DC = "http://www.omg.org/spec/DD/20100524/DC";
const DD = "http://www.omg.org/spec/DD/20100524/DI";

/** A new diagram of an element (a process, collaboration or subprocess) at the end of the document. */
export function newPlane(document, element) {
  const diagram = document.createElementNS(DI, "bpmndi:BPMNDiagram");
  const plane = document.createElementNS(DI, "bpmndi:BPMNPlane");
  plane.setAttribute("bpmnElement", element);
  diagram.append(plane);
  document.documentElement.append(diagram);
  return { document, plane, boxes: new Map() };
}

export function shape(pens, id, box, { attributes = {}, label = null } = {}) {
  const made = pens.document.createElementNS(DI, "bpmndi:BPMNShape");
  for (const [key, value] of Object.entries({ id: `${id}_di`, bpmnElement: id, ...attributes })) made.setAttribute(key, value);
  made.append(bounds(pens.document, box));
  if (label) made.append(labelled(pens.document, label));
  pens.plane.append(made);
  pens.boxes.set(id, box);
}

export function edge(pens, id, points, label = null) {
  const made = pens.document.createElementNS(DI, "bpmndi:BPMNEdge");
  made.setAttribute("id", `${id}_di`);
  made.setAttribute("bpmnElement", id);
  for (const point of points) {
    const waypoint = pens.document.createElementNS(DD, "di:waypoint");
    waypoint.setAttribute("x", String(point.x));
    waypoint.setAttribute("y", String(point.y));
    made.append(waypoint);
  }
  if (label) made.append(labelled(pens.document, label));
  pens.plane.append(made);
}

function labelled(document, box) {
  const made = document.createElementNS(DI, "bpmndi:BPMNLabel");
  made.append(bounds(document, box));
  return made;
}

function bounds(document, box) {
  const made = document.createElementNS(DC, "dc:Bounds");
  for (const key of ["x", "y", "width", "height"]) made.setAttribute(key, String(box[key]));
  return made;
}

export const moved = (box, x, y) => ({ ...box, x: box.x + x, y: box.y + y });
