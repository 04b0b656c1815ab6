/**
 * Opens the app without a network. It keeps one build, complete, and answers with that build until a
 * person asks for the next one, so a page never runs with half of another version. What the server
 * says (`/api`) and sockets pass by it.
 */

declare const self: ServiceWorkerGlobalScope;
/** The build puts both in front of this file: what belongs to it, and the hash of all of that. */
declare const FILES: readonly string[];
declare const VERSION: string;

const PREFIX = "parlor ";
const NAME = PREFIX + VERSION;
/** Any address of the app is this page. */
const PAGE = "/";
/** Servers vary by Origin, and a page asks for the same file with one and without. */
const SAME = { ignoreVary: true };

const isHashed = (path: string): boolean => path.startsWith("/assets/");
const isOurs = (path: string): boolean => !path.startsWith("/api/") && !path.startsWith("/.well-known/");

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => {
  if (event.data === "activate") event.waitUntil(self.skipWaiting());
});
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin || !isOurs(pathname)) return;
  const isPage = mode === "navigate" && !FILES.includes(pathname);
  event.respondWith(isPage ? answer(PAGE) : answer(pathname));
});

/** All or nothing: where one file does not come, this version is not installed. */
async function fill(): Promise<void> {
  const cache = await caches.open(NAME);
  const keep = async (path: string) => {
    const known = isHashed(path) ? await caches.match(path, SAME) : undefined;
    await cache.put(path, known ?? (await load(path)));
  };
  await Promise.all(FILES.map(keep));
}

async function takeOver(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  // Tabs of the version before may be open, and still load parts of it.
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(path: string): Promise<Response> {
  const cache = await caches.open(NAME);
  const known = (await cache.match(path, SAME)) ?? (isHashed(path) && (await caches.match(path, SAME)));
  if (known) return known;
  const response = await load(path);
  // Fonts of other scripts: kept from the first time somebody writes in one.
  if (isHashed(path)) await cache.put(path, response.clone());
  return response;
}

/** Where a file is gone, servers of single-page apps send the page; that is no file. */
async function load(path: string): Promise<Response> {
  const response = await fetch(path, { cache: isHashed(path) ? "default" : "no-cache" });
  const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
  if (!response.ok || (isHashed(path) && isPage)) throw new Error(`${path}: ${response.status}`);
  return response;
}
