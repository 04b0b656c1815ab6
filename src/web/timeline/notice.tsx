import { createMemo, For } from "solid-js";
import type { Notice as Change } from "../../client/index.ts";
import type { UserId } from "../../protocol/ids.ts";
import { words } from "../language/language.ts";
import { names } from "../language/refusal-text.ts";
import { useMe, usePeople } from "../state/parlor-context.ts";
import { type Telling, tellings } from "./notice-text.ts";

/** Ids whose names are asked for; a crowd beyond them is only counted. */
const NAMED = 3;

/** "Ann and Bob joined · Cem left": what happened between two messages, in one quiet line. */
export function Notice(props: { readonly changes: readonly Change[] }) {
  return (
    <p class="notice">
      <span>
        <For each={tellings(props.changes)}>
          {(telling, index) => (
            <>
              {index() > 0 && " · "}
              <Told telling={telling} />
            </>
          )}
        </For>
      </span>
    </p>
  );
}

function Told(props: { readonly telling: Telling }) {
  const crowd = useCrowd(() => props.telling.who);
  const me = useMe();
  const verb = () => {
    const [one, several, you] = props.telling.verb;
    if (props.telling.who.length > 1) return several;
    return props.telling.who[0] === me().user_id ? you : one;
  };
  return (
    <bdi>
      {crowd()} {verb()}
    </bdi>
  );
}

function useCrowd(ids: () => readonly UserId[]): () => string {
  const me = useMe();
  const isMe = (id: UserId): boolean => id === me().user_id;
  const ordered = createMemo(() => [...ids().filter(isMe), ...ids().filter((id) => !isMe(id))]);
  const people = usePeople(() => ordered().slice(0, NAMED));
  return () => {
    const known = people().map(({ user_id, name }) => (isMe(user_id) ? words().timeline.you : name));
    const rest = Math.max(0, ordered().length - NAMED);
    if (known.length === 0) return words().timeline.people(ordered().length);
    return rest === 0 ? names(known) : names([...known, ...Array<string>(rest).fill("")], NAMED);
  };
}
