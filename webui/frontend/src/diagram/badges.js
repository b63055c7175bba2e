// The words and figures on the diagram, so that nothing is told by colour alone.
import { say } from "../app/language.js";

const TYPE = "banjian-badge";

function badge(kind, text, title) {
  const element = document.createElement("div");
  element.className = `diagram-badge badge-${kind}`;
  element.textContent = text;
  element.title = title;
  return element;
}

const times = (count) => (count > 1 ? ` ×${count}` : "");

/** Puts one badge per element: failed before active before cancelled before done. */
export function badges(diagram, state) {
  const overlays = diagram.viewer.get("overlays");
  overlays.remove({ type: TYPE });
  const add = (id, element, position) => {
    const shape = diagram.registry.get(id);
    if (!shape || shape.waypoints) return;
    overlays.add(id, TYPE, { position, html: element, show: { minZoom: 0.3 } });
  };
  const seen = new Set();
  const incidents = state.incidents ?? {};
  const active = state.active ?? {};
  for (const [id, message] of Object.entries(incidents)) {
    seen.add(id);
    add(id, badge("incident", say("! 异常", "! failed"), message), { top: -10, left: 8 });
  }
  for (const [id, count] of Object.entries(active)) {
    if (seen.has(id)) continue;
    const title = say(`进行中 ${count} 项`, `${count} active`);
    const frame = diagram.has(id) && diagram.isFrame(diagram.registry.get(id));
    add(id, badge("active", `● ${say("进行中", "active")}${times(count)}`, title), { top: frame ? 8 : -10, left: 8 });
    seen.add(id);
  }
  for (const [id, count] of Object.entries(state.cancelled ?? {})) {
    if (seen.has(id)) continue;
    seen.add(id);
    add(id, badge("cancelled", `✕${times(count)}`, say("已取消", "cancelled")), { top: -10, right: 14 });
  }
  for (const [id, count] of Object.entries(state.done ?? {})) {
    const shape = diagram.registry.get(id);
    const small = shape && shape.width < 60; // gateways and events have no room for a tick
    if (small && count < 2) continue;
    const title = say(`已完成 ${count} 次`, `completed ${count} times`);
    add(id, badge("done", `✓${times(count)}`, title), small ? { top: -18, right: 4 } : { top: -10, right: 14 });
  }
}
