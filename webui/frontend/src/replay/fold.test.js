import assert from "node:assert/strict";
import test from "node:test";

import { Replay } from "./fold.js";

const steps = [
  {
    events: [
      { e: "activated", el: "start", k: 1, s: 0 },
      { e: "completed", el: "start", k: 1, s: 0 },
      { e: "taken", el: "f1", s: 0 },
      { e: "activated", el: "register", k: 2, s: 0 },
      { e: "variable", s: 0, name: "subject", value: "道路积水" },
    ],
  },
  {
    events: [
      { e: "variable", s: 0, name: "subject", value: "道路积水" },
      { e: "variable", s: 0, name: "level", value: 2 },
      { e: "completed", el: "register", k: 2, s: 0 },
      { e: "taken", el: "f2", s: 0 },
      { e: "activated", el: "opinion", k: 3, s: 0 },
      { e: "activated", el: "opinion", k: 4, s: 0 },
    ],
  },
  { events: [{ e: "cancelled", el: "opinion", k: 3, s: 0 }] },
];

test("before the first step nothing has happened", () => {
  const view = new Replay(steps).at(0);
  assert.deepEqual([view.active, view.done, view.taken, view.step], [{}, {}, {}, null]);
});

test("two tokens on one element are counted", () => {
  const view = new Replay(steps).at(2);
  assert.deepEqual(view.active, { opinion: 2 });
  assert.deepEqual(view.done, { start: 1, register: 1 });
  assert.deepEqual(view.taken, { f1: 1, f2: 1 });
});

test("a cancelled element leaves the active ones and is told as cancelled, not as done", () => {
  const view = new Replay(steps).at(3);
  assert.deepEqual(view.active, { opinion: 1 });
  assert.deepEqual(view.cancelled, { opinion: 1 });
  assert.equal(view.done.opinion, undefined);
});

test("only values that really changed are marked, with the value before", () => {
  const marked = new Replay(steps).at(2).variables.filter(({ changed }) => changed);
  assert.deepEqual(
    marked.map(({ name, isNew, before }) => [name, isNew, before]),
    [["level", true, undefined]],
  );
});

test("a multi-instance activity counts its instances, not the body, and takes its variables along", () => {
  const many = [
    {
      events: [
        { e: "activated", el: "opinion", k: 5, s: 0 },
        { e: "activated", el: "opinion", k: 6, s: 5 },
        { e: "variable", s: 6, name: "dept", value: "规划" },
        { e: "activated", el: "opinion", k: 7, s: 5 },
      ],
    },
    { events: [{ e: "completed", el: "opinion", k: 6, s: 5 }] },
    { events: [{ e: "completed", el: "opinion", k: 7, s: 5 }, { e: "completed", el: "opinion", k: 5, s: 0 }] },
  ];
  const replay = new Replay(many);
  assert.deepEqual(replay.at(1).active, { opinion: 2 });
  assert.deepEqual(replay.at(1).variables.map(({ name }) => name), ["dept"]);
  assert.deepEqual(replay.at(2).variables, []);
  assert.deepEqual([replay.at(3).active, replay.at(3).done], [{}, { opinion: 2 }]);
});

test("nothing is active once the case has ended", () => {
  const ended = [...steps, { events: [{ e: "instance_cancelled" }] }];
  assert.deepEqual(new Replay(ended).at(4).active, {});
});

test("any stride gives the same views", () => {
  const many = Array.from({ length: 7 }, (_, n) => ({
    events: [{ e: "variable", s: 0, name: "round", value: n }, { e: "taken", el: "loop", s: 0 }],
  }));
  for (let count = 0; count <= 7; count += 1) {
    assert.deepEqual(new Replay(many, 2).at(count), new Replay(many, 50).at(count));
  }
});
