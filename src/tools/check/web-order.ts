import type { Finding, Source } from "./sources.ts";

/**
 * The folders of the web app from the ground up: each may import those before it and, on its line, its
 * neighbours. "." stands for the files beside the folders.
 */
const ORDER: readonly (readonly string[])[] = [
  [".", "language", "styles", "service-worker"],
  ["elements"],
  ["emoji", "entrance", "markdown"],
  ["composer"],
  ["notifications"],
  ["rooms"],
  ["timeline"],
  ["settings"],
  ["room"],
  ["shell"],
  ["offline"],
];

/** What puts the app together stands above all folders. */
const TOP = ["src/web/main.tsx", "src/web/app.tsx", "src/web/vite.config.ts"];

/** Arrows upward that are still there, as "file → file". None may be added, and one that is gone has to go here too. */
const STILL_UPWARD: readonly string[] = [
  "src/web/markdown/blocks.tsx → src/web/timeline/text.ts",
  "src/web/notifications/news.ts → src/web/rooms/calling.ts",
  "src/web/room/panel.tsx → src/web/shell/swipe.ts",
  "src/web/room/room-view.tsx → src/web/shell/swipe.ts",
];

/** Imports that go from a folder of the web app to one above it. */
export function checkWebOrder(sources: readonly Source[]): Finding[] {
  const found: Finding[] = [];
  const upward = new Set<string>();
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
      const arrow = `${path} → ${target}`;
      upward.add(arrow);
      if (!STILL_UPWARD.includes(arrow))
        found.push({
          rule: `In src/web a folder imports only those before it: ${ORDER.flat().join(", ")}`,
          place: `${path}:${line}`,
          what: `imports ${target}`,
        });
    }
  }
  for (const arrow of STILL_UPWARD.filter((each) => !upward.has(each)))
    found.push({ rule: "STILL_UPWARD of web-order.ts names only what is there", place: arrow });
  return found;
}

const isWeb = (path: string): boolean => path.startsWith("src/web/") && /\.tsx?$/.test(path);

function levelOf(path: string): number | undefined {
  if (TOP.includes(path)) return ORDER.length;
  const [, , first = "", ...rest] = path.split("/");
  const level = ORDER.findIndex((folders) => folders.includes(rest.length === 0 ? "." : first));
  return level < 0 ? undefined : level;
}
