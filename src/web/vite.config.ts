import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin, type Rolldown } from "vite";
import solid from "vite-plugin-solid";
import { emojiData } from "./emoji/emoji-rows.ts";

const WORKER = "service-worker";
/**
 * Milliseconds the service worker waits for a file. It fetches two at a time, and the two largest (31 and 37
 * kB compressed) arrive within this time at 20 kbit/s. Nobody reads a chat on a slower line.
 */
const FILE_MAX_MS = 30_000;
/**
 * Two files contain what each start needs: one for the page and one for the rooms. When they are read from
 * the device, files cost more by their number than by their size. `main.tsx` itself is not in the first,
 * because it awaits things (a language, for example), and whatever waits for the same file would wait for
 * those too.
 */
const STARTS = { app: file("main.tsx"), shell: file("shell/shell.tsx") };
const publicFolder = fileURLToPath(new URL("public", import.meta.url));

const starts = together(STARTS);

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [solid(), emojiData(), withoutReference(), starts.plugin, firstPaint(), serviceWorker()],
  css: { modules: { generateScopedName: scopedName } },
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    // Browsers with light-dark(), which all have had since May 2024.
    target: ["chrome123", "firefox120", "safari17.5"],
    // The content security policy does not allow data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: file("index.html"), [WORKER]: file("service-worker/worker.ts") },
      output: {
        codeSplitting: { groups: [{ name: starts.chunkOf, debugName: "starts" }] },
        entryFileNames: ({ name }) => (name === WORKER ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
});

function file(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** Names a class after its style sheet and itself, so that it can be found in the source. */
function scopedName(name: string, path: string): string {
  const sheet = basename(path).replace(/\.module\.css.*$/, "");
  return `${sheet}_${name}`;
}

/** Leaves out what endpoints and actions say of themselves in the server's reference. The app does not read it. */
function withoutReference(): Plugin {
  const told = /^ *(?:summary:\s*(?:"(?:[^"\\]|\\.)*"|`[^`]*`)|refusals: \[[^\]]*\]),$/gm;
  return {
    name: "parlor-without-reference",
    apply: "build",
    transform: {
      order: "pre",
      filter: { id: /\/protocol\/(?:endpoints|actions)\/[^/]+\.ts$/ },
      handler: (code) => code.replace(told, ""),
    },
  };
}

/**
 * Puts each of these modules with everything it imports into a chunk of that name. A module that several
 * import belongs to the first.
 */
function together(roots: Readonly<Record<string, string>>) {
  const chunks = new Map<string, string | null>();
  const plugin: Plugin = {
    name: "parlor-starts",
    apply: "build",
    buildEnd() {
      chunks.clear();
      for (const [name, root] of Object.entries(roots)) {
        const open = [root];
        for (let id = open.pop(); id !== undefined; id = open.pop()) {
          if (chunks.has(id)) continue;
          chunks.set(id, name);
          open.push(...(this.getModuleInfo(id)?.importedIds ?? []));
        }
      }
      chunks.set(STARTS.app, null);
    },
  };
  return { plugin, chunkOf: (id: string) => chunks.get(id) ?? null };
}

/**
 * Inlines into the page what its first paint waits for and what is small: the script that sets the theme, and
 * the style sheet. On a slow line, a file of its own takes longer than its content. The headers of the assets
 * allow both by their hash.
 */
function firstPaint(): Plugin {
  const script = readFileSync(file("theme.js"), "utf8");
  return {
    name: "parlor-first-paint",
    transformIndexHtml: () => [{ tag: "script", children: script, injectTo: "head-prepend" }],
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const page = bundle["index.html"];
        if (page?.type !== "asset") return this.error("There is no page.");
        let style = "";
        // The link stays, but disabled: the loader of chunks takes a style sheet that has a link for loaded.
        page.source = String(page.source).replace(/<link rel="stylesheet".* href="\/(.+)">/, (link, name) => {
          style = String((bundle[name] as Rolldown.OutputAsset).source);
          delete bundle[name];
          return `<style>${style}</style>\n    ${link.replace("<link", "<link disabled")}`;
        });
        const source = readFileSync(file("headers.txt"), "utf8")
          .replace("FIRST_SCRIPT", allowed(script))
          .replace("FIRST_STYLE", allowed(style));
        this.emitFile({ type: "asset", fileName: "_headers", source });
      },
    },
  };
}

/** How a content security policy names this exact text. */
const allowed = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Tells the service worker which files belong to this build. Its version is the hash of all of them. */
function serviceWorker(): Plugin {
  return {
    name: "parlor-service-worker",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const hash = createHash("sha256");
        const files: string[] = [];
        for (const [name, output] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1))) {
          hash.update(name).update(output.type === "chunk" ? output.code : output.source);
          if (!NOT_FETCHED.has(name) && !isForOthers(name, output)) files.push(`/${name}`);
        }
        for (const { name, path } of publicFiles()) {
          hash.update(name).update(readFileSync(path));
          files.push(`/${name}`);
        }
        const worker = bundle["sw.js"];
        if (worker?.type !== "chunk") return this.error("There is no service worker.");
        if (worker.imports.length > 0) return this.error("The service worker must not import anything.");
        const version = hash.digest("hex").slice(0, 16);
        // The page comes last: a cache that has it has everything.
        const told = `FILES=${JSON.stringify([...files, "/"])},VERSION="${version}",FILE_MAX_MS=${FILE_MAX_MS}`;
        worker.code = `const ${told};\n${worker.code}`;
      },
    },
  };
}

/** The worker itself, what it knows as "/", and what no page requests. */
const NOT_FETCHED = new Set(["sw.js", "index.html", "_headers"]);

/** The worker keeps fonts of other scripts, emoji and the grammars of code only once they are needed. */
const isForOthers = (name: string, output: Rolldown.OutputAsset | Rolldown.OutputChunk): boolean =>
  (name.endsWith(".woff2") && !/-latin-wght-/.test(name)) ||
  (output.type === "chunk" &&
    /^\0virtual:emoji-|highlight\.js\/.+\/languages\//.test(output.facadeModuleId ?? ""));

const publicFiles = () =>
  readdirSync(publicFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort()
    .map((path) => ({ path, name: path.slice(publicFolder.length + 1) }));
