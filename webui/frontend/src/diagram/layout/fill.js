// Draws what is not drawn yet, around what is: nothing that is there moves or changes.
import { lacking } from "../links.js";
import { DI, all, id, plain } from "../planes.js";
import { blocks, membersOf } from "./blocks.js";
import { connect } from "./connect.js";
import { place } from "./frames.js";
import { grown, spanOf } from "./ground.js";
import { moved, readPlane, shape } from "./ink.js";
import { settleNames } from "./names.js";
import { Sheet } from "./sheet.js";
import { seat, spot } from "./spots.js";
import { measure } from "./text.js";

const GROUP = { width: 160, height: 100, around: 18 }; // pixels

/** Completes the planes of a document; `fresh` are the pens of those that have just been drawn. */
export function fill(document, fresh) {
  const elements = new Map(all(document, "*").filter((one) => one.hasAttribute("id")).map((one) => [id(one), one]));
  const planes = [...document.getElementsByTagNameNS(DI, "BPMNPlane")];
  const sheets = planes.map((plane) => new Sheet(fresh.find((pens) => pens.plane === plane) ?? readPlane(document, plane), elements));
  const holding = (name) => sheets.find(({ pens }) => pens.boxes.has(name) || pens.lines.has(name));
  const lacks = lacking(document);
  for (const [scope, missing] of Map.groupBy(lacks.shapes.filter((one) => one.localName !== "participant"), (one) => one.parentElement)) {
    const sheet = sheetOf(scope, sheets, holding);
    if (sheet) addShapes(sheet, scope, missing, elements);
  }
  const order = [...lacks.lines].sort((a, b) => Number(a.soft) - Number(b.soft));
  for (const link of order) {
    const sheet = holding(link.source);
    if (sheet && sheet === holding(link.target)) connect(sheet, link);
  }
  for (const { pens, ground } of sheets) settleNames(pens, ground);
}

/** The plane in which the others of a scope are drawn, or the frame of the scope, or that is the scope's own. */
function sheetOf(scope, sheets, holding) {
  const beside = [...scope.children].map((one) => one.hasAttribute("id") && holding(id(one))).find(Boolean);
  const pool = [...(sheets[0]?.elements.values() ?? [])].find((one) => one.localName === "participant" && plain(one.getAttribute("processRef")) === id(scope));
  const around = [scope, pool].filter(Boolean).map((one) => holding(id(one))).find((sheet, index) => sheet && (index || sheet.isOpen(scope)));
  return beside || around || sheets.find(({ pens }) => plain(pens.plane.getAttribute("bpmnElement")) === id(scope));
}

function addShapes(sheet, scope, missing, elements) {
  const { pens } = sheet;
  const groups = missing.filter((one) => one.localName === "group");
  const parts = blocks(missing.filter((one) => !groups.includes(one)), scope, pens.boxes);
  for (const { ids, host, near } of parts) {
    if (host) {
      const [event] = ids;
      const box = seat(pens.boxes.get(host), sheet.ground);
      const name = measure(elements.get(event).getAttribute("name"));
      shape(pens, event, box, { label: name && { ...name, x: box.x + box.width + 2, y: box.y + box.height / 2 + 3 } });
    } else {
      const placed = place(scope, new Set(), ids);
      const at = spot(sheet, placed, near, around(sheet, scope, ids));
      placed.write(pens, at.x, at.y);
    }
    sheet.look();
  }
  for (const group of groups) addGroup(sheet, scope, group);
}

/** The frames that what is added to a scope may stand in: its own, its pool, a lane. */
function around(sheet, scope, ids) {
  const { pens, elements } = sheet;
  const pool = [...elements.values()].find((one) => one.localName === "participant" && plain(one.getAttribute("processRef")) === id(scope));
  const refers = (lane) => [...lane.children].some((one) => one.localName === "flowNodeRef" && ids.has(plain(one.textContent)));
  const lane = all(scope, "lane").filter((one) => refers(one)).at(-1);
  return [lane, pool, scope].filter((one) => one && pens.boxes.has(id(one))).map((one) => pens.boxes.get(id(one)));
}

/** A frame around what is in its category, or an empty one beside all else; its name stands over it. */
function addGroup(sheet, scope, group) {
  const { pens } = sheet;
  const { value, members } = membersOf(group, sheet.elements);
  const boxes = members.map((one) => pens.boxes.get(id(one))).filter(Boolean);
  const whole = boxes.length ? grown(spanOf(boxes.flatMap(({ x, y, width, height }) => [{ x, y }, { x: x + width, y: y + height }])), GROUP.around) : null;
  const text = measure(value);
  const size = { width: GROUP.width, height: GROUP.height + (text ? text.height + 4 : 0) };
  const box = whole ?? { ...GROUP, ...moved(spot(sheet, size, null, around(sheet, scope, new Set())), 0, size.height - GROUP.height) };
  const kept = { x: box.x, y: box.y, width: box.width, height: box.height };
  shape(pens, id(group), kept, { label: text && { ...text, x: Math.round(box.x + box.width / 2 - text.width / 2), y: box.y - text.height - 4 } });
  sheet.look();
}
