// form-js leaves some of its inputs without a name for screen readers; this gives them the label that is seen.

function give(input) {
  if (input.labels?.length || input.getAttribute("aria-label") || input.getAttribute("aria-labelledby")) return;
  const field = input.closest(".fjs-form-field");
  const label = field?.querySelector("label, .fjs-form-field-label")?.textContent.replace(/\*$/, "").trim();
  if (label) input.setAttribute("aria-label", label);
}

/** Now and whenever the form draws itself anew. */
export function nameInputs(body) {
  const all = () => body.querySelectorAll("input, textarea, [role=combobox]").forEach(give);
  new MutationObserver(all).observe(body, { childList: true, subtree: true });
  all();
}
