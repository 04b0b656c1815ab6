import { describe, expect, it } from "vitest";
import type { RoomId } from "../../../src/protocol/ids.ts";
import { READ_AHEAD_MAX } from "../../../src/protocol/limits.ts";
import { FollowedRooms } from "../../../src/server/inbox/followed-rooms.ts";
import type { Peer } from "../../../src/server/object/sockets.ts";
import { group } from "../room/make-room.ts";
import { conversationsOf, makeInbox, ROOM, report } from "./make-inbox.ts";

const OTHER = group("other");

describe("INBOX16: what an inbox wants to hear of next", () => {
  it("is every message while a device is connected that does not show the end of the room", () => {
    const { reports, devices } = makeInbox();
    devices.push([ROOM], [OTHER]);
    expect(reports.take(report()).ack.wanted).toBe("all");
    expect(reports.isQuiet(ROOM)).toBe(false);
  });

  it("is none while all devices show it; the inbox remembers that, so that it asks before somebody else looks", () => {
    const { reports, reportsTo, wake, devices } = makeInbox();
    devices.push([ROOM], [OTHER, ROOM]);
    expect(reports.take(report()).ack.wanted).toBe("unless_present");
    expect([reports.isQuiet(ROOM), reports.quietRooms(), reports.silentRooms()]).toEqual([
      true,
      [ROOM],
      [ROOM],
    ]);
    expect(reportsTo(wake()).quietRooms()).toEqual([ROOM]);
  });

  it("ends as soon as a device looks elsewhere and the room reports by itself", () => {
    const { reports, devices } = makeInbox();
    devices.push([ROOM]);
    reports.take(report());
    devices.push([]);
    expect(reports.take(report({ head: 2 })).ack.wanted).toBe("all");
    expect(reports.isQuiet(ROOM)).toBe(false);
  });
});

describe("INBOX18: while no device is connected", () => {
  it("the first unread message is all that a room has to report", () => {
    const { reports } = makeInbox();
    expect(reports.take(report({ head: 0 })).ack).toEqual({ live: true, wanted: "all" });
    expect(reports.take(report({ head: 1 })).ack).toEqual({ live: false, wanted: "until_asked" });
    expect(reports.isQuiet(ROOM)).toBe(true);
  });

  it("a message that was deleted is not unread", () => {
    const { reports } = makeInbox();
    reports.take(report({ head: 0 }));
    const gone = report({ head: 1, change_id: 2, rewritten: [{ message_id: 1, text: null }] });
    expect(reports.take(gone).ack.wanted).toBe("all");
  });

  it("a request and a room that was left are told of as before", () => {
    const { reports } = makeInbox();
    const dm = "d_aaaaaaaaaaaaaaaaaaaa_bbbbbbbbbbbbbbbbbbbb" as RoomId;
    expect(reports.take(report({ room_id: dm, asked: true, head: 3 })).ack.wanted).toBe("all");
    expect(reports.take(report({ change_id: 5, membership: "left", head: 0 })).ack.wanted).toBe("all");
  });
});

describe("INBOX16: asking a room", () => {
  it("ends its silence, and not if it was told to be quiet again while the answer was under way", () => {
    const { reports, devices } = makeInbox();
    devices.push([ROOM]);
    reports.take(report());
    const times = reports.timesQuieted(ROOM);
    reports.take(report({ head: 2 }));
    reports.answer(report({ head: 2 }), times);
    expect(reports.isQuiet(ROOM)).toBe(true);
    reports.answer(report({ head: 2 }), reports.timesQuieted(ROOM));
    expect(reports.isQuiet(ROOM)).toBe(false);
  });
});

describe("INBOX17: what was read in a room that does not report", () => {
  it("counts with its next report, and may be far ahead of the last one", () => {
    const { reports, inbox, devices, noted } = makeInbox();
    devices.push([ROOM]);
    reports.take(report());
    const far = 1 + 10 * READ_AHEAD_MAX;
    expect(conversationsOf(inbox.read(ROOM, far))).toMatchObject([{ head: 1, read: 1 }]);
    noted.push({ room_id: ROOM, message_id: far + 1 });
    const { frames } = reports.take(report({ head: far + 2 }));
    expect(conversationsOf(frames)).toMatchObject([{ head: far + 2, read: far + 1 }]);
  });

  it("counts only up to the head that the room then reports", () => {
    const { reports, inbox, devices } = makeInbox();
    devices.push([ROOM]);
    reports.take(report());
    inbox.read(ROOM, 1_000_000);
    const frames = reports.answer(report({ head: 3 }), reports.timesQuieted(ROOM));
    expect(conversationsOf(frames)).toMatchObject([{ head: 3, read: 3 }]);
    expect(conversationsOf(reports.take(report({ head: 4 })).frames)).toMatchObject([{ head: 4, read: 3 }]);
  });
});

describe("INBOX17: followed rooms", () => {
  /** Devices of one user, by what is kept with their sockets. */
  function make(...names: string[]) {
    const peers = new Map(names.map((name) => [{ name } as unknown as WebSocket, {} as Partial<Peer>]));
    const silent = new Set<string>();
    const peerOf = (ws: WebSocket): Peer => ({ ...peers.get(ws), ws, socket_id: nameOf(ws) }) as Peer;
    const nameOf = (ws: WebSocket) => (ws as unknown as { name: string }).name;
    const sockets = {
      peers: () => [...peers.keys()].map(peerOf),
      peer: peerOf,
      keep: ({ ws }: Peer, kept: Partial<Peer>) => void peers.set(ws, { ...peers.get(ws), ...kept }),
    };
    const followed = new FollowedRooms(sockets, {
      connected: () => new Set(names),
      isHeard: ({ socket_id }) => !silent.has(socket_id),
    });
    return { followed, sockets, silent, device: (index: number) => sockets.peers()[index] as Peer };
  }

  it("are shown by all only if each connected device is heard and shows them", () => {
    const { followed, silent, device } = make("desk", "phone");
    followed.follow(device(0), [ROOM]);
    expect(followed.isShownByAll(ROOM)).toBe(false);
    followed.follow(device(1), [ROOM, OTHER]);
    expect([followed.isShownByAll(ROOM), followed.isShownByAll(OTHER)]).toEqual([true, false]);
    silent.add("desk");
    expect(followed.isShownByAll(ROOM)).toBe(false);
    expect(make().followed.isShownByAll(ROOM)).toBe(false);
  });

  it("note how far each device has read, forward only, until it is taken to be stored", () => {
    const { followed, device } = make("desk", "phone");
    expect(followed.note(device(0), ROOM, 4)).toBe(false);
    for (const index of [0, 1]) followed.follow(device(index), [ROOM, OTHER]);
    for (const message_id of [4, 7, 6]) followed.note(device(0), ROOM, message_id);
    followed.note(device(1), ROOM, 5);
    followed.note(device(1), OTHER, 2);
    expect(followed.take([device(1)], (room_id) => room_id === OTHER)).toEqual([
      { room_id: OTHER, message_id: 2 },
    ]);
    expect(followed.take()).toEqual([{ room_id: ROOM, message_id: 7 }]);
    expect(followed.take()).toEqual([]);
  });

  it("keep what was noted when the list changes, and say which are not shown any more", () => {
    const { followed, device } = make("desk");
    followed.follow(device(0), [ROOM, OTHER]);
    followed.note(device(0), ROOM, 4);
    expect(followed.follow(device(0), [ROOM])).toEqual([OTHER]);
    expect(followed.take()).toEqual([{ room_id: ROOM, message_id: 4 }]);
    expect(followed.follow(device(0), [])).toEqual([ROOM]);
  });
});
