import { type Accessor, createSignal } from "solid-js";
import { RoomId } from "../protocol/ids.ts";

/** What an address shows. Panels beside a room have addresses too, so that Back closes them. */
export type Route =
  | { readonly page: "home" }
  | { readonly page: "room"; readonly room_id: RoomId; readonly panel?: "members" };

/** What an address means; an address nobody made is home. */
function parseRoute(pathname: string): Route {
  const [, page, room_id = "", panel] = pathname.split("/");
  if (page !== "r" || !RoomId.safeParse(room_id).success) return { page: "home" };
  return panel === "members" ? { page: "room", room_id, panel } : { page: "room", room_id };
}

export const roomPath = (room_id: RoomId, panel?: "members"): string =>
  panel === undefined ? `/r/${room_id}` : `/r/${room_id}/${panel}`;

const [current, setCurrent] = createSignal<Route>(parseRoute(location.pathname), {
  equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
});
export const route: Accessor<Route> = current;

/** Pages of ours behind this one in the history: whether Back stays in the app. */
const depth = (): number => (history.state as { depth?: number } | null)?.depth ?? 0;

export function navigate(path: string, how: "push" | "replace" = "push"): void {
  if (path === location.pathname) return;
  if (how === "push") history.pushState({ depth: depth() + 1 }, "", path);
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
