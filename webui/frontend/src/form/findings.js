// Errors above the form as a list that leads to the fields, and at the fields themselves.

import { say } from "../app/language.js";

/** Show `findings` ({id of the field, message}) under `title`; without `form` only the list. */
export function showFindings(host, form, findings, title) {
  const box = host.querySelector("[data-form-errors]");
  box.replaceChildren();
  box.hidden = false;
  box.className = "alert alert-danger";
  box.setAttribute("role", "alert");
  box.tabIndex = -1;
  const head = document.createElement("div");
  head.className = "alert-title";
  head.textContent = title;
  box.append(head);
  const list = document.createElement("ul");
  list.className = "mb-0";
  for (const finding of findings) list.append(line(host, form, finding));
  if (findings.length) box.append(list);
  if (form) mark(form, findings);
  box.focus({ preventScroll: true });
  box.scrollIntoView({ block: "start", behavior: "smooth" });
}

function line(host, form, { id, message, key }) {
  const item = document.createElement("li");
  const field = id && form?.get("formFieldRegistry").get(id);
  const label = field?.label || key || "";
  const words = label ? `${label}${say("：", ": ")}${message}` : message;
  if (!field) {
    item.textContent = words;
    return item;
  }
  const link = document.createElement("a");
  link.href = "#";
  link.className = "alert-link";
  link.textContent = words;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const input = host.querySelector(`[id^="fjs-form-"][id$="-${CSS.escape(id)}"]`);
    const target = input?.matches("input, textarea") ? input : input?.querySelector("input, textarea");
    (target ?? input)?.focus();
    (target ?? input)?.scrollIntoView({ block: "center" });
  });
  item.append(link);
  return item;
}

function mark(form, findings) {
  const errors = {};
  for (const { id, message } of findings) if (id) (errors[id] ??= []).push(message);
  form._setState({ errors });
}
