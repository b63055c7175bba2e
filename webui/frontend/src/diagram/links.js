// What of a BPMN document is drawn as a line: flows, associations, messages, what is read and written; and what lacks.
import { BPMN, DI, SUBPROCESSES, all, id, isNode, plain, shapes, shown } from "./planes.js";

const LINES = new Set(["sequenceFlow", "association", "messageFlow"]);
const DATA = { dataInputAssociation: "sourceRef", dataOutputAssociation: "targetRef" };
const BESIDE = new Set(["dataObjectReference", "dataStoreReference", "textAnnotation", "group"]);

export const ends = (one) => ({ id: id(one), source: plain(one.getAttribute("sourceRef")), target: plain(one.getAttribute("targetRef")) });

/** {id, source, target, soft, element} of what an element is, or of what an activity reads and writes, as lines. */
export function linksOf(element) {
  if (LINES.has(element.localName)) return [{ ...ends(element), soft: element.localName === "association", element }];
  const found = [];
  for (const one of element.children) {
    if (one.namespaceURI !== BPMN || !(one.localName in DATA)) continue;
    const [other] = [...one.children].filter((ref) => ref.localName === DATA[one.localName]).map((ref) => plain(ref.textContent));
    if (!other) continue;
    const [source, target] = one.localName === "dataInputAssociation" ? [other, id(element)] : [id(element), other];
    found.push({ id: id(one), source, target, soft: true, element: one });
  }
  return found;
}

/** The elements that no diagram shows though one could: {shapes: [element], lines: [link]}. */
export function lacking(document) {
  const drawn = new Set(shapes(document).map(shown));
  const lined = new Set([...document.getElementsByTagNameNS(DI, "BPMNEdge")].map(shown));
  const planes = new Set([...document.getElementsByTagNameNS(DI, "BPMNPlane")].map(shown));
  const lacks = (one) => one.hasAttribute("id") && !drawn.has(id(one));
  const found = all(document, "*").filter((one) => isDrawable(one, planes) && lacks(one));
  const known = new Set([...drawn, ...lined, ...found.map(id)]);
  const links = all(document, "*").flatMap(linksOf);
  for (const link of links) known.add(link.id);
  const lines = links.filter((link) => link.id && !lined.has(link.id) && known.has(link.source) && known.has(link.target));
  return { shapes: found, lines };
}

/** Is it a shape of a process, or, where a diagram shows pools, of these? */
function isDrawable(one, planes) {
  const scope = one.parentElement;
  if (scope?.localName === "collaboration") return planes.has(id(scope)) && (one.localName === "participant" || BESIDE.has(one.localName));
  const inside = scope?.localName === "process" || SUBPROCESSES.has(scope?.localName);
  return inside && one.namespaceURI === BPMN && (isNode(one) || BESIDE.has(one.localName));
}
