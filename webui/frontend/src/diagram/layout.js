// A diagram for a file that has none, or one that lacks something; what draws it is loaded only then.
import { lacking } from "./links.js";
import { all, diagramOf, extentOf, shapes } from "./planes.js";
import { repair } from "./repair.js";

const UNDRAWN = { choreography: ["choreography", "globalChoreographyTask"], conversation: ["conversation", "callConversation", "subConversation"] };

/** {xml, diagram, extent, undrawn}: a file in which everything is drawn, the id of the diagram of `process` if it has
 * several, how wide and high that diagram is, and which kinds of models in it the viewer cannot draw. */
export async function laidOut(xml, process) {
  const document = new DOMParser().parseFromString(xml, "application/xml");
  const drawn = !repair(document) && isWhole(document);
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
    undrawn: Object.keys(UNDRAWN).filter((kind) => UNDRAWN[kind].some((name) => all(document, name).length)),
  };
}

function isWhole(document) {
  if (!shapes(document).length) return false;
  const lacks = lacking(document);
  return !lacks.shapes.length && !lacks.lines.length;
}
