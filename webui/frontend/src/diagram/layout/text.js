// How much room a text takes in the diagram; the viewer breaks names beside a shape at 90 pixels.

const WRAP = 90; // pixels
const LINE = 14;

/** {width, height} of a text of 11 pixels that is broken at `wrap`; null for an empty one. */
export function measure(text, wrap = WRAP) {
  const words = (text ?? "").trim();
  if (!words) return null;
  const lines = words.split("\n").map((line) => [...line].reduce((sum, sign) => sum + (sign.codePointAt(0) > 0x2e7f ? 11.5 : 6.2), 0));
  const rows = lines.reduce((sum, width) => sum + Math.max(1, Math.ceil((width * 1.05) / wrap)), 0);
  return { width: Math.ceil(Math.min(Math.max(...lines) + 4, wrap)), height: rows * LINE };
}
