import fc from "fast-check";
import { v4, v7 } from "uuid";
import { describe, expect, it } from "vitest";
import {
  ChangeId,
  ClientId,
  clientIdTime,
  dmMembers,
  dmRoomId,
  ID_BYTES,
  idFromBytes,
  kindOf,
  MessageId,
  newUserId,
  RoomId,
  UserId,
} from "../../src/protocol/ids.ts";
import { asId } from "../as-id.ts";

const bytes = fc.uint8Array({ minLength: ID_BYTES, maxLength: ID_BYTES });
const userId = bytes.map(newUserId);

describe("ids", () => {
  it("are what their schemas take, whatever the randomness", () => {
    fc.assert(
      fc.property(bytes, (random) => {
        const id = idFromBytes(random);
        expect(UserId.safeParse(`u_${id}`).success).toBe(true);
        expect(RoomId.safeParse(`g_${id}`).success).toBe(true);
        expect(RoomId.safeParse(`c_${id}`).success).toBe(true);
      }),
    );
  });

  it("differ wherever the randomness does in the bits that count", () => {
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        const isSame = one.every((byte, index) => (byte & 31) === ((other[index] as number) & 31));
        expect(idFromBytes(one) === idFromBytes(other)).toBe(isSame);
      }),
    );
  });

  it.each([
    "",
    "u_",
    "u_0000000000000000000",
    "u_000000000000000000000",
    "u_0000000000000000000O",
    "u_0000000000000000000i",
    "U_00000000000000000000",
    "g_00000000000000000000",
    " u_00000000000000000000",
    "u_00000000000000000000\n",
  ])("no user has the id %j", (id) => expect(UserId.safeParse(id).success).toBe(false));

  it.each([
    "x_00000000000000000000",
    "d_00000000000000000000",
    "g_00000000000000000000_00000000000000000000",
    "c_0000000000000000000l",
    "../g_00000000000000000000",
  ])("no room has the id %j", (id) => expect(RoomId.safeParse(id).success).toBe(false));

  it("tell the kind of a room", () => {
    expect(["d_a_b", "g_a", "c_a"].map((id) => kindOf(asId(id)))).toEqual(["dm", "group", "channel"]);
    expect(() => kindOf(asId("u_a"))).toThrow();
  });

  it("do not pass for each other", () => {
    const message = (id: MessageId): number => id;
    const change = (id: ChangeId): number => id;
    // @ts-expect-error: a change is no message
    expect(message(ChangeId.parse(1))).toBe(1);
    // @ts-expect-error: a message is no change
    expect(change(MessageId.parse(1))).toBe(1);
    expect([message(MessageId.parse(1) + 1), change(ChangeId.parse(1) + 1)]).toEqual([2, 2]);
    // @ts-expect-error: a user is no room
    expect(() => kindOf(newUserId(new Uint8Array(ID_BYTES)))).toThrow();
    // @ts-expect-error: a text is no room, before its schema has taken it
    expect(kindOf("g_a")).toBe("group");
  });

  it("message ids are whole and begin at 1", () => {
    expect([1, 2 ** 53 - 1].every((id) => MessageId.safeParse(id).success)).toBe(true);
    expect([0, -1, 1.5, 2 ** 53, Number.NaN, "1", null].some((id) => MessageId.safeParse(id).success)).toBe(
      false,
    );
  });
});

describe("MEMBER1: the room of two people", () => {
  it("is the same for both of them, and its id says who they are", () => {
    fc.assert(
      fc.property(userId, userId, (one, other) => {
        const room_id = dmRoomId(one, other);
        expect(dmRoomId(other, one)).toBe(room_id);
        expect(RoomId.safeParse(room_id).success).toBe(true);
        expect(dmMembers(room_id).toSorted()).toEqual([one, other].toSorted());
      }),
    );
  });
});

describe("SEND1, SEND6: a client_id", () => {
  it("is a UUIDv7 and tells when it was made", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (msecs) => {
        const client_id = ClientId.parse(v7({ msecs }));
        expect(clientIdTime(client_id)).toBe(msecs);
      }),
    );
  });

  it("is spelled in one way only, so that one send has one name", () => {
    const client_id = v7();
    for (const other of [
      client_id.toUpperCase().replace(/^/, "F"),
      client_id.replaceAll("-", ""),
      `{${client_id}}`,
      ` ${client_id}`,
      v4(),
    ])
      expect(ClientId.safeParse(other).success).toBe(false);
  });

  it("sorts by time of making", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 47 }),
        fc.integer({ min: 1, max: 2 ** 40 }),
        (msecs, later) => {
          expect(v7({ msecs }) < v7({ msecs: msecs + later })).toBe(true);
        },
      ),
    );
  });
});
