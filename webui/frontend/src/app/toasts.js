// Short notices at the edge of the page. Errors stay until they are closed; the others leave by themselves.
import { say } from "./language.js";

const STAY_MS = 6000;

function area() {
  let found = document.querySelector(".toast-area");
  if (!found) {
    found = document.createElement("div");
    found.className = "toast-area";
    found.setAttribute("role", "status");
    found.setAttribute("aria-live", "polite");
    document.body.append(found);
  }
  return found;
}

export function toast(text, kind = "info") {
  const box = document.createElement("div");
  box.className = `alert alert-${kind} alert-dismissible`;
  const words = document.createElement("div");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn-close";
  close.setAttribute("aria-label", say("关闭", "Close"));
  close.addEventListener("click", () => box.remove());
  box.append(words, close);
  area().append(box);
  if (kind !== "danger" && kind !== "warning") setTimeout(() => box.remove(), STAY_MS);
}

export function showToasts(root) {
  for (const note of root.querySelectorAll("[data-toast]")) {
    const text = note.textContent.trim();
    note.remove();
    if (text) toast(text, note.dataset.toast || "info");
  }
}
