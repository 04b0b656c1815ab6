import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
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

export async function serveBuild(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "parlor-site-"));
  cpSync("dist/web", folder, { recursive: true });
  const read = (path: string) => readFileSync(join(folder, path));
  const server = createServer(({ url = "/" }, response) => {
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

const renamed = (name: string): string => name.replace(/-([\w-]{8})\./, "-next$1.");

const SIGNED_OUT = JSON.stringify({
  error: { code: "unauthenticated", message: "Sign in first.", request_id: "1" },
});
