/** What a browser offers the tabs of one origin to find each other. */
export interface TabPlatform {
  /** A channel to all other tabs that have one of this name. Messages must be cloneable. */
  channel(name: string, heard: (message: unknown) => void): Channel;
  /**
   * Takes a lock that one tab at a time holds: by waiting in line, or by stealing it from its holder. It
   * becomes free when it is released, and when its tab is closed or crashes. Returns how to release it.
   */
  hold(name: string, holder: LockHolder, how: "wait" | "steal"): () => void;
  /** The names of all locks that tabs hold. */
  held(): Promise<ReadonlySet<string>>;
  /** Calls when the page is hidden, perhaps for ever, or frozen, and when it comes back. Returns how to stop. */
  onAway(away: () => void, back: () => void): () => void;
}

export interface Channel {
  /** Does nothing once it is closed. */
  tell(message: unknown): void;
  close(): void;
}

/** Not called before `hold` has returned, nor after the lock was released. */
export interface LockHolder {
  held(): void;
  /** Another tab has stolen it, or there are no locks. */
  lost(): void;
}

/** Chrome, Firefox and Safari have had both since 2022. Without locks (insecure origins) tabs stay apart. */
export function browserTabPlatform(): TabPlatform | undefined {
  if (typeof document === "undefined" || !navigator.locks || typeof BroadcastChannel === "undefined")
    return undefined;
  return { channel, hold, held, onAway };
}

function channel(name: string, heard: (message: unknown) => void): Channel {
  const open = new BroadcastChannel(name);
  const stop = new AbortController();
  open.addEventListener("message", (event) => heard(event.data), { signal: stop.signal });
  return {
    tell: (message) => void (stop.signal.aborted || open.postMessage(message)),
    close() {
      stop.abort();
      open.close();
    },
  };
}

function hold(name: string, holder: LockHolder, how: "wait" | "steal"): () => void {
  const stop = new AbortController();
  let isOver = false;
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const end = () => {
    if (isOver) return;
    isOver = true;
    holder.lost();
  };
  // A lock cannot be stolen and waited for at the same time.
  const options = how === "steal" ? { steal: true } : { signal: stop.signal };
  navigator.locks
    .request(name, options, async () => {
      if (isOver) return;
      holder.held();
      await released;
    })
    .then(end, end);
  return () => {
    isOver = true;
    stop.abort();
    release();
  };
}

async function held(): Promise<ReadonlySet<string>> {
  const { held: locks = [] } = await navigator.locks.query();
  return new Set(locks.flatMap(({ name }) => name ?? []));
}

function onAway(away: () => void, back: () => void): () => void {
  const stop = new AbortController();
  const on = { signal: stop.signal };
  // Chrome's page lifecycle: a frozen page runs nothing and still holds its locks.
  document.addEventListener("freeze", away, on);
  document.addEventListener("resume", back, on);
  window.addEventListener("pagehide", away, on);
  window.addEventListener("pageshow", (event) => event.persisted && back(), on);
  return () => stop.abort();
}
