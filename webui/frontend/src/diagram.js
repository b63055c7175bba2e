// Pages with a diagram: <div data-diagram="URL of the BPMN file" data-process="id" data-overlay="URL"></div>.
// The overlay is JSON: {active, done, cancelled, taken: {id: count}, incidents: {id: text}}.
import { getJson, getText } from "./app/post.js";
import { addControls, showFailure } from "./diagram/frame.js";
import { openDiagram } from "./diagram/view.js";

async function show(host) {
  try {
    const [xml, overlay] = await Promise.all([
      getText(host.dataset.diagram),
      host.dataset.overlay ? getJson(host.dataset.overlay) : {},
    ]);
    const diagram = await openDiagram(host, xml, host.dataset.process);
    diagram.paint(overlay);
    diagram.fit();
    addControls(host, diagram);
    host.classList.remove("is-loading");
    host.dataset.ready = "diagram";
  } catch (error) {
    console.error(error);
    showFailure(host, error);
  }
}

document.querySelectorAll("[data-diagram]").forEach(show);
