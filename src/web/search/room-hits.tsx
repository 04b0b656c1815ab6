import { createMemo, For, Show } from "solid-js";
import type { FoundInRoom } from "../../client/index.ts";
import { kindOf } from "../../protocol/ids.ts";
import type { Message } from "../../protocol/message.ts";
import { wordsOf } from "../../protocol/search/match.ts";
import type { Term } from "../../protocol/search/query.ts";
import { laterWords } from "../language/language.ts";
import { plainText } from "../markdown/notation.ts";
import excerptStyles from "../message/excerpt.module.css";
import { Excerpt } from "../message/excerpt.tsx";
import { PersonAvatar, RoomAvatar } from "../primitives/avatar.tsx";
import buttonStyles from "../primitives/button.module.css";
import { isNarrow } from "../primitives/narrow.ts";
import { observe, useParlor } from "../state/parlor-context.ts";
import { useRoomName } from "../state/room-name.ts";
import { foundPath, messagePath } from "../state/route.ts";
import styles from "./search.module.css";
import { snippetOf } from "./snippet.ts";

/** What was found in one room; under its name, unless that is obvious. */
export function RoomHits(props: {
  readonly found: FoundInRoom;
  readonly terms: readonly Term[];
  readonly only: boolean;
  readonly onMore: () => void;
}) {
  const t = () => laterWords().search;
  const conversations = observe(useParlor().conversations);
  const room_id = () => props.found.room_id;
  const conversation = createMemo(() => conversations().find((each) => each.room_id === room_id()));
  const { name, person } = useRoomName(() => ({ room_id: room_id(), name: conversation()?.name ?? "" }));
  return (
    <section aria-label={props.only ? t().hits : name()}>
      <Show when={!props.only}>
        <h2 class={styles.room}>
          <Show
            when={kindOf(room_id()) === "dm"}
            fallback={<RoomAvatar room_id={room_id()} kind={kindOf(room_id())} name={name()} size="s" />}
          >
            <PersonAvatar person={person()} size="s" />
          </Show>
          <bdi class="cut">{name()}</bdi>
        </h2>
      </Show>
      <ul class={excerptStyles.excerpts}>
        <For each={props.found.messages}>
          {(message) => <Hit found={props.found} message={message} terms={props.terms} only={props.only} />}
        </For>
      </ul>
      <Show when={props.found.isMore}>
        <button type="button" class={buttonStyles.button} onClick={() => props.onMore()}>
          {props.only ? t().more : t().moreOf(name())}
        </button>
      </Show>
    </section>
  );
}

function Hit(props: {
  readonly found: FoundInRoom;
  readonly message: Message;
  readonly terms: readonly Term[];
  readonly only: boolean;
}) {
  // On a phone the search would hide the message that it leads to.
  const href = () =>
    (props.only && !isNarrow() ? foundPath : messagePath)(props.found.room_id, props.message.message_id);
  const pieces = createMemo(() => {
    const { message, terms } = props;
    return snippetOf(plainText(wordsOf(message)), terms);
  });
  return (
    <Excerpt href={href()} sender={props.message.sender} time={props.message.time} text={props.message.text}>
      <For each={pieces()}>
        {(piece) => (
          <Show when={piece.isHit} fallback={piece.text}>
            <mark class={styles.mark}>{piece.text}</mark>
          </Show>
        )}
      </For>
    </Excerpt>
  );
}
