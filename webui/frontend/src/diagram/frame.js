// What stands around a diagram: the buttons to zoom, fit and fill the screen.
import { say } from "../app/language.js";

function button(text, label, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn btn-icon";
  element.textContent = text;
  element.setAttribute("aria-label", label);
  element.title = label;
  element.addEventListener("click", action);
  return element;
}

/** Adds the buttons to `host` for the diagram that is open in it. */
export function addControls(host, diagram) {
  const bar = document.createElement("div");
  bar.className = "diagram-controls btn-group-vertical";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", say("流程图视图", "Diagram view"));
  const screen = button("⛶", say("全屏查看", "Full screen"), () => toggle());
  const toggle = () => {
    const full = host.classList.toggle("is-fullscreen");
    document.documentElement.classList.toggle("has-fullscreen", full);
    const label = full ? say("退出全屏", "Leave full screen") : say("全屏查看", "Full screen");
    screen.setAttribute("aria-label", label);
    screen.setAttribute("aria-pressed", String(full));
    screen.title = label;
    requestAnimationFrame(() => diagram.fit());
  };
  host.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && host.classList.contains("is-fullscreen")) toggle();
  });
  bar.append(
    button("+", say("放大", "Zoom in"), () => diagram.zoom(1.25)),
    button("−", say("缩小", "Zoom out"), () => diagram.zoom(0.8)),
    button("◎", say("适合窗口", "Fit"), () => diagram.fit()),
    screen,
  );
  host.append(bar);
}

/** Says in `host` that the diagram cannot be shown. */
export function showFailure(host) {
  host.classList.remove("is-loading");
  const note = document.createElement("p");
  note.className = "diagram-failure";
  note.setAttribute("role", "alert");
  note.textContent = say(
    "流程图暂时无法显示。办件内容不受影响,请刷新页面重试。",
    "The diagram cannot be shown now. The case is not affected; please reload the page.",
  );
  host.append(note);
}
