/**
 * Only one of all tabs notifies, and none does while the user is looking at any of them. Locks decide both.
 */
const NOTIFIER = "parlor notifier";
const ATTENDED = "parlor attended";

/** Whether the user is looking at this tab. */
const isAttended = (): boolean => document.visibilityState === "visible" && document.hasFocus();

export interface Tabs {
  /** Whether this tab is the one that notifies, and nobody is looking at another. */
  mayNotify(): Promise<boolean>;
  close(): void;
}

export function joinTabs(): Tabs {
  // Only secure origins have locks; elsewhere each tab decides for itself.
  const { locks } = navigator as { locks?: LockManager };
  if (locks === undefined) return { mayNotify: async () => !isAttended(), close: () => undefined };
  const stop = new AbortController();
  const { signal } = stop;
  let isNotifier = false;
  let release: (() => void) | undefined;
  const until = () => new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  void locks
    .request(NOTIFIER, { signal }, () => {
      isNotifier = true;
      return until();
    })
    .catch(() => undefined); // Aborted while waiting.
  const look = (): void => {
    if (!isAttended()) {
      release?.();
      release = undefined;
    } else if (release === undefined) {
      const left = new Promise<void>((resolve) => (release = resolve));
      void locks.request(ATTENDED, { mode: "shared" }, () => Promise.race([left, until()]));
    }
  };
  for (const event of ["focus", "blur"]) addEventListener(event, look, { signal });
  document.addEventListener("visibilitychange", look, { signal });
  look();
  return {
    async mayNotify() {
      if (!isNotifier || isAttended()) return false;
      const { held = [] } = await locks.query();
      return !held.some(({ name }) => name === ATTENDED);
    },
    close: () => stop.abort(),
  };
}
