import { type Accessor, createMemo } from "solid-js";
import { dmMembers, kindOf, type RoomId, type UserId } from "../../protocol/ids.ts";
import type { User } from "../../protocol/user.ts";
import { observe, useMe, useParlor } from "../parlor-context.ts";

/** The other one of a DM (oneself, in a DM with oneself). */
export function otherOf(room_id: RoomId, me: UserId): UserId {
  const [first, second] = dmMembers(room_id);
  return first === me ? second : first;
}

interface Named {
  readonly room_id: RoomId;
  readonly name: string;
}

/** What a room is called by whoever is signed in, and the person it is about where it is a DM. */
export function useRoomName(room: Accessor<Named>): {
  name: Accessor<string>;
  person: Accessor<User | undefined>;
} {
  const me = useMe();
  const { people } = useParlor();
  const id = createMemo(() => room().room_id);
  const source = createMemo(() =>
    kindOf(id()) === "dm" ? observe(people.get(otherOf(id(), me().user_id))) : undefined,
  );
  const person = () => source()?.();
  const name = () => (kindOf(id()) === "dm" ? (person()?.name ?? "…") : room().name);
  return { name, person };
}
