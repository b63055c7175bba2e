// Forms that must not be sent twice (data-once), and filters that are sent by a change (data-autosubmit).

export function submitOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.once === undefined || event.defaultPrevented) return;
    const buttons = form.querySelectorAll('button:not([type="button"])');
    // after this turn, so that the pressed button's name and value are still sent
    setTimeout(() => buttons.forEach((button) => (button.disabled = true)));
  });
  // back to this page by the browser's history: the buttons work again
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-once] button").forEach((button) => (button.disabled = false));
  });
}

export function autosubmit() {
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-autosubmit]")) event.target.form?.requestSubmit();
  });
}
