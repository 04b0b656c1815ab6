import * as z from "zod/mini";

/**
 * Names of things. An id says what it names (`u_`, `d_`, `g_`, `c_`), holds nothing a person typed,
 * and is safe in a URL. Random parts have 100 bits.
 *
 * Each kind of id is a type of its own, so that one cannot be passed for another. An id comes from its schema,
 * from a row of a table, or from one of the functions below that make ids.
 */

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's base 32: no i, l, o, u
const RANDOM = "[0-9a-hjkmnp-tv-z]{20}";

/** Bytes of randomness an id is made from. */
export const ID_BYTES = 20;

/** The random part of an id: one character from each byte's lower five bits. */
export const idFromBytes = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, ID_BYTES), (byte) => ALPHABET[byte & 31]).join("");

export const UserId = z
  .string()
  .check(z.regex(new RegExp(`^u_${RANDOM}$`)))
  .brand<"user", "inout">();
export type UserId = z.infer<typeof UserId>;

export const newUserId = (bytes: Uint8Array): UserId => `u_${idFromBytes(bytes)}` as UserId;

export const RoomId = z
  .string()
  .check(z.regex(new RegExp(`^(?:[gc]_${RANDOM}|d_${RANDOM}_${RANDOM})$`)))
  .brand<"room", "inout">();
export type RoomId = z.infer<typeof RoomId>;

/** The id of a new group or channel; that of a DM is `dmRoomId`. */
export const newRoomId = (kind: "group" | "channel", bytes: Uint8Array): RoomId =>
  `${kind === "channel" ? "c" : "g"}_${idFromBytes(bytes)}` as RoomId;

/** A signed-in device. */
export const SessionId = z
  .string()
  .check(z.regex(new RegExp(`^s_${RANDOM}$`)))
  .brand<"session", "inout">();
export type SessionId = z.infer<typeof SessionId>;

export const newSessionId = (bytes: Uint8Array): SessionId => `s_${idFromBytes(bytes)}` as SessionId;

/** An invite link; its secret is something else. */
export const LinkId = z
  .string()
  .check(z.regex(new RegExp(`^${RANDOM}$`)))
  .brand<"link", "inout">();
export type LinkId = z.infer<typeof LinkId>;

export const newLinkId = (bytes: Uint8Array): LinkId => idFromBytes(bytes) as LinkId;

/** A file that was uploaded, or is being uploaded. */
export const FileId = z
  .string()
  .check(z.regex(new RegExp(`^f_${RANDOM}$`)))
  .brand<"file", "inout">();
export type FileId = z.infer<typeof FileId>;

export const newFileId = (bytes: Uint8Array): FileId => `f_${idFromBytes(bytes)}` as FileId;

/** Made by the sender: a UUIDv7 (RFC 9562 §5.7), whose first 48 bits are the time it was made. */
export const ClientId = z
  .string()
  .check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/))
  .brand<"client", "inout">();
export type ClientId = z.infer<typeof ClientId>;

declare const numberOf: unique symbol;
/**
 * The number of a message or of a change. These types are looser than the ids above, because code calculates with
 * them: the next one is one more, a range is a difference, and 0 is the place before the first. So a plain number
 * passes for either, and positions and cursors have these types too. What does not compile is passing the number
 * of a message for that of a change, or the other way round. Counts and lengths are plain numbers.
 */
type NumberOf<What extends "message" | "change"> = number & { readonly [numberOf]?: What };
const numberOfA = <Id extends number>(schema: z.ZodMiniType<number, number>) =>
  schema as unknown as z.ZodMiniType<Id, Id>;

/** 1, 2, 3, … in each room, without holes. */
export type MessageId = NumberOf<"message">;
export const MessageId = numberOfA<MessageId>(z.int().check(z.minimum(1)));

/** 1, 2, 3, … in each room, apart from the messages. */
export type ChangeId = NumberOf<"change">;
export const ChangeId = numberOfA<ChangeId>(z.int());

/** How far somebody or something has got, in messages and in changes; 0 is before the first. */
export const MessagePosition = numberOfA<MessageId>(z.int().check(z.minimum(0)));
export const ChangePosition = numberOfA<ChangeId>(z.int().check(z.minimum(0)));

/** `dm` between two people, private `group`, public `channel`. */
export const RoomKind = z.enum(["dm", "group", "channel"]);
export type RoomKind = z.infer<typeof RoomKind>;

const KINDS: Record<string, RoomKind> = { d: "dm", g: "group", c: "channel" };

/** The id contains the kind, so it is known without asking the room. */
export function kindOf(room_id: RoomId): RoomKind {
  const kind = KINDS[room_id.slice(0, 1)];
  if (!kind) throw new Error("not a room id");
  return kind;
}

/** The DM of two people: made from their ids alone, so both sides find it without a look-up. */
export function dmRoomId(one: UserId, other: UserId): RoomId {
  const [first, second] = [one, other].sort() as [UserId, UserId];
  return `d_${first.slice(2)}_${second.slice(2)}` as RoomId;
}

/** Stands for a DM where its id must not be told, since that names two people. Nobody has it. */
export const SOME_DM = `d_${"0".repeat(20)}_${"0".repeat(20)}` as RoomId;

/** A room's id for people who may not be in it. */
export const publicRoomId = (room_id: RoomId): RoomId => (kindOf(room_id) === "dm" ? SOME_DM : room_id);

/** The two people of a DM, read back from its id. */
export function dmMembers(room_id: RoomId): [UserId, UserId] {
  const [, first, second] = room_id.split("_");
  return [`u_${first}`, `u_${second}`] as [UserId, UserId];
}

/** The other one of a DM; the user, if it is with themselves. */
export function otherMember(room_id: RoomId, user_id: UserId): UserId {
  const [first, second] = dmMembers(room_id);
  return first === user_id ? second : first;
}

/** Unix milliseconds at which a client_id was made, by its maker's clock. */
export const clientIdTime = (client_id: ClientId): number =>
  Number.parseInt(client_id.slice(0, 8) + client_id.slice(9, 13), 16);
