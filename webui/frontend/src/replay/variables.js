// The data of the case after a step; what the step changed comes first, with the value before.
import { say } from "../app/language.js";

/** A value as its form shows it: an option by its label, the parts of an object by theirs, one per line. */
function show(value, path, known) {
  const options = known.options[path];
  if (Array.isArray(value)) {
    const parts = value.map((one) => show(one, path, known));
    return parts.join(parts.some((part) => part.includes("\n")) ? "\n" : say("、", ", ")) || "—";
  }
  if (value === null || value === undefined || value === "") return "—";
  if (options?.[value] !== undefined) return options[value];
  if (value === true) return say("是", "yes");
  if (value === false) return say("否", "no");
  if (typeof value !== "object") return String(value);
  const line = ([key, part]) => {
    const inner = `${path}.${key}`;
    return `${known.labels[inner] ?? key}${say("：", ": ")}${show(part, inner, known)}`;
  };
  return Object.entries(value).map(line).join("\n");
}

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

function valueCell({ name, value, changed, isNew, before }, known) {
  const box = cell("td", words("span", "value-json", show(value, name, known)));
  if (changed) {
    const note = isNew ? say("新增", "new") : say("修改", "changed");
    box.prepend(words("span", "replay-change", note));
    if (!isNew) {
      const old = words("span", "value-json replay-old", show(before, name, known));
      box.append(words("span", "replay-old-label", say("原为 ", "was ")), old);
    }
  }
  return box;
}

export function drawVariables(body, variables, known) {
  body.replaceChildren();
  const sorted = [...variables].sort((a, b) => Number(b.changed) - Number(a.changed));
  for (const variable of sorted) {
    const row = document.createElement("tr");
    if (variable.changed) row.className = "is-changed";
    const label = known.labels[variable.name];
    const head = cell("th", label ?? variable.name);
    head.scope = "row";
    if (label) head.append(words("code", "replay-key", variable.name));
    if (variable.scope) head.append(words("span", "replay-key", `#${variable.scope}`));
    row.append(head, valueCell(variable, known));
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
