// A diagram for a file that has none, or lacks nodes in it; what draws it is loaded only then.
import { diagramOf, extentOf, isWhole } from "./planes.js";

/** {xml, diagram, extent}: a file in which every node is drawn, the id of the diagram of `process` if it has several,
 * and how wide and high that diagram is. */
export async function laidOut(xml, process) {
  const document = new DOMParser().parseFromString(xml, "application/xml");
  const drawn = isWhole(document);
  if (!drawn) {
    const { complete } = await import("./layout/document.js");
    complete(document);
  }
  const diagram = diagramOf(document, process);
  const same = drawn && (!diagram || diagram.getAttribute("id"));
  if (diagram && !diagram.getAttribute("id")) diagram.setAttribute("id", `${process}_diagram`);
  return {
    xml: same ? xml : new XMLSerializer().serializeToString(document),
    diagram: diagram?.getAttribute("id"),
    extent: extentOf(diagram ?? document),
  };
}
