import { type Accessor, createSignal } from "solid-js";
import { install } from "./installing.ts";

const [isUpdateReady, setUpdateReady] = createSignal(false);

/** Whether a newer version than the one on this page is on the device, or the page has lost a part of its own. */
export const updateReady: Accessor<boolean> = isUpdateReady;

/** Milliseconds between two looks for a new version, besides those at each navigation: pages stay open for days. */
const LOOK_EVERY_MS = 60 * 60 * 1000;

/**
 * Lets the app be opened without a network, and says so when a newer version has come. The page goes
 * on with the version it began with; only a person's wish changes it.
 */
export function keepForOffline(): void {
  // A part of this version that is neither on the device nor on the server any more.
  addEventListener("vite:preloadError", () => setUpdateReady(true));
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined) return; // Not on an insecure origin, nor in some private windows.
  if (serviceWorker.controller !== null)
    serviceWorker.addEventListener("controllerchange", () => setUpdateReady(true));
  install(watch);
  lookNowAndThen();
}

/** Reloads with the newest version. */
export async function update(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const waiting = registration?.waiting;
  if (!waiting) return location.reload();
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage("activate");
}

function watch(registration: ServiceWorkerRegistration): void {
  const look = () => {
    if (registration.waiting && registration.active) setUpdateReady(true);
  };
  look();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", look);
  });
}

function lookNowAndThen(): void {
  let lookedAt = Date.now();
  document.addEventListener("visibilitychange", async () => {
    if (document.visibilityState !== "visible" || Date.now() - lookedAt < LOOK_EVERY_MS) return;
    lookedAt = Date.now();
    const registration = await navigator.serviceWorker.getRegistration();
    registration?.update().catch(() => {}); // Without a network there is nothing new.
  });
}
