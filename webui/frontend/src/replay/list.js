// All steps as a list of links: the same content as the diagram, in words.
import { say } from "../app/language.js";
import { timeText } from "../app/local-time.js";

export function drawList(list, steps, go) {
  list.replaceChildren();
  steps.forEach((step, index) => {
    const count = index + 1;
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `?step=${count}`;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go(count);
    });
    for (const [className, text] of [
      ["replay-number", String(count)],
      ["replay-what", step.title],
      ["replay-who", `${step.who} · ${timeText(new Date(step.at))}`],
    ]) {
      const part = document.createElement("span");
      part.className = className;
      part.textContent = text;
      link.append(part);
    }
    if (step.reason || step.lines.length) {
      const more = document.createElement("span");
      more.className = "visually-hidden";
      more.textContent = [...step.lines, step.reason].filter(Boolean).join(say("；", "; "));
      link.append(more);
    }
    item.append(link);
    list.append(item);
  });
}

export function markList(list, count) {
  list.querySelector("[aria-current]")?.removeAttribute("aria-current");
  const link = list.children[count - 1]?.firstElementChild;
  if (!link) return;
  link.setAttribute("aria-current", "step");
  const box = list.parentElement;
  const top = link.offsetTop - list.offsetTop;
  if (top < box.scrollTop || top + link.offsetHeight > box.scrollTop + box.clientHeight) {
    box.scrollTop = top - box.clientHeight / 3;
  }
}
