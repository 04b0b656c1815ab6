import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [solid()],
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    // Browsers with light-dark(): since May 2024 all of them.
    target: ["chrome123", "firefox120", "safari17.5"],
    // The content security policy knows no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": { target: "http://localhost:8787", ws: true } } },
});
