// What form-js leaves untold to screen readers: names of some inputs, and that its selects are lists to choose from.

const wordsOf = (element) => element?.textContent.replace(/\*$/, "").trim() ?? "";

const labelOf = (input) => wordsOf(input.closest(".fjs-form-field")?.querySelector("label, .fjs-form-field-label"));

function give(input) {
  if (input.labels?.length || input.getAttribute("aria-label") || input.getAttribute("aria-labelledby")) return;
  const label = labelOf(input);
  if (label) input.setAttribute("aria-label", label);
}

/** A select: its name with what is chosen, whether its list is open, and which option the arrow keys are on. */
function tellSelect(field) {
  const input = field.querySelector(".fjs-select-hidden-input, .fjs-input-group input");
  if (!input) return;
  const list = field.querySelector(".fjs-dropdownlist");
  const chosen = field.querySelector(".fjs-select-display");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-haspopup", "listbox");
  input.setAttribute("aria-expanded", String(list !== null));
  if (chosen) input.setAttribute("aria-label", `${labelOf(input)} ${wordsOf(chosen)}`);
  if (!list) {
    input.removeAttribute("aria-controls");
    input.removeAttribute("aria-activedescendant");
    return;
  }
  list.id = `${input.id}-list`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", labelOf(input));
  input.setAttribute("aria-controls", list.id);
  list.querySelectorAll(".fjs-dropdownlist-item").forEach((item, index) => {
    const here = item.classList.contains("focused");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(here));
    if (here) input.setAttribute("aria-activedescendant", item.id);
  });
}

/** Now and whenever the form draws itself anew. */
export function nameInputs(body) {
  const all = () => {
    body.querySelectorAll("input, textarea").forEach(give);
    body.querySelectorAll(".fjs-form-field-select, .fjs-form-field-taglist").forEach(tellSelect);
  };
  new MutationObserver(all).observe(body, {
    childList: true,
    subtree: true,
    characterData: true,
    attributes: true,
    attributeFilter: ["class"],
  });
  all();
}
