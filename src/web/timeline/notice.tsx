import { createMemo } from "solid-js";
import type { UserId } from "../../protocol/ids.ts";
import type { Change } from "../../protocol/room.ts";
import { useMe, usePeople } from "../parlor-context.ts";
import { count, names } from "../words.ts";

/** Ids whose names are asked for; a crowd beyond them is only counted. */
const NAMED = 3;

/** "Ann and Bob joined · Cem left": what happened between two messages, in one quiet line. */
export function Notice(props: { readonly changes: readonly Change[] }) {
  const ids = (type: Change["type"]) => [
    ...new Set(props.changes.filter((change) => change.type === type).map(({ user_id }) => user_id)),
  ];
  const joined = createMemo(() => ids("member_joined"));
  const left = createMemo(() => ids("member_left"));
  const joinedNames = useCrowd(joined);
  const leftNames = useCrowd(left);
  const text = (): string =>
    [joined().length > 0 && `${joinedNames()} joined`, left().length > 0 && `${leftNames()} left`]
      .filter(Boolean)
      .join(" · ");
  return (
    <p class="notice">
      <bdi>{text()}</bdi>
    </p>
  );
}

function useCrowd(ids: () => readonly UserId[]): () => string {
  const me = useMe();
  const isMe = (id: UserId): boolean => id === me().user_id;
  const ordered = createMemo(() => [...ids().filter(isMe), ...ids().filter((id) => !isMe(id))]);
  const people = usePeople(() => ordered().slice(0, NAMED));
  return () => {
    const known = people().map(({ user_id, name }) => (isMe(user_id) ? "You" : name));
    const rest = Math.max(0, ordered().length - NAMED);
    if (known.length === 0) return count(ordered().length, "person", "people");
    return rest === 0 ? names(known) : names([...known, ...Array<string>(rest).fill("")], NAMED);
  };
}
