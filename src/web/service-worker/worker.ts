/**
 * Opens the app without a network. It keeps one build, complete, and answers with that build until a
 * person asks for the next one, so a page never runs with half of another version. What the server
 * says (`/api`) and sockets pass by it.
 */

declare const self: ServiceWorkerGlobalScope;
/**
 * The build puts these in front of this file: what belongs to it, with the page last, the hash of all of
 * that, and the milliseconds after which a file that has not come counts as lost.
 */
declare const FILES: readonly string[];
declare const VERSION: string;
declare const FILE_MAX_MS: number;

const PREFIX = "parlor ";
const NAME = PREFIX + VERSION;
/** Any address of the app is this page. */
const PAGE = "/";
/**
 * Files fetched at once. A browser opens six connections to a host (HTTP/1.1): where the line swallows
 * answers, what the page itself asks for still has four.
 */
const AT_ONCE = 2;
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

/**
 * All or nothing: where one file does not come, this version is not installed, and nothing more is asked
 * for. What has come stays, and is not fetched again by the next attempt.
 */
async function fill(): Promise<void> {
  const cache = await caches.open(NAME);
  const missing = FILES.values();
  const failed = new AbortController();
  const work = async () => {
    for (const path of missing) {
      if (failed.signal.aborted) return;
      if (await cache.match(path, SAME)) continue;
      const known = isHashed(path) ? await caches.match(path, SAME) : undefined;
      await cache.put(path, known ?? (await load(path, failed.signal)));
    }
  };
  const workers = Array.from({ length: AT_ONCE }, () =>
    work().catch((error: unknown) => {
      failed.abort();
      throw error;
    }),
  );
  await Promise.all(workers);
}

async function takeOver(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  // In the order in which they were begun: what comes after this one is a version that is being fetched.
  const older = names.slice(0, names.indexOf(NAME));
  const whole = await Promise.all(older.map(async (name) => (await caches.open(name)).match(PAGE, SAME)));
  // Tabs of the version before may be open, and still load parts of it. One that never came whole has none.
  const before = older.findLast((_, index) => whole[index]);
  await Promise.all(older.filter((name) => name !== before).map((name) => caches.delete(name)));
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
async function load(path: string, signal?: AbortSignal): Promise<Response> {
  const late = AbortSignal.timeout(FILE_MAX_MS);
  const response = await fetch(path, {
    cache: isHashed(path) ? "default" : "no-cache",
    signal: signal ? AbortSignal.any([signal, late]) : late,
  });
  const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
  if (!response.ok || (isHashed(path) && isPage)) throw new Error(`${path}: ${response.status}`);
  return response;
}
