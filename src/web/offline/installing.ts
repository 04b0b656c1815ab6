/** Milliseconds before the first retry. Each pause is twice the one before, up to the longest. */
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 5 * 60 * 1000;

/**
 * Installs the service worker, and keeps trying for as long as the page lives: on a bad line its files arrive
 * bit by bit. `onRegistration` is called with each registration; a browser creates a new one after a failed first
 * attempt.
 */
export function install(onRegistration: (registration: ServiceWorkerRegistration) => void): void {
  const { serviceWorker } = navigator;
  const followed = new WeakSet<ServiceWorkerRegistration>();
  let pause_ms = FIRST_PAUSE_MS;
  let isWaiting = false;

  const follow = (registration: ServiceWorkerRegistration) => {
    if (followed.has(registration)) return;
    followed.add(registration);
    const watch = async () => {
      const worker = registration.installing;
      if (worker === null) return;
      if (await isInstalled(worker)) pause_ms = FIRST_PAUSE_MS;
      else void later();
    };
    registration.addEventListener("updatefound", watch);
    void watch();
    onRegistration(registration);
  };
  const attempt = async () => {
    try {
      const registration = await serviceWorker.register("/sw.js", { updateViaCache: "none" });
      const isKnown = followed.has(registration);
      follow(registration);
      // Registering again does nothing by itself.
      if (isKnown && registration.active) await registration.update();
    } catch {
      void later(); // There is no network, or the browser or its user forbids workers; then trying costs nothing.
    }
  };
  const later = async () => {
    if (isWaiting) return;
    isWaiting = true;
    await pauseOrOnline(pause_ms);
    isWaiting = false;
    pause_ms = Math.min(2 * pause_ms, LONGEST_PAUSE_MS);
    await attempt();
  };
  void attempt();
}

/** Resolves when a worker is installed or has failed. */
function isInstalled(worker: ServiceWorker): Promise<boolean> {
  return new Promise((resolve) => {
    const look = () => {
      if (worker.state === "installing") return;
      worker.removeEventListener("statechange", look);
      resolve(worker.state !== "redundant");
    };
    worker.addEventListener("statechange", look);
    look();
  });
}

function pauseOrOnline(pause_ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timeout);
      removeEventListener("online", end);
      resolve();
    };
    const timeout = setTimeout(end, pause_ms);
    addEventListener("online", end);
  });
}
