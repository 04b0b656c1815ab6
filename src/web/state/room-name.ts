import { type Accessor, createMemo } from "solid-js";
import { kindOf, otherMember, type RoomId } from "../../protocol/ids.ts";
import type { Conversation } from "../../protocol/inbox.ts";
import { type User, withoutTurning } from "../../protocol/user.ts";
import { observe, useMe, useParlor } from "./parlor-context.ts";

interface Named {
  readonly room_id: RoomId;
  readonly name: string;
}

/** The name of a room as its reader sees it, and the person if it is a direct message. */
export function useRoomName(room: Accessor<Named>): {
  name: Accessor<string>;
  person: Accessor<User | undefined>;
} {
  const me = useMe();
  const { people } = useParlor();
  const id = createMemo(() => room().room_id);
  const source = createMemo(() =>
    kindOf(id()) === "dm" ? observe(people.get(otherMember(id(), me().user_id))) : undefined,
  );
  const person = () => source()?.();
  const name = () => (kindOf(id()) === "dm" ? (person()?.name ?? "…") : withoutTurning(room().name));
  return { name, person };
}

/** The names by which each room can be found; for a direct message, the other person's name and handle. */
export function useSearchNames(
  conversations: Accessor<readonly Conversation[]>,
): Accessor<ReadonlyMap<RoomId, string>> {
  const me = useMe();
  const { people } = useParlor();
  return createMemo(() => {
    const named = ({ kind, room_id, name }: Conversation): string => {
      if (kind !== "dm") return name;
      const person = observe(people.get(otherMember(room_id, me().user_id)))();
      return person === undefined ? "" : `${person.name} ${person.handle}`;
    };
    return new Map(conversations().map((each) => [each.room_id, named(each)]));
  });
}
