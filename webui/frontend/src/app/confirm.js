// data-confirm on a form or button asks in a dialog before anything is sent.
import { say } from "./language.js";

function ask(question, danger) {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = "ask";
    dialog.setAttribute("aria-labelledby", "ask-question");
    dialog.innerHTML = `
      <form method="dialog">
        <p id="ask-question"></p>
        <div class="btn-list justify-content-end">
          <button class="btn" value="no" autofocus></button>
          <button class="btn ${danger ? "btn-danger" : "btn-primary"}" value="yes"></button>
        </div>
      </form>`;
    const [no, yes] = dialog.querySelectorAll("button");
    dialog.querySelector("p").textContent = question;
    no.textContent = say("取消", "Cancel");
    yes.textContent = say("确定", "Confirm");
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export function askBefore() {
  document.addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      const source = event.submitter?.dataset.confirm ? event.submitter : form;
      const question = source.dataset.confirm;
      if (!question || form.dataset.confirmed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!(await ask(question, source.dataset.confirmDanger !== undefined))) return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(event.submitter ?? undefined);
      delete form.dataset.confirmed;
    },
    { capture: true },
  );
}
