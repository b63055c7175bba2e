// data-hotkey="g w" on links and buttons: pressed one after the other while nobody types. "?" shows them all.
import { say } from "./language.js";

const PAUSE_MS = 1200;

const isTyping = (target) =>
  target.closest?.("input, textarea, select, dialog, [contenteditable], .djs-container") != null;

const visible = (element) => element.getClientRects().length > 0;

const label = (element) => element.getAttribute("aria-label") || element.textContent.trim().replace(/\s+/g, " ");

function showAll(elements) {
  const dialog = document.createElement("dialog");
  dialog.className = "ask";
  dialog.setAttribute("aria-labelledby", "hotkeys-title");
  dialog.innerHTML = '<h2 id="hotkeys-title" class="h3"></h2><dl class="hotkey-list"></dl><form method="dialog" class="text-end"><button class="btn" autofocus></button></form>';
  dialog.querySelector("h2").textContent = say("键盘快捷键", "Keyboard shortcuts");
  dialog.querySelector("button").textContent = say("关闭", "Close");
  const list = dialog.querySelector("dl");
  for (const element of elements) {
    const keys = document.createElement("dt");
    for (const key of element.dataset.hotkey.split(" ")) {
      const kbd = document.createElement("kbd");
      kbd.textContent = key;
      keys.append(kbd, " ");
    }
    const text = document.createElement("dd");
    text.textContent = label(element);
    list.append(keys, text);
  }
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

export function hotkeys() {
  let pressed = [];
  let last = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
    const elements = [...document.querySelectorAll("[data-hotkey]")];
    if (event.key === "?") return showAll(elements.filter(visible));
    if (event.timeStamp - last > PAUSE_MS) pressed = [];
    last = event.timeStamp;
    pressed = [...pressed, event.key].slice(-3);
    const typed = pressed.join(" ");
    const found = elements.find((element) => ` ${typed}`.endsWith(` ${element.dataset.hotkey}`));
    if (!found) return;
    pressed = [];
    event.preventDefault();
    if (found.matches("input, textarea, select")) found.focus();
    else found.click();
  });
}
