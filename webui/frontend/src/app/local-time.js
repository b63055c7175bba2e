// <time datetime data-local="datetime|date|time|relative"> in the offices' own time, whatever the computer's zone.
import { isChinese, say } from "./language.js";

const ZONE = "Asia/Shanghai";
const UNITS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

const parts = (date) =>
  Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", {
      timeZone: ZONE,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    })
      .formatToParts(date)
      .map(({ type, value }) => [type, value]),
  );

function relative(date, now) {
  const seconds = (date - now) / 1000;
  const format = new Intl.RelativeTimeFormat(isChinese() ? "zh-CN" : "en", { numeric: "auto" });
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
  }
  return say("刚刚", "just now");
}

/** The text of a point in time in the way that `style` names. */
export function timeText(date, style = "datetime", now = Date.now()) {
  const { year, month, day, hour, minute, second } = parts(date);
  if (style === "date") return `${year}-${month}-${day}`;
  if (style === "time") return `${hour}:${minute}`;
  if (style === "seconds") return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
  if (style === "relative") return relative(date, now);
  return `${year}-${month}-${day} ${hour}:${minute}`;
}

export function localTimes(root) {
  for (const element of root.querySelectorAll("time[data-local]")) {
    const date = new Date(element.dateTime);
    if (Number.isNaN(date.getTime())) continue;
    element.textContent = timeText(date, element.dataset.local || "datetime");
    if (!element.title) element.title = timeText(date, "seconds");
  }
}
