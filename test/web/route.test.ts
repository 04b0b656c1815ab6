import { expect, test, vi } from "vitest";
import { dmRoomId } from "../../src/protocol/ids.ts";

vi.stubGlobal("location", { pathname: "/" });
const { messagePath, parseRoute, roomPath, threadPath } = await import("../../src/web/route.ts");

const room_id = `c_${"0".repeat(20)}`;

test("a room, a message, a thread and a panel have an address each", () => {
  expect(parseRoute("/")).toEqual({ page: "home" });
  expect(parseRoute(roomPath(room_id))).toEqual({ page: "room", room_id });
  expect(parseRoute(messagePath(room_id, 12))).toEqual({ page: "room", room_id, message_id: 12 });
  expect(parseRoute(threadPath(room_id, 3))).toEqual({
    page: "room",
    room_id,
    panel: { name: "thread", root: 3 },
  });
  expect(parseRoute(roomPath(room_id, "members"))).toEqual({
    page: "room",
    room_id,
    panel: { name: "members" },
  });
  const dm = dmRoomId(`u_${"a".repeat(20)}`, `u_${"b".repeat(20)}`);
  expect(parseRoute(messagePath(dm, 1))).toEqual({ page: "room", room_id: dm, message_id: 1 });
});

test("an address nobody made is home, or the room alone", () => {
  for (const path of ["/r", "/r/", "/r/c_short", "/nowhere", "/r/../../etc"])
    expect(parseRoute(path)).toEqual({ page: "home" });
  for (const end of ["m", "m/0", "m/-1", "m/1.5", "m/x", "t/", "nonsense", "members-only"])
    expect(parseRoute(`${roomPath(room_id)}/${end}`)).toEqual({ page: "room", room_id });
});
