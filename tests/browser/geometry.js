// What of an opened diagram lies over something else: [[kind, id, id]]. `frames`: ids of pools, lanes and groups.
(frames) => {
  const SLACK = 1.5; // pixels
  const box = (one) => one.getBoundingClientRect();
  const apart = (a, b) =>
    a.left >= b.right - SLACK || b.left >= a.right - SLACK || a.top >= b.bottom - SLACK || b.top >= a.bottom - SLACK;
  const inside = (point, area) =>
    point.x > area.left + SLACK && point.x < area.right - SLACK && point.y > area.top + SLACK && point.y < area.bottom - SLACK;
  const id = (one) => one.closest(".djs-element").dataset.elementId;
  const isLabel = (one) => id(one).endsWith("_label");
  const isFrame = (one) => one.classList.contains("is-frame") || frames.includes(id(one));

  /** The lines of a text, each as high as its letters. */
  const rows = (text) =>
    [...text.querySelectorAll("tspan")].filter((one) => one.textContent.trim()).map((one) => {
      const { left, right, top, bottom } = box(one);
      const cut = Math.max(0, (bottom - top - parseFloat(getComputedStyle(one).fontSize)) / 2);
      return { left, right, top: top + cut, bottom: bottom - cut };
    });
  /** Does a row lie on a shape? Of gateways and events the corners are free. */
  const covers = ({ kind, area }, row) => {
    if (apart(row, area)) return false;
    const [x, y] = [(area.left + area.right) / 2, (area.top + area.bottom) / 2];
    const dx = Math.abs(Math.min(Math.max(x, row.left + SLACK), row.right - SLACK) - x) / (area.width / 2);
    const dy = Math.abs(Math.min(Math.max(y, row.top + SLACK), row.bottom - SLACK) - y) / (area.height / 2);
    if (kind === "polygon") return dx + dy < 1;
    return kind !== "circle" || dx * dx + dy * dy < 1;
  };
  /** Points of a line on the screen, two pixels apart; its round corners count as sharp ones. */
  const points = (path) => {
    const matrix = path.getScreenCTM();
    const numbers = path.getAttribute("d").match(/-?[\d.]+(e-?\d+)?/g).map(Number);
    const corners = [];
    for (let at = 0; at + 1 < numbers.length; at += 2)
      corners.push({ x: matrix.a * numbers[at] + matrix.e, y: matrix.d * numbers[at + 1] + matrix.f });
    return corners.slice(1).flatMap((b, index) => {
      const a = corners[index];
      const steps = Math.max(Math.ceil(Math.hypot(b.x - a.x, b.y - a.y) / 2), 1);
      return Array.from({ length: steps + 1 }, (_, step) => ({ x: a.x + ((b.x - a.x) * step) / steps, y: a.y + ((b.y - a.y) * step) / steps }));
    });
  };

  const all = [...document.querySelectorAll(".djs-shape")].filter((one) => one.getClientRects().length);
  const drawn = all.filter((one) => !isLabel(one));
  const body = (one) => {
    const visual = one.querySelector(".djs-visual > :first-child");
    return { id: id(one), kind: visual.tagName, area: box(visual) };
  };
  const [open, solid] = [drawn.filter(isFrame).map(body), drawn.filter((one) => !isFrame(one)).map(body)];
  const named = all.filter((one) => isLabel(one) || isFrame(one)).flatMap((one) => [...one.querySelectorAll(".djs-visual text")]);
  const texts = named.map((text) => ({ id: id(text), rows: rows(text) }));
  const lines = [...document.querySelectorAll(".djs-connection .djs-visual > path")].map((path) => ({ id: id(path), points: points(path) }));
  const over = [];
  texts.forEach((text, at) => {
    const some = (test) => text.rows.some(test);
    for (const other of texts.slice(at + 1)) if (some((row) => other.rows.some((one) => !apart(row, one)))) over.push(["name/name", text.id, other.id]);
    for (const shape of solid) if (shape.id !== text.id && some((row) => covers(shape, row))) over.push(["name/shape", text.id, shape.id]);
    for (const line of lines) if (some((row) => line.points.some((point) => inside(point, row)))) over.push(["name/line", text.id, line.id]);
    for (const { id: frame, area } of open.filter((one) => one.id !== text.id)) {
      const within = (row) => row.left >= area.left - SLACK && row.right <= area.right + SLACK && row.top >= area.top - SLACK && row.bottom <= area.bottom + SLACK;
      if (some((row) => !apart(row, area) && !within(row))) over.push(["name/frame", text.id, frame]);
    }
  });
  for (const line of lines) {
    for (const { id: shape, area } of solid) {
      const near = { left: area.left - 5, right: area.right + 5, top: area.top - 5, bottom: area.bottom + 5 };
      if (inside(line.points[0], near) || inside(line.points.at(-1), near)) continue;
      if (line.points.some((point) => inside(point, area))) over.push(["line/shape", line.id, shape]);
    }
  }
  return { over, names: texts.length, shapes: drawn.length, lines: lines.length };
}
