// Replay of a case:
//   <section data-replay data-diagram-xml="URL" data-process="id" data-source="URL" data-step="n">, with parts data-replay-*:
//   diagram, slider, count, first, previous, play, next, last, pace, step, variables, list, link.
// source answers {steps: [{seq, at, title, who, lines, reason, events}], next: URL | null,
// names: {element: text}, labels: {variable: text}, options: {variable: {value: text}}}.
import "./replay.css";

import { say } from "../app/language.js";
import { getJson, getText } from "../app/post.js";
import { addControls, showFailure } from "../diagram/frame.js";
import { openDiagram } from "../diagram/view.js";
import { Replay } from "./fold.js";
import { drawList, markList } from "./list.js";
import { Player } from "./player.js";
import { describe, drawStep } from "./step.js";
import { drawVariables } from "./variables.js";

async function loadSteps(url) {
  const all = { steps: [], names: {}, labels: {}, options: {} };
  for (let next = url; next; ) {
    const part = await getJson(next);
    all.steps.push(...part.steps);
    Object.assign(all.names, part.names);
    Object.assign(all.labels, part.labels);
    Object.assign(all.options, part.options);
    next = part.next;
  }
  return all;
}

// in the place of a diagram that is not there: the steps and the data are shown all the same
const NO_DIAGRAM = { paint() {}, fit() {}, reveal() {}, has: () => false };

async function openStage(stage, url, process) {
  try {
    const diagram = await openDiagram(stage, await getText(url), process);
    addControls(stage, diagram);
    stage.classList.remove("is-loading");
    return diagram;
  } catch (error) {
    showFailure(stage, error);
    return NO_DIAGRAM;
  }
}

export async function openReplay(host) {
  const stage = host.querySelector("[data-replay-diagram]");
  try {
    const [diagram, { steps, ...words }] = await Promise.all([
      openStage(stage, host.dataset.diagramXml, host.dataset.process),
      loadSteps(host.dataset.source),
    ]);
    new Page(host, diagram, new Replay(steps), words).start();
    host.dataset.ready = "replay";
  } catch (error) {
    console.error(error);
    showFailure(stage, error);
  }
}

class Page {
  constructor(host, diagram, replay, words) {
    this.host = host;
    this.diagram = diagram;
    this.replay = replay;
    this.words = words;
    this.part = (name) => host.querySelector(`[data-replay-${name}]`);
    this.count = 0;
    this.player = new Player(replay.steps, (count) => this.go(count), () => this.count);
  }

  start() {
    const asked = this.host.dataset.step === "" ? NaN : Number(this.host.dataset.step);
    this.slider = this.part("slider");
    this.slider.max = this.replay.length;
    this.slider.addEventListener("input", () => this.byHand(Number(this.slider.value)));
    drawList(this.part("list"), this.replay.steps, (count) => this.byHand(count));
    for (const [name, count] of [
      ["first", () => 0],
      ["previous", () => this.count - 1],
      ["next", () => this.count + 1],
      ["last", () => this.replay.length],
    ]) {
      this.part(name).addEventListener("click", () => this.byHand(count()));
    }
    this.player.bind(this.part("play"), this.part("pace"));
    addEventListener("keydown", (event) => this.key(event), { capture: true });
    this.go(Number.isInteger(asked) ? asked : this.replay.length);
    this.diagram.fit();
  }

  byHand(count) {
    this.player.stop();
    this.go(count);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const target = event.target;
    if (target.closest?.("dialog, select, textarea, input:not([type=range])")) return;
    const moves = {
      ArrowLeft: () => this.byHand(this.count - 1),
      ArrowRight: () => this.byHand(this.count + 1),
      Home: () => this.byHand(0),
      End: () => this.byHand(this.replay.length),
      " ": () => this.player.toggle(),
    };
    const move = moves[event.key];
    if (!move || (event.key === " " && target.closest?.("button, a, summary"))) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  }

  /** Show the case as it was after `count` steps. */
  go(count) {
    this.count = Math.min(Math.max(count, 0), this.replay.length);
    const view = this.replay.at(this.count);
    const before = this.count > 1 ? this.replay.steps[this.count - 2] : null;
    this.diagram.paint(view);
    const shown = view.now.find((id) => this.diagram.has(id) && view.active[id]) ?? view.now.at(-1);
    if (shown) this.diagram.reveal(shown);
    drawStep(this.part("step"), view, this.count, before, (id) => this.words.names[id] || id);
    drawVariables(this.part("variables"), view.variables, this.words);
    markList(this.part("list"), this.count);
    this.bar(view);
    const url = new URL(location.href);
    url.searchParams.set("step", this.count);
    history.replaceState(null, "", url);
  }

  bar(view) {
    this.slider.value = this.count;
    this.slider.setAttribute("aria-valuetext", describe(view, this.count, this.replay.length));
    this.slider.style.setProperty("--share", `${(100 * this.count) / Math.max(this.replay.length, 1)}%`);
    this.part("count").textContent = say(
      `第 ${this.count} / ${this.replay.length} 步`,
      `Step ${this.count} of ${this.replay.length}`,
    );
    this.part("first").disabled = this.part("previous").disabled = this.count === 0;
    this.part("last").disabled = this.part("next").disabled = this.count === this.replay.length;
  }
}
