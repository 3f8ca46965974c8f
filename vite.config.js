// Builds the few files that the pages load. The names stay fixed: Django hashes them when it collects.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vite";

const assets = resolve(import.meta.dirname, "fenbo/look/assets");
const entries = { site: "site.js", worker: "worker.js", charts: "charts.js", phone: "phone.js", screen: "screen.js", wall: "css/screen.css", style: "site.css" };

export default defineConfig({
  root: assets,
  base: "./",
  publicDir: false,
  build: {
    outDir: resolve(import.meta.dirname, "fenbo/look/static/built"),
    emptyOutDir: true,
    target: "es2020",
    modulePreload: false,
    // The charts are the one large file: only pages that draw one load it (tests/website/test_budget.py). Vite warns
    // again when it grows beyond what it has today.
    chunkSizeWarningLimit: 560,
    license: { fileName: "licences.md" },
    rolldownOptions: {
      // htmx can evaluate text; our content security policy refuses it, and the page switches it off.
      checks: { eval: false },
      input: Object.fromEntries(
        Object.entries(entries)
          .map(([name, file]) => [name, resolve(assets, file)])
          .filter(([, path]) => existsSync(path)),
      ),
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: ({ names }) => (names.includes("style.css") ? "site.css" : "[name][extname]"),
      },
    },
  },
});
