import assert from "node:assert/strict";
import test from "node:test";

globalThis.document = { documentElement: { lang: "zh-CN" } };
const { pause } = await import("./player.js");
const { gapText } = await import("./step.js");
const { timeText } = await import("../app/local-time.js");

const steps = ["2026-01-05T01:00:00Z", "2026-01-05T01:00:02Z", "2026-02-05T01:00:00Z"].map((at) => ({ at }));

test("at an even pace every step takes a second", () => {
  assert.deepEqual([0, 1, 2].map((count) => pause(steps, count, "even")), [1000, 1000, 1000]);
});

test("shortened pauses keep their order and stay under three seconds", () => {
  const [short, long] = [pause(steps, 1, "real"), pause(steps, 2, "real")];
  assert.ok(short < long && long <= 3000, `${short} ${long}`);
});

test("a pause is told in its two largest units", () => {
  assert.equal(gapText("2026-01-05T01:00:00Z", "2026-01-08T05:30:00Z"), "3 天 4 小时");
  assert.equal(gapText("2026-01-05T01:00:00Z", "2026-01-05T01:00:00Z"), "0 秒");
});

test("times are those of the office, whatever the computer's zone", () => {
  assert.equal(timeText(new Date("2026-01-05T16:30:00Z")), "2026-01-06 00:30");
  assert.equal(timeText(new Date("2026-01-05T16:30:00Z"), "date"), "2026-01-06");
});
