// The replay page: see src/replay/page.js for what the page must say.
import { openReplay } from "./replay/page.js";

document.querySelectorAll("[data-replay]").forEach(openReplay);
