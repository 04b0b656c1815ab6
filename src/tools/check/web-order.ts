import type { Finding, Source } from "./sources.ts";

/**
 * The folders of the web app from the ground up: each may import those before it and, on its line, its
 * neighbours. "." stands for the files beside the folders.
 */
const ORDER: readonly (readonly string[])[] = [
  [".", "styles", "service-worker"],
  ["state"],
  ["language"],
  ["primitives"],
  ["emoji", "files", "markdown", "people", "requests", "sign-in"],
  ["notifications"],
  ["composer"],
  ["message"],
  ["timeline"],
  ["rooms"],
  ["search"],
  ["settings"],
  ["room"],
  ["admin"],
  ["shell"],
  ["offline"],
];

/** The files that put the app together are above all folders. */
const TOP = ["src/web/main.tsx", "src/web/app.tsx", "src/web/vite.config.ts"];

/** Finds imports from a folder of the web app to one above it. */
export function checkWebOrder(sources: readonly Source[]): Finding[] {
  const found: Finding[] = [];
  for (const { path, imports } of sources.filter((source) => isWeb(source.path))) {
    const own = levelOf(path);
    if (own === undefined) {
      found.push({
        rule: "Each folder of src/web has its place in src/tools/check/web-order.ts",
        place: path,
      });
      continue;
    }
    for (const { target, line } of imports.filter((each) => isWeb(each.target))) {
      if ((levelOf(target) ?? 0) <= own) continue;
      found.push({
        rule: `In src/web a folder imports only those before it: ${ORDER.flat().join(", ")}`,
        place: `${path}:${line}`,
        what: `imports ${target}`,
      });
    }
  }
  return found;
}

const isWeb = (path: string): boolean => path.startsWith("src/web/") && /\.tsx?$/.test(path);

function levelOf(path: string): number | undefined {
  if (TOP.includes(path)) return ORDER.length;
  const [, , first = "", ...rest] = path.split("/");
  const level = ORDER.findIndex((folders) => folders.includes(rest.length === 0 ? "." : first));
  return level < 0 ? undefined : level;
}
