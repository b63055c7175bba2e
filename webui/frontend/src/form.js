// Pages with a form: see src/form/page.js for what the page must say.
import { openForm } from "./form/page.js";

document.querySelectorAll("[data-form]").forEach(openForm);
