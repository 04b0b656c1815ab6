import { createSignal } from "solid-js";
import type { RoomId } from "../../protocol/ids.ts";
import { chooseDesktop, desktopChoice } from "./preferences.ts";

type Permission = NotificationPermission | "none";
const ask = (): Permission => ("Notification" in globalThis ? Notification.permission : "none");
const [permission, setPermission] = createSignal<Permission>(ask());

/** Whether notifications are on, off, blocked by the user, or not supported. */
export function desktopState(): "on" | "off" | "blocked" | "none" {
  if (permission() === "none") return "none";
  if (permission() === "denied") return "blocked";
  return permission() === "granted" && desktopChoice() === "on" ? "on" : "off";
}

/** Whether now is a good time to ask: nobody was asked before, and the browser would ask. */
export const canOfferDesktop = (): boolean => desktopChoice() === "unasked" && permission() === "default";

/** Turns notifications on. Call it from an event handler of a press, or the browser does not ask. */
export async function turnOnDesktop(): Promise<void> {
  if (ask() === "default") await Notification.requestPermission();
  setPermission(ask());
  // Closing the prompt without an answer is no decision.
  if (ask() === "granted") chooseDesktop("on");
}

export const turnOffDesktop = (): void => chooseDesktop("off");

/** The notifications on the screen: one for each room. */
const shown = new Map<string, Notification>();

/** Shows a notification for a room in place of an earlier one. Does nothing if there can be none. */
export function showDesktop(
  room_id: RoomId,
  content: { readonly title: string; readonly body: string; readonly lang: string },
  onPress: () => void,
): void {
  try {
    const { title, ...rest } = content;
    // The app has a sound of its own, with its own switch.
    const notification = new Notification(title, { ...rest, tag: room_id, icon: "/icon.svg", silent: true });
    shown.set(room_id, notification);
    notification.onclick = () => {
      window.focus();
      notification.close();
      onPress();
    };
  } catch {
    // On phones only a service worker may show one.
    setPermission("none");
  }
}

export function closeDesktop(room_id: RoomId): void {
  shown.get(room_id)?.close();
  shown.delete(room_id);
}
