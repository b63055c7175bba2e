// Plays the steps by themselves: one per second, or with the real pauses pressed together.
import { say } from "../app/language.js";

const SECOND = 1000;

/** How long to wait before the step after `count`, in milliseconds. Days become seconds, in order of size. */
export function pause(steps, count, pace) {
  if (pace !== "real" || count === 0 || count >= steps.length) return SECOND;
  const gap = (Date.parse(steps[count].at) - Date.parse(steps[count - 1].at)) / SECOND;
  return Math.min(200 + 400 * Math.log10(1 + Math.max(gap, 0)), 3 * SECOND);
}

export class Player {
  constructor(steps, show, where) {
    this.steps = steps;
    this.show = show;
    this.where = where;
    this.timer = 0;
  }

  bind(button, pace) {
    this.button = button;
    this.pace = pace;
    this.icons = { play: button.querySelector(".when-paused"), pause: button.querySelector(".when-playing") };
    button.addEventListener("click", () => this.toggle());
    this.#draw(false);
  }

  get playing() {
    return this.timer !== 0;
  }

  toggle() {
    if (this.playing) {
      this.stop();
      return;
    }
    if (this.where() >= this.steps.length) this.show(0);
    this.#draw(true);
    this.#next();
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.#draw(false);
  }

  #next() {
    this.timer = setTimeout(
      () => {
        this.show(this.where() + 1);
        if (this.where() >= this.steps.length) this.stop();
        else this.#next();
      },
      pause(this.steps, this.where(), this.pace.value),
    );
  }

  #draw(playing) {
    const label = playing ? say("暂停", "Pause") : say("播放", "Play");
    this.button.setAttribute("aria-label", label);
    this.button.title = label;
    this.icons.play.hidden = playing;
    this.icons.pause.hidden = !playing;
  }
}
