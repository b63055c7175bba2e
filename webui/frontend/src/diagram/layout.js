// A diagram for a file that has none, or lacks nodes in it; what draws it is loaded only then.

/** `xml` with every node in a diagram: as it is if it is drawn whole, else drawn, its subprocesses open. */
export async function laidOut(xml) {
  const { complete, drawInto } = await import("./layout/document.js");
  const document = new DOMParser().parseFromString(xml, "application/xml");
  const before = document.getElementsByTagName("*").length;
  if (complete(document)) drawInto(document);
  else if (document.getElementsByTagName("*").length === before) return xml;
  return new XMLSerializer().serializeToString(document);
}
