// What of a BPMN document its diagrams show.

export const BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
export const DI = "http://www.omg.org/spec/BPMN/20100524/DI";
export const SUBPROCESSES = new Set(["subProcess", "transaction", "adHocSubProcess"]);
const NODE = /(Task|Event|Gateway|callActivity)$|^task$/;

export const id = (node) => node.getAttribute("id");
export const plain = (reference) => (reference ?? "").trim();
export const isNode = (node) =>
  node.namespaceURI === BPMN && node.hasAttribute("id") && (SUBPROCESSES.has(node.localName) || NODE.test(node.localName));
export const all = (node, name) => [...node.getElementsByTagNameNS(BPMN, name)];
export const shapes = (node) => [...node.getElementsByTagNameNS(DI, "BPMNShape")];
export const shown = (one) => plain(one.getAttribute("bpmnElement"));

/** The processes and subprocesses, outer ones first, with their nodes that no diagram shows. */
export function gaps(document) {
  const drawn = new Set(shapes(document).map(shown));
  return all(document, "*")
    .filter((one) => one.localName === "process" || SUBPROCESSES.has(one.localName))
    .map((scope) => ({ scope, nodes: [...scope.children].filter(isNode) }))
    .map(({ scope, nodes }) => ({ scope, nodes, missing: nodes.filter((node) => !drawn.has(id(node))) }))
    .filter(({ missing }) => missing.length);
}

/** How wide and high the first plane in it is, in pixels. */
export function extentOf(diagrams) {
  const plane = diagrams.getElementsByTagNameNS(DI, "BPMNPlane")[0];
  const span = { x: [Infinity, -Infinity], y: [Infinity, -Infinity] };
  for (const part of plane?.querySelectorAll("Bounds, waypoint") ?? []) {
    for (const [axis, size] of [["x", "width"], ["y", "height"]]) {
      const at = Number(part.getAttribute(axis));
      span[axis] = [Math.min(span[axis][0], at), Math.max(span[axis][1], at + Number(part.getAttribute(size) ?? 0))];
    }
  }
  const [width, height] = [span.x, span.y].map(([from, to]) => Math.max(to - from, 0));
  return { width, height };
}

/** The diagram that shows most nodes of a process; undefined if there is but one. */
export function diagramOf(document, process) {
  const diagrams = [...document.getElementsByTagNameNS(DI, "BPMNDiagram")];
  const scope = all(document, "process").find((one) => id(one) === process);
  if (diagrams.length < 2 || !scope) return undefined;
  const own = new Set([...scope.children].filter(isNode).map(id));
  const counted = diagrams.map((diagram) => ({ diagram, count: shapes(diagram).filter((one) => own.has(shown(one))).length }));
  return counted.reduce((most, one) => (one.count > most.count ? one : most)).diagram;
}
