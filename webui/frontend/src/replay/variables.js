// The data of the case after a step; what the step changed comes first, with the value before.
import { say } from "../app/language.js";

const show = (value) => {
  if (value === null || value === undefined) return "—";
  if (value === true) return say("是", "yes");
  if (value === false) return say("否", "no");
  return typeof value === "object" ? JSON.stringify(value, null, 1) : String(value);
};

function cell(tag, ...children) {
  const element = document.createElement(tag);
  element.append(...children);
  return element;
}

function words(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function valueCell({ value, changed, isNew, before }) {
  const box = cell("td", words("span", "value-json", show(value)));
  if (changed) {
    const note = isNew ? say("新增", "new") : say("修改", "changed");
    box.prepend(words("span", "badge bg-orange-lt me-2", note));
    if (!isNew) {
      const old = words("span", "value-json replay-old", show(before));
      box.append(words("span", "replay-old-label", say("原为 ", "was ")), old);
    }
  }
  return box;
}

export function drawVariables(body, variables, labels) {
  body.replaceChildren();
  const sorted = [...variables].sort((a, b) => Number(b.changed) - Number(a.changed));
  for (const variable of sorted) {
    const row = document.createElement("tr");
    if (variable.changed) row.className = "is-changed";
    const label = labels[variable.name];
    const head = cell("th", label ?? variable.name);
    head.scope = "row";
    if (label) head.append(words("code", "replay-key", variable.name));
    if (variable.scope) head.append(words("span", "replay-key", `#${variable.scope}`));
    row.append(head, valueCell(variable));
    body.append(row);
  }
  if (!sorted.length) {
    const row = document.createElement("tr");
    const empty = words("td", "text-secondary", say("此时还没有数据", "No data yet"));
    empty.colSpan = 2;
    row.append(empty);
    body.append(row);
  }
}
