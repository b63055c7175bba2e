// What is typed is saved on the server a moment later (data-draft). Until the server has it, it lies in this tab's
// session storage (gone when the tab is closed), so that a reload in between loses nothing. A form that has
// no place on the server yet (data-keep: the start of a case) lives in the session storage alone.
import { say } from "../app/language.js";
import { timeText } from "../app/local-time.js";
import { post } from "../app/post.js";

const WAIT_MS = 800;
const RETRY_MS = 5000;

export class Draft {
  constructor(host, form) {
    this.url = host.dataset.draft;
    this.key = `draft:${host.dataset.owner}:${this.url ?? host.dataset.keep}`; // nobody else sees it in this tab
    this.state = host.querySelector("[data-form-state]");
    this.form = form;
    this.timer = 0;
    this.saving = null;
    this.dirty = false;
  }

  /** What an earlier view of this page had not yet given to the server, or undefined. */
  unsent() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key)) ?? undefined;
    } catch {
      return undefined;
    }
  }

  watch(savedAt) {
    if (savedAt) this.#say(say("已恢复草稿，保存于 ", "Draft restored, saved ") + timeText(new Date(savedAt)));
    this.dirty = this.unsent() !== undefined;
    if (this.dirty && this.url) this.#later(0);
    else if (this.dirty) this.#say(say("已恢复此前填写的内容。", "What you typed before is restored."));
    const typed = () => this.#typed();
    this.form.on("field.updated", typed);
    addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.save(true));
    addEventListener("pagehide", () => this.save(true));
  }

  #typed() {
    this.dirty = true;
    // after this turn: form-js fires before it has taken the value in
    setTimeout(() => sessionStorage.setItem(this.key, JSON.stringify(this.#values())));
    if (!this.url) return;
    this.#say(say("正在保存草稿……", "Saving draft…"));
    this.#later(WAIT_MS);
  }

  #values() {
    return this.form._getSubmitData();
  }

  #later(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), ms);
  }

  /** Give the server what it does not have. Never throws: the page keeps the values in any case. */
  async save(leaving = false) {
    clearTimeout(this.timer);
    if (!this.dirty || !this.url) return;
    if (this.saving && !leaving) await this.saving;
    this.saving = this.#send(leaving);
    await this.saving;
    this.saving = null;
  }

  async #send(leaving) {
    const sent = JSON.stringify(this.#values());
    try {
      const { saved_at } = await post(this.url, { values: JSON.parse(sent) }, { keepalive: leaving });
      if (sent !== JSON.stringify(this.#values())) return;
      this.dirty = false;
      sessionStorage.removeItem(this.key);
      this.#say(say("草稿已保存 ", "Draft saved ") + timeText(new Date(saved_at), "time"));
    } catch (error) {
      if (error.status === 404 || error.status === 409 || error.status === 403) {
        this.#say(error.message);
        return;
      }
      this.#say(say("草稿尚未保存到服务器，将自动重试。", "Draft not saved yet; it will be tried again."));
      this.#later(RETRY_MS);
    }
  }

  /** The task is done: nothing more to save. */
  done() {
    clearTimeout(this.timer);
    this.dirty = false;
    sessionStorage.removeItem(this.key);
  }

  #say(text) {
    if (this.state) this.state.textContent = text;
  }
}
