// A form-js form on a page:
//   <div data-form data-source="URL" data-submit="URL" [data-draft="URL" | data-keep="name"] data-owner="login">
//     <div data-form-errors hidden></div> <div data-form-body></div>
//     <p data-form-state role="status"></p> <button data-form-submit>...</button>
//   </div>
// source answers {schema, values, draft: {values, saved_at} | null, read_only}; draft takes {values};
// submit takes {variables} and answers {location}. Refused values come back as findings by field.
import "@bpmn-io/form-js-viewer/dist/assets/form-js.css";
import "./form.css";

import { Form } from "@bpmn-io/form-js-viewer";

import { say } from "../app/language.js";
import { getJson, post } from "../app/post.js";
import { Draft } from "./draft.js";
import { showFindings } from "./findings.js";
import { nameInputs } from "./labels.js";

const part = (host, name) => host.querySelector(`[data-form-${name}]`);

export async function openForm(host) {
  const body = part(host, "body");
  try {
    const source = await getJson(host.dataset.source);
    const form = new Form({ container: body });
    const keeps = host.dataset.draft || host.dataset.keep;
    const draft = keeps && !source.read_only ? new Draft(host, form) : null;
    const values = { ...source.values, ...(draft?.unsent() ?? source.draft?.values) };
    await form.importSchema(source.schema, values);
    form.setProperty("readOnly", Boolean(source.read_only));
    host.classList.toggle("is-readonly", Boolean(source.read_only));
    nameInputs(body);
    draft?.watch(source.draft?.saved_at);
    if (!source.read_only) bindSubmit(host, form, draft);
    body.classList.remove("is-loading");
    host.dataset.ready = "form";
  } catch (error) {
    console.error(error);
    body.classList.remove("is-loading");
    showFindings(
      host,
      null,
      [],
      say("表单未能载入，请刷新页面重试。", "The form could not be loaded; please reload the page."),
    );
  }
}

function bindSubmit(host, form, draft) {
  const button = part(host, "submit");
  let sending = false;

  async function send() {
    if (sending) return;
    const { data, errors } = form.submit();
    if (Object.keys(errors).length) {
      const findings = Object.entries(errors).map(([id, texts]) => ({ id, message: [texts].flat(2)[0] }));
      showFindings(host, form, findings, say("请先更正以下内容：", "Please correct this first:"));
      return;
    }
    sending = true;
    button.disabled = true;
    try {
      const answer = await post(host.dataset.submit, { variables: data });
      draft?.done();
      location.assign(answer.location);
    } catch (error) {
      sending = false;
      button.disabled = false;
      await draft?.save();
      showFindings(host, form, fieldFindings(form, error.findings), sentence(error));
    }
  }

  button.addEventListener("click", send);
  form.on("submit.banjian", send);
}

// The server names fields by key or path; form-js holds errors by the field's id.
function fieldFindings(form, findings = []) {
  const byKey = new Map();
  for (const field of form.get("formFieldRegistry").getAll()) if (field.key) byKey.set(field.key, field);
  return findings.map(({ element, message }) => ({ id: byKey.get(element)?.id, message, key: element }));
}

function sentence(error) {
  if (error.status === 422) return say("提交的内容有误，请更正后再提交：", "Please correct this and send it again:");
  if (error.status === 401 || error.kind === "unauthenticated") {
    return say(
      "登录已过期，填写的内容仍保留在本页。请在新窗口登录后再提交。",
      "You are signed out; what you typed is still here. Sign in in another window, then send again.",
    );
  }
  if (error.status) return error.message;
  return say(
    "网络连接中断，未能提交。填写的内容仍保留在本页，请稍后再试。",
    "The network is down and nothing was sent. What you typed is still here; please try again.",
  );
}
