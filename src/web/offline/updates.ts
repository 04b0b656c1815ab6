import { type Accessor, createSignal } from "solid-js";
import { install } from "./installing.ts";

const [isUpdateReady, setUpdateReady] = createSignal(false);

/** Whether a newer version than this page is on the device, or a part of this version is lost. */
export const updateReady: Accessor<boolean> = isUpdateReady;

/**
 * Milliseconds between two checks for a new version, besides those at each navigation, because pages stay
 * open for days.
 */
const LOOK_EVERY_MS = 60 * 60 * 1000;

/**
 * Lets the app open without a network, and announces a newer version. The page keeps running the version it
 * started with until the user asks for the new one.
 */
export function keepForOffline(): void {
  // A part of this version that neither the device nor the server has any more.
  addEventListener("vite:preloadError", () => setUpdateReady(true));
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined) return; // Not available on insecure origins and in some private windows.
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
