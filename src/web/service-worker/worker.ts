/**
 * Opens the app without a network. It keeps one complete build, and serves that build until the user asks for
 * the next one, so that a page never mixes two versions. Requests to the API and sockets pass by it.
 */

declare const self: ServiceWorkerGlobalScope;
/**
 * The build defines these in front of this file: the files of the build with the page last, the hash of all
 * of them, and the milliseconds after which a file that has not arrived counts as lost.
 */
declare const FILES: readonly string[];
declare const VERSION: string;
declare const FILE_MAX_MS: number;

const PREFIX = "parlor ";
const NAME = PREFIX + VERSION;
/** Every address of the app is this page. */
const PAGE = "/";
/**
 * How many files are fetched at once. A browser opens six connections to a host (HTTP/1.1): if the line
 * swallows answers, the page itself still has four.
 */
const AT_ONCE = 2;
/** Servers vary by Origin, and a page requests the same file with and without it. */
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
 * All or nothing: if one file does not arrive, this version is not installed and no more files are fetched.
 * What has arrived stays and is not fetched again by the next attempt.
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
  // In the order in which they were begun: those after this one belong to a version that is still being
  // fetched.
  const older = names.slice(0, names.indexOf(NAME));
  const whole = await Promise.all(older.map(async (name) => (await caches.open(name)).match(PAGE, SAME)));
  // Tabs of the previous version may be open and still load parts of it. A version that never became complete
  // has no tabs.
  const before = older.findLast((_, index) => whole[index]);
  await Promise.all(older.filter((name) => name !== before).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(path: string): Promise<Response> {
  const cache = await caches.open(NAME);
  const known = (await cache.match(path, SAME)) ?? (isHashed(path) && (await caches.match(path, SAME)));
  if (known) return known;
  const response = await load(path);
  // Fonts of other scripts are kept from the first time they are needed.
  if (isHashed(path)) await cache.put(path, response.clone());
  return response;
}

/** If a file is gone, servers of single-page apps send the page instead, which is not the file. */
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
