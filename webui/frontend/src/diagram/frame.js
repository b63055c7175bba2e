// What stands around a diagram: the buttons to zoom, fit and fill the screen.
import { say } from "../app/language.js";

const DRAWN = {
  in: "M12 5v14M5 12h14",
  out: "M5 12h14",
  whole: "M4 9V5a1 1 0 0 1 1-1h4M15 4h4a1 1 0 0 1 1 1v4M20 15v4a1 1 0 0 1-1 1h-4M9 20H5a1 1 0 0 1-1-1v-4M8 12h8",
  active: "M12 3v4M12 17v4M3 12h4M17 12h4M12 9a3 3 0 1 0 0 6a3 3 0 0 0 0-6",
  screen: "M14 10l6-6M15 4h5v5M10 14l-6 6M4 15v5h5",
};

function button(icon, label, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn btn-icon";
  element.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${DRAWN[icon]}"/></svg>`;
  element.setAttribute("aria-label", label);
  element.title = label;
  element.addEventListener("click", action);
  return element;
}

/** Adds the buttons to `host` for the diagram that is open in it. */
export function addControls(host, diagram) {
  const bar = document.createElement("div");
  bar.className = "diagram-controls";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", say("流程图视图", "Diagram view"));
  const screen = button("screen", say("全屏查看", "Full screen"), () => toggle());
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
    button("in", say("放大", "Zoom in"), () => diagram.zoom(1.25)),
    button("out", say("缩小", "Zoom out"), () => diagram.zoom(0.8)),
    button("whole", say("显示全图", "Show all"), () => diagram.whole()),
    button("active", say("定位到进行中的环节", "Go to what is active"), () => diagram.fit()),
    screen,
  );
  host.append(bar);
}

/** A file that has nothing but a kind of model that is not drawn here: a choreography or a conversation. */
export class Undrawn extends Error {
  constructor(kind) {
    super(`a ${kind} is not drawn`);
    this.kind = kind;
  }
}

const unshown = {
  choreography: () => say("文件中的编排图（choreography）不在此处显示。", "A choreography in this file is not shown here."),
  conversation: () => say("文件中的会话（conversation）不在此处显示。", "Conversations in this file are not shown here."),
};

/** Says in `host` why no diagram is shown: the file has nothing to draw, or something failed. */
export function showFailure(host, error) {
  host.classList.remove("is-loading");
  host.querySelector(".diagram-canvas")?.remove();
  if (error instanceof Undrawn) showUndrawn(host, error.kind);
  else if (/no (diagram|process)/.test(error?.message ?? "")) tell(host, say("该流程文件中没有可显示的图形。", "The file of this process has nothing in it that can be drawn."));
  else
    tell(
      host,
      say(
        "流程图暂时无法显示。办件内容不受影响，请刷新页面重试。",
        "The diagram cannot be shown now. The case is not affected; please reload the page.",
      ),
    );
}

/** Says in `host` that a kind of model in the file is left out. */
export function showUndrawn(host, kind) {
  tell(host, unshown[kind]());
}

function tell(host, text) {
  const note = document.createElement("p");
  note.className = "diagram-failure";
  note.setAttribute("role", "status");
  note.textContent = text;
  host.append(note);
}
