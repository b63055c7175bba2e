// The reader of BPMN in bpmn-js drops every element whose id has a letter beyond ASCII, though XML allows it and
// the engine runs it. This lets such ids in. A pattern that is not found any more breaks the build.
const ASCII = "/^([a-z][\\w-.]*:)?[a-z_][\\w-.]*$/i";
const UNICODE = "/^(\\p{L}[\\p{L}\\p{M}\\p{N}_.\\-]*:)?[\\p{L}_][\\p{L}\\p{M}\\p{N}_.\\-]*$/u";

/** The plugin for Vite. */
export function unicodeIds() {
  let found = false;
  return {
    name: "unicode-ids",
    transform(code, id) {
      if (!id.includes("/moddle-xml/") || !code.includes(ASCII)) return null;
      found = true;
      return { code: code.replaceAll(ASCII, UNICODE), map: null };
    },
    buildEnd(error) {
      if (!error && !found) this.error("moddle-xml has no longer the pattern of ids that plugins/unicode-ids.js replaces");
    },
  };
}
