// Bundles the front end into webui/static/dist: four entries, hashed names, one manifest; nothing from a CDN.
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { defineConfig } from "vite";

import { formTexts } from "./plugins/form-texts.js";
import { unicodeIds } from "./plugins/unicode-ids.js";

const here = dirname(fileURLToPath(import.meta.url));
const entries = ["app", "diagram", "form", "replay"];

export default defineConfig({
  root: here,
  base: "./",
  publicDir: false,
  plugins: [formTexts(), unicodeIds()],
  build: {
    outDir: resolve(here, "../static/dist"),
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    assetsInlineLimit: 4096,
    chunkSizeWarningLimit: 900,
    modulePreload: { polyfill: false },
    rollupOptions: {
      checks: { eval: false }, // htmx has one, which allowEval: false keeps closed
      input: Object.fromEntries(entries.map((name) => [name, resolve(here, `src/${name}.js`)])),
    },
  },
});
