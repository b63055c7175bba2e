// Every page: the look (Tabler), htmx, and the small behaviours that data- attributes ask for.
import "./app/style.css";

import "@tabler/core/dist/js/tabler.min.js";
import htmx from "htmx.org";

import { askBefore } from "./app/confirm.js";
import { hotkeys } from "./app/hotkeys.js";
import { localTimes } from "./app/local-time.js";
import { autosubmit, submitOnce } from "./app/once.js";
import { csrfToken, post } from "./app/post.js";
import { showToasts, toast } from "./app/toasts.js";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});
document.addEventListener("htmx:load", (event) => localTimes(event.detail.elt));

window.htmx = htmx;
window.banjian = { toast, post };

// who signs out leaves nothing of his forms in the tab
document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action")?.endsWith("/logout")) sessionStorage.clear();
});

localTimes(document);
showToasts(document);
askBefore();
submitOnce();
autosubmit();
hotkeys();
document.documentElement.dataset.ready = "app";
