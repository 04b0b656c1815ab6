/** What a browser gives the tabs of one origin to find each other. */
export interface TabPlatform {
  /** A channel to all other tabs that have one of this name. What is told must be cloneable. */
  channel(name: string, heard: (message: unknown) => void): Channel;
  /**
   * Takes a lock, which one tab at a time holds: in line behind others, or from whoever holds it. It
   * comes free when it is given up and when its tab is closed or crashes. Returns how to give it up.
   */
  hold(name: string, holder: LockHolder, how: "wait" | "steal"): () => void;
  /** The names of all locks that are held. */
  held(): Promise<ReadonlySet<string>>;
  /** Calls when the page is put away, perhaps for ever, and when it is taken out again. Returns how to stop. */
  onAway(away: () => void, back: () => void): () => void;
}

export interface Channel {
  /** Nothing where it is closed. */
  tell(message: unknown): void;
  close(): void;
}

/** Neither is called before `hold` has returned, nor after the lock was given up. */
export interface LockHolder {
  held(): void;
  /** Another tab has taken it, or it cannot be had at all. */
  lost(): void;
}

/** Chrome, Firefox and Safari have both since 2022; without locks (insecure origins) tabs stay apart. */
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
  // A lock cannot be stolen and waited for at once.
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
  // The page lifecycle of Chrome: a frozen page runs nothing, and still holds its locks.
  document.addEventListener("freeze", away, on);
  document.addEventListener("resume", back, on);
  window.addEventListener("pagehide", away, on);
  window.addEventListener("pageshow", (event) => event.persisted && back(), on);
  return () => stop.abort();
}
