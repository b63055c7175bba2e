// Fingers on a diagram: sideways drags pan it (up and down still scroll the page), two fingers zoom and pan it.
// Full screen, every direction pans.

export function touchPan(element, canvas) {
  const fingers = new Map();

  const distance = () => {
    const [a, b] = [...fingers.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  };

  const middle = () => {
    const [a, b] = [...fingers.values()];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  element.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const [apart, centre] = fingers.size === 2 ? [distance(), middle()] : [0, null];
    const now = { x: event.clientX, y: event.clientY };
    fingers.set(event.pointerId, now);
    if (fingers.size === 1) {
      canvas.scroll({ dx: now.x - before.x, dy: now.y - before.y });
    } else if (fingers.size === 2 && apart > 0) {
      const box = element.getBoundingClientRect();
      const at = middle();
      canvas.scroll({ dx: at.x - centre.x, dy: at.y - centre.y });
      const scale = Math.min(Math.max((canvas.zoom() * distance()) / apart, 0.2), 3);
      canvas.zoom(scale, { x: at.x - box.left, y: at.y - box.top });
    }
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    element.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }
}
