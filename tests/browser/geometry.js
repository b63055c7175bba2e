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
  const covers = (shape, row) => {
    const area = box(shape);
    if (apart(row, area)) return false;
    const [x, y] = [(area.left + area.right) / 2, (area.top + area.bottom) / 2];
    const dx = Math.abs(Math.min(Math.max(x, row.left + SLACK), row.right - SLACK) - x) / (area.width / 2);
    const dy = Math.abs(Math.min(Math.max(y, row.top + SLACK), row.bottom - SLACK) - y) / (area.height / 2);
    if (shape.tagName === "polygon") return dx + dy < 1;
    return shape.tagName !== "circle" || dx * dx + dy * dy < 1;
  };
  const points = (path) => {
    const found = [];
    for (let at = 0; at <= path.getTotalLength(); at += 2) found.push(path.getPointAtLength(at).matrixTransform(path.getScreenCTM()));
    return found;
  };

  const all = [...document.querySelectorAll(".djs-shape")].filter((one) => one.getClientRects().length);
  const drawn = all.filter((one) => !isLabel(one));
  const body = (one) => one.querySelector(".djs-visual > :first-child");
  const [open, solid] = [drawn.filter(isFrame), drawn.filter((one) => !isFrame(one))];
  const named = all.filter((one) => isLabel(one) || isFrame(one)).flatMap((one) => [...one.querySelectorAll(".djs-visual text")]);
  const texts = named.map((text) => ({ id: id(text), rows: rows(text) }));
  const lines = [...document.querySelectorAll(".djs-connection .djs-visual > path")].map((path) => ({ id: id(path), points: points(path) }));
  const over = [];
  texts.forEach((text, at) => {
    const some = (test) => text.rows.some(test);
    for (const other of texts.slice(at + 1)) if (some((row) => other.rows.some((one) => !apart(row, one)))) over.push(["name/name", text.id, other.id]);
    for (const shape of solid) if (id(shape) !== text.id && some((row) => covers(body(shape), row))) over.push(["name/shape", text.id, id(shape)]);
    for (const line of lines) if (some((row) => line.points.some((point) => inside(point, row)))) over.push(["name/line", text.id, line.id]);
    for (const frame of open.filter((one) => id(one) !== text.id)) {
      const area = box(body(frame));
      const within = (row) => row.left >= area.left - SLACK && row.right <= area.right + SLACK && row.top >= area.top - SLACK && row.bottom <= area.bottom + SLACK;
      if (some((row) => !apart(row, area) && !within(row))) over.push(["name/frame", text.id, id(frame)]);
    }
  });
  for (const line of lines) {
    for (const shape of solid) {
      const area = box(body(shape));
      const near = { left: area.left - 5, right: area.right + 5, top: area.top - 5, bottom: area.bottom + 5 };
      if (inside(line.points[0], near) || inside(line.points.at(-1), near)) continue;
      if (line.points.some((point) => inside(point, area))) over.push(["line/shape", line.id, id(shape)]);
    }
  }
  return { over, names: texts.length, shapes: drawn.length, lines: lines.length };
}
