import { type Accessor, createSignal } from "solid-js";
import { MessageId, RoomId } from "../../protocol/ids.ts";

/** Panels of which a room has one each. */
export const panelNames = [
  "about",
  "members",
  "pins",
  "search",
  "settings",
  "links",
  "requests",
  "bans",
  "reports",
  "audit",
] as const;
export type PanelName = (typeof panelNames)[number];

/** What is shown beside a room's messages, or instead of them on a phone. */
export type Panel =
  | { readonly name: PanelName }
  /** The thread whose first message is `root`. */
  | { readonly name: "thread"; readonly root: MessageId };

/** Lists that an inbox keeps from all rooms. */
export const listNames = ["requests", "mentions", "threads", "saved"] as const;
export type ListName = (typeof listNames)[number];

/** The sections of the page for those who run the deployment. */
export const adminSections = ["reports", "users", "entry", "log", "numbers"] as const;
export type AdminSection = (typeof adminSections)[number];

/**
 * What an address shows. Each room, message and thread has an address, so that it can be shared and found in
 * the history. Panels have addresses too, so that Back closes them.
 */
export type Route =
  | { readonly page: "home" }
  | {
      readonly page: "room";
      readonly room_id: RoomId;
      /** The message to jump to. */
      readonly message_id?: MessageId;
      readonly panel?: Panel;
    }
  | { readonly page: "list"; readonly list: ListName }
  /** Messages of all rooms are searched. */
  | { readonly page: "search" }
  /** Joining a room by an invite link. */
  | { readonly page: "join"; readonly token: string }
  /** Setting a new password by a one-time link. */
  | { readonly page: "reset"; readonly token: string }
  /** Signing up by a link. */
  | { readonly page: "invite"; readonly token: string }
  /** For those who run the deployment. */
  | { readonly page: "admin"; readonly section: AdminSection }
  /** An address that leads nowhere. */
  | { readonly page: "unknown" };

/** The sections of the settings, each with an address. */
export const settingsSections = [
  "profile",
  "appearance",
  "notifications",
  "privacy",
  "security",
  "devices",
  "account",
] as const;
export type SettingsSection = (typeof settingsSections)[number];

/** The settings lie over whatever else is shown. Without a section, the list of sections is shown. */
export interface SettingsRoute {
  readonly section: SettingsSection | undefined;
}

type Address = Pick<Location, "pathname" | "hash">;

export function parseRoute({ pathname, hash }: Address): Route {
  const [page, ...rest] = pathname.split("/").filter((part) => part !== "");
  if (page === undefined || page === "index.html") return { page: "home" };
  if (page === "r") return roomRoute(rest);
  if (page === "admin" && rest.length < 2) {
    const section = adminSections.find((name) => name === (rest[0] ?? "reports"));
    return section === undefined ? { page: "unknown" } : { page, section };
  }
  if (rest.length > 0) return { page: "unknown" };
  const list = listNames.find((name) => name === page);
  if (list !== undefined) return { page: "list", list };
  if (page === "search") return { page: "search" };
  // The token is a secret, so it stands behind the #, where servers and their logs do not see it.
  return page === "join" || page === "reset" || page === "invite"
    ? { page, token: hash.slice(1) }
    : { page: "unknown" };
}

function roomRoute([id, ...rest]: readonly string[]): Route {
  const room_id = RoomId.safeParse(id);
  const place = placeInRoom(rest);
  if (!room_id.success || place === undefined) return { page: "unknown" };
  return { page: "room", room_id: room_id.data, ...place };
}

function placeInRoom([name, id, ...more]: readonly string[]):
  | { message_id?: MessageId; panel?: Panel }
  | undefined {
  if (name === undefined) return {};
  const panel = panelNames.find((each) => each === name);
  const message_id = MessageId.safeParse(Number(id));
  if (panel !== undefined && id === undefined) return { panel: { name: panel } };
  if (!message_id.success || more.length > 0) return undefined;
  // What the search has found is shown beside it.
  if (panel === "search") return { panel: { name: panel }, message_id: message_id.data };
  if (name === "m") return { message_id: message_id.data };
  return name === "t" ? { panel: { name: "thread", root: message_id.data } } : undefined;
}

/** Undefined if the address is not one of the settings. */
export function parseSettings(pathname: string): SettingsRoute | undefined {
  const [page, section] = pathname.split("/").filter((part) => part !== "");
  if (page !== "settings") return undefined;
  return { section: settingsSections.find((each) => each === section) };
}

export const settingsPath = (section?: SettingsSection): string =>
  section === undefined ? "/settings" : `/settings/${section}`;

export const roomPath = (room_id: RoomId, panel?: PanelName): string =>
  panel === undefined ? `/r/${room_id}` : `/r/${room_id}/${panel}`;

/** The address that opens the room at this message. */
export const messagePath = (room_id: RoomId, message_id: MessageId): string =>
  `${roomPath(room_id)}/m/${message_id}`;

export const SEARCH_PATH = "/search";

/** The address that opens the room at a message, with the search that has found it beside it. */
export const foundPath = (room_id: RoomId, message_id: MessageId): string =>
  `${roomPath(room_id, "search")}/${message_id}`;

/** The address that opens the room with the thread of the message `root`. */
export const threadPath = (room_id: RoomId, root: MessageId): string => `${roomPath(room_id)}/t/${root}`;

export const listPath = (list: ListName): string => `/${list}`;

export const adminPath = (section: AdminSection): string => `/admin/${section}`;

/** The address behind which a token stands, to give to somebody. */
export const tokenUrl = (page: "invite" | "reset", token: string): string =>
  `${location.origin}/${page}#${token}`;

/** The invite link to give to somebody. */
export const joinUrl = (token: string): string => `${location.origin}/join#${token}`;

const [overlay, setOverlay] = createSignal(parseSettings(location.pathname));
/** The settings, while they are open. */
export const settingsRoute: Accessor<SettingsRoute | undefined> = overlay;

const HOME: Address = { pathname: "/", hash: "" };
const first: Address = overlay() === undefined ? location : HOME;
// Each navigation counts, even one to the current address: it may ask to jump to a message again.
const [current, setCurrent] = createSignal<Route>(parseRoute(first), { equals: false });
/** What is shown, possibly under the settings. */
export const route: Accessor<Route> = current;
let under = pathOf(first);

function pathOf({ pathname, hash }: Address): string {
  return pathname + hash;
}

function arrive(address: Address): void {
  const settings = parseSettings(address.pathname);
  const isClosing = overlay() !== undefined && pathOf(address) === under;
  setOverlay(settings);
  // What lies under the settings is unchanged when they close.
  if (settings !== undefined || isClosing) return;
  under = pathOf(address);
  setCurrent(parseRoute(address));
}

/** Goes back to what lies under the settings. */
export const closeSettings = (): void => goBack(under);

/** What the app knows about the pages behind this one in the history. */
interface Behind {
  /** The number of pages: whether Back stays in the app. */
  readonly depth: number;
  /** How many of them are panels opened from one another, including this one: as far as closing goes back. */
  readonly panels: number;
  /** Whether the previous page is the list of rooms. */
  readonly isBelowRooms: boolean;
}

function behind(): Behind {
  const { depth = 0, panels = 0, isBelowRooms = false } = (history.state ?? {}) as Partial<Behind>;
  return { depth, panels, isBelowRooms };
}

export function navigate(path: string, how: "push" | "replace" = "push"): void {
  const from = current();
  const url = new URL(path, location.origin);
  const to = parseRoute(url);
  const here = behind();
  if (how === "replace" || url.href === location.href) history.replaceState(here, "", url);
  else {
    const isPanel = hasPanel(to) && from.page === "room" && from.room_id === to.room_id;
    // Coming back from a panel must not jump to the message again.
    if (isPanel && from.message_id !== undefined) history.replaceState(here, "", roomPath(from.room_id));
    const panels = isPanel && (here.panels > 0 || !hasPanel(from)) ? here.panels + 1 : 0;
    const isBelowRooms = from.page === "home";
    history.pushState({ depth: here.depth + 1, panels, isBelowRooms } satisfies Behind, "", url);
  }
  arrive(url);
}

const hasPanel = (there: Route): there is Extract<Route, { page: "room" }> =>
  there.page === "room" && there.panel !== undefined;

/** Like the Back button if the app was the previous page, else to the page above. */
export function goBack(above: string): void {
  if (behind().depth > 0) history.back();
  else navigate(above, "replace");
}

/** To the list of rooms: back, if it was the previous page. */
export function toRooms(): void {
  if (behind().isBelowRooms) history.back();
  else navigate("/");
}

/** Whether this panel was opened from another one, to which Back leads. */
export const isNestedPanel = (): boolean => behind().panels > 1;

/** Closes the panel and those it was opened from. */
export function closePanel(room_id: RoomId): void {
  const { panels } = behind();
  if (panels > 0) history.go(-panels);
  else navigate(roomPath(room_id), "replace");
}

/**
 * Makes plain links inside the app change the page without loading it. New tabs and downloads are left to the
 * browser.
 */
export function followLinks(): void {
  addEventListener("popstate", () => arrive(location));
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
    navigate(link.pathname + link.hash);
  });
}
