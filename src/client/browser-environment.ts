import { SESSION_MARKER } from "../protocol/endpoints.ts";

/** What a browser knows about the device and the session. Outside of browsers nothing is known. */
export interface BrowserEnvironment {
  isOffline(): boolean;
  /** Calls when the network goes or comes back, or the page becomes visible. Returns how to stop. */
  onWake(listener: () => void): () => void;
  /** Runs one at a time under the same name, across all tabs. */
  exclusive<T>(name: string, run: () => Promise<T>): Promise<T>;
  /** Whether cookies may sign a user in at a server. Only a page of that server can rule it out. */
  mayHaveSession(url: string): boolean;
}

export const isBrowser = typeof document !== "undefined";

const browser: BrowserEnvironment = {
  isOffline: () => navigator.onLine === false,
  onWake(listener) {
    const stop = new AbortController();
    const on = { signal: stop.signal };
    const shown = () => document.visibilityState === "visible" && listener();
    // Both ways: when a device says it lost its network, its connections are checked at once.
    for (const turn of ["online", "offline"]) window.addEventListener(turn, listener, on);
    window.addEventListener("pageshow", shown, on);
    document.addEventListener("visibilitychange", shown, on);
    return () => stop.abort();
  },
  // Only secure origins have locks. Without one, the server's grace period for the old token has to do.
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
  cookies.split("; ").some((cookie) => cookie.replace(/^__Host-/, "").startsWith(`${SESSION_MARKER}=`));

export const browserEnvironment: BrowserEnvironment = isBrowser ? browser : elsewhere;

/** Whether the page's browser has passkeys, with the JSON forms of their options and answers. */
export const canUsePasskeys = (): boolean =>
  typeof PublicKeyCredential !== "undefined" &&
  typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function";
