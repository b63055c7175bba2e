// What happened in the step that is shown: who, when, on whose behalf, what, why.
import { say } from "../app/language.js";
import { timeText } from "../app/local-time.js";

const DAY = 86400;

/** The time between two steps, in the largest two units: "3 天 4 小时". */
export function gapText(from, to) {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  const days = Math.floor(seconds / DAY);
  const hours = Math.floor((seconds % DAY) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (days) return say(`${days} 天 ${hours} 小时`, `${days} d ${hours} h`);
  if (hours) return say(`${hours} 小时 ${minutes} 分`, `${hours} h ${minutes} min`);
  if (minutes) return say(`${minutes} 分钟`, `${minutes} min`);
  return say(`${seconds} 秒`, `${seconds} s`);
}

export function describe(view, count, length) {
  const place = say(`第 ${count} 步，共 ${length} 步`, `Step ${count} of ${length}`);
  if (!view.step) return `${place}${say("：办件尚未开始", ": before the start")}`;
  return `${place}${say("：", ": ")}${timeText(new Date(view.step.at))} ${view.step.who} ${view.step.title}`;
}

function line(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

export function drawStep(box, view, count, before, name) {
  box.replaceChildren();
  const { step } = view;
  if (!step) {
    box.append(
      line("p", "h3 mb-1", say("办件尚未开始", "Before the start")),
      line("p", "text-secondary mb-0", say("按 → 键进入第一步。", "Press → for the first step.")),
    );
    return;
  }
  box.append(line("p", "replay-title", step.title));
  box.append(line("p", "replay-meta", `${step.who} · ${timeText(new Date(step.at), "seconds")}`));
  if (before) {
    const gap = gapText(before.at, step.at);
    box.append(line("p", "replay-meta", say(`距上一步 ${gap}`, `${gap} after the step before`)));
  }
  if (step.reason) box.append(line("p", "trail-reason", step.reason));
  if (step.lines.length) {
    const list = line("ul", "trail-lines", "");
    for (const text of step.lines) list.append(line("li", "", text));
    box.append(list);
  }
  box.append(line("p", "replay-tokens", tokens(view, name)));
}

/** Where the case now waits, in words. */
function tokens(view, name) {
  const places = Object.entries(view.active).map(([id, count]) => (count > 1 ? `${name(id)} ×${count}` : name(id)));
  if (!places.length) return say("此步之后：没有进行中的环节", "After this step: nothing is active");
  return say(`此步之后进行中：${places.join("、")}`, `After this step active: ${places.join(", ")}`);
}
