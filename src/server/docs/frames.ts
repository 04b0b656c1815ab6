import * as z from "zod/mini";
import { inboxActions } from "../../protocol/actions/inbox-actions.ts";
import { roomActions } from "../../protocol/actions.ts";
import { Entry } from "../../protocol/inbox.ts";
import { InboxDown, InboxUp } from "../../protocol/inbox-frames.ts";
import { Change } from "../../protocol/room.ts";
import { FrameError, Ping, Pong, Reject, RoomDown, RoomUp } from "../../protocol/room-frames.ts";

/** The members of the unions that go over sockets, each under a name of its own. */

type Member = z.ZodMiniObject;

interface Union {
  readonly def: { readonly options: readonly z.core.$ZodType[] };
}

/** The members of a union whose `type` or `kind` tells them apart, by that. */
function membersOf(union: Union): Map<string, Member> {
  const members = union.def.options as readonly Member[];
  return new Map(members.map((member) => [tagOf(member), member]));
}

/** The shapes of actions, by their type. */
const schemasOf = (table: Readonly<Record<string, { readonly schema: z.ZodMiniType }>>) =>
  new Map(Object.entries(table).map(([type, { schema }]) => [type, schema as Member]));

function tagOf({ shape }: Member): string {
  const tag = shape.type ?? shape.kind;
  if (!(tag instanceof z.ZodMiniLiteral)) throw new Error("a member of a union without a tag");
  return String(tag.def.values[0]);
}

/** What is sent on a socket, by direction. Heartbeats are not part of the unions, since no object sees them. */
export const sockets = {
  RoomUp: new Map([...membersOf(RoomUp), ["ping", Ping]]),
  RoomDown: membersOf(RoomDown),
  InboxUp: new Map([...membersOf(InboxUp), ["ping", Ping]]),
  InboxDown: membersOf(InboxDown),
} as const;

/** What the frames carry: actions, changes, entries. */
export const families = {
  Action: schemasOf(roomActions),
  Change: membersOf(Change),
  InboxAction: schemasOf(inboxActions),
  Entry: membersOf(Entry),
} as const;

/** Members that several unions share. */
const SHARED: ReadonlyMap<Member, string> = new Map<Member, string>([
  [Ping, "Ping"],
  [Pong, "Pong"],
  [Reject, "Reject"],
  [FrameError, "FrameError"],
]);

/** `RoomUp` and `hello` → `RoomUpHello`. */
export const nameOf = (union: string, tag: string, member: Member): string =>
  SHARED.get(member) ?? union + tag.split("_").map(capital).join("");

export const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** All of them by name. */
export function namedMembers(): Record<string, Member> {
  const unions = Object.entries({ ...sockets, ...families });
  return Object.fromEntries(
    unions.flatMap(([union, members]) =>
      [...members].map(([tag, member]) => [nameOf(union, tag, member), member] as const),
    ),
  );
}
