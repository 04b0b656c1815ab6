/** Of all tabs, one tells; and while somebody looks at any of them, none does. Locks say which and whether. */
const TELLER = "parlor notifier";
const ATTENDED = "parlor attended";

/** Whether somebody is looking at this tab. */
const isAttended = (): boolean => document.visibilityState === "visible" && document.hasFocus();

export interface Tabs {
  /** Whether this tab is the one to tell, and nobody looks at another. */
  mayTell(): Promise<boolean>;
  close(): void;
}

export function joinTabs(): Tabs {
  // Only pages of secure origins have locks; elsewhere each tab goes by itself.
  const { locks } = navigator as { locks?: LockManager };
  if (locks === undefined) return { mayTell: async () => !isAttended(), close: () => undefined };
  const stop = new AbortController();
  const { signal } = stop;
  let tells = false;
  let release: (() => void) | undefined;
  const until = () => new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  void locks
    .request(TELLER, { signal }, () => {
      tells = true;
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
    async mayTell() {
      if (!tells || isAttended()) return false;
      const { held = [] } = await locks.query();
      return !held.some(({ name }) => name === ATTENDED);
    },
    close: () => stop.abort(),
  };
}
