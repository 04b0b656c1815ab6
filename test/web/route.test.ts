import { expect, test, vi } from "vitest";
import { dmRoomId, type RoomId } from "../../src/protocol/ids.ts";
import { asId } from "../as-id.ts";

vi.stubGlobal("location", { pathname: "/", hash: "", origin: "https://parlor.test" });
const {
  closeSettings,
  followLinks,
  adminPath,
  adminSections,
  joinUrl,
  listNames,
  listPath,
  messagePath,
  navigate,
  panelNames,
  parseRoute,
  tokenUrl,
  parseSettings,
  roomPath,
  route,
  settingsPath,
  settingsRoute,
  settingsSections,
  threadPath,
} = await import("../../src/web/state/route.ts");

const at = (path: string) => parseRoute(new URL(path, "https://parlor.test"));
const room_id = asId<RoomId>(`c_${"0".repeat(20)}`);

test("a room, a message, a thread and a panel have an address each", () => {
  expect(at("/")).toEqual({ page: "home" });
  expect(at(roomPath(room_id))).toEqual({ page: "room", room_id });
  expect(at(`${roomPath(room_id)}/`)).toEqual({ page: "room", room_id });
  expect(at(messagePath(room_id, 12))).toEqual({ page: "room", room_id, message_id: 12 });
  expect(at(threadPath(room_id, 3))).toEqual({ page: "room", room_id, panel: { name: "thread", root: 3 } });
  for (const name of panelNames)
    expect(at(roomPath(room_id, name))).toEqual({ page: "room", room_id, panel: { name } });
  for (const list of listNames) expect(at(listPath(list))).toEqual({ page: "list", list });
  const dm = dmRoomId(asId(`u_${"a".repeat(20)}`), asId(`u_${"b".repeat(20)}`));
  expect(at(messagePath(dm, 1))).toEqual({ page: "room", room_id: dm, message_id: 1 });
});

test("the key of an invite link stays behind the #, which no server sees", () => {
  const url = new URL(joinUrl("g_1.a.b"));
  expect(url.pathname).toBe("/join");
  expect(parseRoute(url)).toEqual({ page: "join", token: "g_1.a.b" });
});

test("an address nobody made is known as such", () => {
  for (const path of ["/r", "/r/", "/r/c_short", "/nowhere", "/nowhere/else", "/saved/9"])
    expect([path, at(path)]).toEqual([path, { page: "unknown" }]);
  for (const end of ["m", "m/0", "m/-1", "m/1.5", "m/x", "t/", "t/2/3", "nonsense", "members/1", "toString"])
    expect([end, at(`${roomPath(room_id)}/${end}`)]).toEqual([end, { page: "unknown" }]);
});

test("each section of the settings has an address", () => {
  expect(parseSettings("/")).toBeUndefined();
  expect(parseSettings(roomPath(room_id))).toBeUndefined();
  expect(parseSettings("/settings")).toEqual({ section: undefined });
  for (const section of settingsSections) expect(parseSettings(settingsPath(section))).toEqual({ section });
  expect(parseSettings("/settings/../../etc")).toEqual({ section: undefined });
});

test("the settings lie over what is open, and closing them leaves that as it was", async () => {
  const visited: string[] = [];
  let address = "/";
  vi.stubGlobal("history", {
    get state() {
      return { depth: visited.length };
    },
    pushState: (_: unknown, __: string, url: URL) => {
      visited.push(address);
      address = url.pathname;
    },
    replaceState: (_: unknown, __: string, url: URL) => {
      address = url.pathname;
    },
    back: () => {
      address = visited.pop() ?? "/";
      back();
    },
  });
  let back = (): void => undefined;
  vi.stubGlobal("addEventListener", (_: string, listener: () => void) => {
    back = () => {
      vi.stubGlobal("location", { ...location, pathname: address });
      listener();
    };
  });
  vi.stubGlobal("document", { addEventListener: () => undefined });
  followLinks();
  navigate(roomPath(room_id));
  navigate(settingsPath("devices"));
  expect(settingsRoute()).toEqual({ section: "devices" });
  expect(route()).toEqual({ page: "room", room_id });
  navigate(settingsPath("privacy"), "replace");
  closeSettings();
  expect(settingsRoute()).toBeUndefined();
  expect(address).toBe(roomPath(room_id));
  expect(route()).toEqual({ page: "room", room_id });
});

test("a sign-up link has its key behind the # too, and the admin page has an address for each section", () => {
  const url = new URL(tokenUrl("invite", "abc"));
  expect(url.pathname).toBe("/invite");
  expect(parseRoute(url)).toEqual({ page: "invite", token: "abc" });
  for (const section of adminSections)
    expect(parseRoute(new URL(adminPath(section), location.origin))).toEqual({ page: "admin", section });
  const at = (path: string) => parseRoute(new URL(path, location.origin));
  expect(at("/admin")).toEqual({ page: "admin", section: "reports" });
  for (const path of ["/admin/nothing", "/admin/users/more"]) expect(at(path)).toEqual({ page: "unknown" });
});
