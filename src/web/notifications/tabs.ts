/** One tab of all notifies, and none does while the user looks at any of them. Locks decide which, and whether. */
const NOTIFIER = "parlor notifier";
const ATTENDED = "parlor attended";

/** Whether somebody is looking at this tab. */
const isAttended = (): boolean => document.visibilityState === "visible" && document.hasFocus();

export interface Tabs {
  /** Whether this tab is the one to notify, and nobody looks at another. */
  mayNotify(): Promise<boolean>;
  close(): void;
}

export function joinTabs(): Tabs {
  // Only pages of secure origins have locks; elsewhere each tab goes by itself.
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
    .catch(() => undefined); // called off while waiting
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
