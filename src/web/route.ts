import { type Accessor, createSignal } from "solid-js";
import { MessageId, RoomId } from "../protocol/ids.ts";

/** What is beside a room's messages; on a phone, instead of them. */
type Panel =
  | { readonly name: "members" }
  /** The thread of which the message `root` is the first. */
  | { readonly name: "thread"; readonly root: MessageId };

/**
 * What an address shows. Each room, message and thread has one, to go back and forth between and to
 * share; panels have one too, so that Back closes them.
 */
export type Route =
  | { readonly page: "home" }
  | {
      readonly page: "room";
      readonly room_id: RoomId;
      /** The message to go to. */
      readonly message_id?: MessageId;
      readonly panel?: Panel;
    };

/** What an address means; one that nobody made is home. */
export function parseRoute(pathname: string): Route {
  const [, page, room_id = "", ...rest] = pathname.split("/");
  if (page !== "r" || !RoomId.safeParse(room_id).success) return { page: "home" };
  return { page: "room", room_id, ...placeInRoom(rest) };
}

function placeInRoom([name, id]: readonly string[]): { message_id?: MessageId; panel?: Panel } {
  const message_id = MessageId.safeParse(Number(id));
  if (name === "m" && message_id.success) return { message_id: message_id.data };
  if (name === "t" && message_id.success) return { panel: { name: "thread", root: message_id.data } };
  return name === "members" ? { panel: { name } } : {};
}

export const roomPath = (room_id: RoomId, panel?: "members"): string =>
  panel === undefined ? `/r/${room_id}` : `/r/${room_id}/${panel}`;

/** Opens the room at this message. */
export const messagePath = (room_id: RoomId, message_id: MessageId): string =>
  `${roomPath(room_id)}/m/${message_id}`;

/** Opens the room with the thread that begins with the message `root`. */
export const threadPath = (room_id: RoomId, root: MessageId): string => `${roomPath(room_id)}/t/${root}`;

// Each visit counts, also one of the address that is shown: it may ask to go to a message once more.
const [current, setCurrent] = createSignal<Route>(parseRoute(location.pathname), { equals: false });
export const route: Accessor<Route> = current;

/** Pages of ours behind this one in the history: whether Back stays in the app. */
const depth = (): number => (history.state as { depth?: number } | null)?.depth ?? 0;

export function navigate(path: string, how: "push" | "replace" = "push"): void {
  if (how === "push" && path !== location.pathname) history.pushState({ depth: depth() + 1 }, "", path);
  else history.replaceState({ depth: depth() }, "", path);
  setCurrent(parseRoute(path));
}

/** As the Back button where we came from inside the app, else to the page above. */
export function goBack(above: string): void {
  if (depth() > 0) history.back();
  else navigate(above, "replace");
}

/** Plain links inside the app change the page without loading it; new tabs and downloads stay the browser's. */
export function followLinks(): void {
  addEventListener("popstate", () => setCurrent(parseRoute(location.pathname)));
  document.addEventListener("click", (event) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || link.target !== "" || link.origin !== location.origin) return;
    event.preventDefault();
    navigate(link.pathname);
  });
}
