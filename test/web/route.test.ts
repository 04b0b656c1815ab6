import { expect, test, vi } from "vitest";
import { dmRoomId } from "../../src/protocol/ids.ts";

vi.stubGlobal("location", { pathname: "/", hash: "", origin: "https://parlor.test" });
const { joinUrl, listNames, listPath, messagePath, panelNames, parseRoute, roomPath, threadPath } =
  await import("../../src/web/route.ts");

const at = (path: string) => parseRoute(new URL(path, "https://parlor.test"));
const room_id = `c_${"0".repeat(20)}`;

test("a room, a message, a thread and a panel have an address each", () => {
  expect(at("/")).toEqual({ page: "home" });
  expect(at(roomPath(room_id))).toEqual({ page: "room", room_id });
  expect(at(`${roomPath(room_id)}/`)).toEqual({ page: "room", room_id });
  expect(at(messagePath(room_id, 12))).toEqual({ page: "room", room_id, message_id: 12 });
  expect(at(threadPath(room_id, 3))).toEqual({ page: "room", room_id, panel: { name: "thread", root: 3 } });
  for (const name of panelNames)
    expect(at(roomPath(room_id, name))).toEqual({ page: "room", room_id, panel: { name } });
  for (const list of listNames) expect(at(listPath(list))).toEqual({ page: "list", list });
  const dm = dmRoomId(`u_${"a".repeat(20)}`, `u_${"b".repeat(20)}`);
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
