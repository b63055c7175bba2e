// Takes out of a document what no diagram can be drawn from: shapes without a size, edges without a way, doubles, and
// what is drawn of nothing. What they should show counts as not drawn then.
import { DI, all, id, shapes, shown } from "./planes.js";

const DC = "http://www.omg.org/spec/DD/20100524/DC";
const DD = "http://www.omg.org/spec/DD/20100524/DI";
const MOST = 1e6; // pixels from the origin, beyond which nothing can be shown

const isNumber = (node, key) => {
  const text = node.getAttribute(key)?.trim();
  return Boolean(text) && Math.abs(Number(text)) <= MOST;
};

/** The document is changed; true if anything had to be. */
export function repair(document) {
  const known = new Set(all(document, "*").map(id));
  const seen = new Set();
  const isDouble = (one) => {
    const key = JSON.stringify([[...document.getElementsByTagNameNS(DI, "BPMNPlane")].findIndex((plane) => plane.contains(one)), shown(one)]);
    return seen.has(key) || !seen.add(key);
  };
  const edges = [...document.getElementsByTagNameNS(DI, "BPMNEdge")];
  const labels = [...document.getElementsByTagNameNS(DI, "BPMNLabel")].filter((one) => boundsOf(one) && !isPlaced(boundsOf(one)));
  const broken = [
    ...shapes(document).filter((one) => !isSized(boundsOf(one)) || !known.has(shown(one)) || isDouble(one)),
    ...edges.filter((one) => !isWay(one) || !known.has(shown(one)) || isDouble(one)),
    ...labels,
  ];
  for (const one of broken) one.remove();
  return broken.length > 0;
}

const boundsOf = (one) => [...one.children].find((child) => child.namespaceURI === DC && child.localName === "Bounds");
const isPlaced = (bounds) => ["x", "y", "width", "height"].every((key) => isNumber(bounds, key));
const isSized = (bounds) => bounds && isPlaced(bounds) && Number(bounds.getAttribute("width")) > 0 && Number(bounds.getAttribute("height")) > 0;

function isWay(edge) {
  const points = [...edge.getElementsByTagNameNS(DD, "waypoint")];
  return points.length > 1 && points.every((point) => isNumber(point, "x") && isNumber(point, "y"));
}
