import { SESSION_MARKER } from "../protocol/endpoints.ts";

/** What a browser tells about the device and its other tabs; elsewhere nothing is known. */
export interface BrowserEnvironment {
  isOffline(): boolean;
  /** Calls when the network went or came, or somebody looks at the page again. Returns how to stop. */
  onWake(listener: () => void): () => void;
  /** Runs one at a time of the same name, over all tabs. */
  exclusive<T>(name: string, run: () => Promise<T>): Promise<T>;
  /** Whether cookies may sign somebody in at a server. Only a page of the server itself can rule it out. */
  mayHaveSession(url: string): boolean;
}

export const isBrowser = typeof document !== "undefined";

const browser: BrowserEnvironment = {
  isOffline: () => navigator.onLine === false,
  onWake(listener) {
    const stop = new AbortController();
    const on = { signal: stop.signal };
    const looked = () => document.visibilityState === "visible" && listener();
    // Both ways: a device that says it lost its network has its connections looked at, at once.
    for (const turn of ["online", "offline"]) window.addEventListener(turn, listener, on);
    window.addEventListener("pageshow", looked, on);
    document.addEventListener("visibilitychange", looked, on);
    return () => stop.abort();
  },
  // Only pages of secure origins have locks. Without one, the server's grace for the old token does.
  exclusive: async (name, run) => (navigator.locks ? navigator.locks.request(name, run) : run()),
  mayHaveSession: (url) => url !== location.origin || hasMarker(document.cookie),
};

const elsewhere: BrowserEnvironment = {
  isOffline: () => false,
  onWake: () => () => {},
  exclusive: (_, run) => run(),
  mayHaveSession: () => true,
};

const hasMarker = (cookies: string): boolean =>
  cookies.split("; ").some((cookie) => cookie.replace(/^__Secure-/, "").startsWith(`${SESSION_MARKER}=`));

export const browserEnvironment: BrowserEnvironment = isBrowser ? browser : elsewhere;
