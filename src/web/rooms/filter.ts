import { type Accessor, createMemo } from "solid-js";
import type { Conversation } from "../../protocol/inbox.ts";
import { observe, useMe, useParlor } from "../parlor-context.ts";
import { otherOf } from "./room-name.ts";

/** Folds what people do not think of when they type a name: case and accents. */
const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** The conversations whose name (or whose person's handle) has a word that starts as typed. */
export function createFilter(all: Accessor<readonly Conversation[]>, typed: Accessor<string>) {
  const { people } = useParlor();
  const me = useMe();
  const named = (conversation: Conversation): string => {
    if (conversation.kind !== "dm") return conversation.name;
    const person = observe(people.get(otherOf(conversation.room_id, me().user_id)))();
    return person === undefined ? "" : `${person.name} ${person.handle}`;
  };
  return createMemo(() => {
    const wanted = fold(typed()).trim();
    if (wanted === "") return all();
    return all().filter((conversation) => ` ${fold(named(conversation))}`.includes(` ${wanted}`));
  });
}
