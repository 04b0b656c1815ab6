import { createMemo, For } from "solid-js";
import type { Notice as Change } from "../../client/index.ts";
import type { UserId } from "../../protocol/ids.ts";
import { words } from "../language/language.ts";
import { names } from "../language/names.ts";
import { useMe, usePeople } from "../state/parlor-context.ts";
import { type NoticeText, noticeTexts } from "./notice-text.ts";
import styles from "./timeline.module.css";

/** How many people are named; further ones are only counted. */
const NAMED = 3;

/** "Ann and Bob joined · Cem left": what happened between two messages, in one quiet line. */
export function Notice(props: { readonly changes: readonly Change[] }) {
  return (
    <p class={styles.notice}>
      <span>
        <For each={noticeTexts(props.changes)}>
          {(notice, index) => (
            <>
              {index() > 0 && " · "}
              <NoticePart notice={notice} />
            </>
          )}
        </For>
      </span>
    </p>
  );
}

function NoticePart(props: { readonly notice: NoticeText }) {
  const crowd = useCrowd(() => props.notice.who);
  const me = useMe();
  const verb = () => {
    const [one, several, you] = props.notice.verb;
    if (props.notice.who.length > 1) return several;
    return props.notice.who[0] === me().user_id ? you : one;
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
    const known = people().map(({ user_id, name }) => (isMe(user_id) ? words().message.you : name));
    const rest = Math.max(0, ordered().length - NAMED);
    if (known.length === 0) return words().message.people(ordered().length);
    return rest === 0 ? names(known) : names([...known, ...Array<string>(rest).fill("")], NAMED);
  };
}
