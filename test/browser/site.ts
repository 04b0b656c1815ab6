import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";

/** The built app on a server of its own, where another version can be put in its place. */
export interface Site {
  readonly url: string;
  /** The address of the rooms' chunk of the first version. */
  readonly shell: string;
  /** A next version: the page has another title, and no file of the old one is left. */
  readonly deploy: () => Promise<void>;
  /** Requests that have been taken in and never get an answer, unless they are given up. */
  readonly swallowed: ReadonlySet<ServerResponse>;
  /** From now on, swallows such requests. */
  swallow: (which: (request: IncomingMessage) => boolean) => void;
  /** The addresses the service worker has asked for, answered or not. */
  readonly fetched: string[];
  readonly close: () => Promise<void>;
}

const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};

/** `fileMax_ms`: how long the service worker waits for a file. */
export async function serveBuild({ fileMax_ms = 30_000 } = {}): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "parlor-site-"));
  cpSync("dist/web", folder, { recursive: true });
  const read = (path: string) => readFileSync(join(folder, path));
  const worker = `${read("sw.js")}`.replace(/FILE_MAX_MS=\d+/, `FILE_MAX_MS=${fileMax_ms}`);
  writeFileSync(join(folder, "sw.js"), worker);
  let swallows = (_: IncomingMessage): boolean => false;
  const swallowed = new Set<ServerResponse>();
  const fetched: string[] = [];
  const server = createServer((request, response) => {
    const { url = "/" } = request;
    if (isOfWorker(request)) fetched.push(url);
    if (swallows(request)) {
      swallowed.add(response);
      return void response.on("close", () => swallowed.delete(response));
    }
    if (url.startsWith("/api/"))
      return void response.writeHead(401, { "content-type": "application/json" }).end(SIGNED_OUT);
    const type = types[extname(url)];
    try {
      const body = read(type === undefined ? "index.html" : url);
      response.writeHead(200, { "content-type": type ?? "text/html", vary: "Origin" }).end(body);
    } catch {
      response.writeHead(200, { "content-type": "text/html" }).end(read("index.html"));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const shell = readdirSync(join(folder, "assets")).find((name) => /^shell-.*\.js$/.test(name));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    shell: `/assets/${shell}`,
    swallowed,
    fetched,
    swallow(which) {
      swallows = which;
    },
    async deploy() {
      const assets = readdirSync(join(folder, "assets"));
      const next = (text: string) => assets.reduce((all, name) => all.replaceAll(name, renamed(name)), text);
      for (const name of assets) {
        if (/\.(js|css)$/.test(name))
          writeFileSync(join(folder, "assets", name), next(`${read(`assets/${name}`)}`));
        renameSync(join(folder, "assets", name), join(folder, "assets", renamed(name)));
      }
      const page = next(`${read("index.html")}`).replace(
        "<title>Parlor<",
        "<title>Parlor, the next version<",
      );
      writeFileSync(join(folder, "index.html"), page);
      writeFileSync(
        join(folder, "sw.js"),
        next(`${read("sw.js")}`).replace(/VERSION="\w+"/, 'VERSION="next"'),
      );
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}

/** Whether the service worker asks for a file; a page asks for scripts, styles and fonts as such. */
export const isOfWorker = ({ url = "/", headers }: IncomingMessage): boolean =>
  headers["sec-fetch-dest"] === "empty" && !url.startsWith("/api/");

const renamed = (name: string): string => name.replace(/-([\w-]{8})\./, "-next$1.");

const SIGNED_OUT = JSON.stringify({
  error: { code: "unauthenticated", message: "Sign in first.", request_id: "1" },
});
