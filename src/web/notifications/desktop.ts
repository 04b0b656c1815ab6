import { createSignal } from "solid-js";
import type { RoomId } from "../../protocol/ids.ts";
import { chooseDesktop, desktopChoice } from "./preferences.ts";

type Permission = NotificationPermission | "none";
const ask = (): Permission => ("Notification" in globalThis ? Notification.permission : "none");
const [permission, setPermission] = createSignal<Permission>(ask());

/** Whether notifications are shown, may not be, or cannot be. */
export function desktopState(): "on" | "off" | "blocked" | "none" {
  if (permission() === "none") return "none";
  if (permission() === "denied") return "blocked";
  return permission() === "granted" && desktopChoice() === "on" ? "on" : "off";
}

/** Whether now is a good time to ask: nobody was asked before, and the browser would. */
export const isToBeOffered = (): boolean => desktopChoice() === "unasked" && permission() === "default";

/** Turns notifications on; to be called while somebody presses something, or the browser does not ask. */
export async function turnOnDesktop(): Promise<void> {
  if (ask() === "default") await Notification.requestPermission();
  setPermission(ask());
  // Whoever closes the question without an answer has not decided.
  if (ask() === "granted") chooseDesktop("on");
}

export const turnOffDesktop = (): void => chooseDesktop("off");

/** What is on the screen, by room: one notification each. */
const shown = new Map<string, Notification>();

/** Shows one of a room; a newer one takes the place of an older one. Nothing happens where there can be none. */
export function showDesktop(
  room_id: RoomId,
  content: { readonly title: string; readonly body: string; readonly lang: string },
  onPress: () => void,
): void {
  try {
    const { title, ...rest } = content;
    // The sound is ours, and has a switch of its own.
    const notification = new Notification(title, { ...rest, tag: room_id, icon: "/icon.svg", silent: true });
    shown.set(room_id, notification);
    notification.onclick = () => {
      window.focus();
      notification.close();
      onPress();
    };
  } catch {
    // Phones only let a service worker show one.
    setPermission("none");
  }
}

export function closeDesktop(room_id: RoomId): void {
  shown.get(room_id)?.close();
  shown.delete(room_id);
}
