import { createMemo, For, Show } from "solid-js";
import type { Conversation } from "../../../protocol/inbox.ts";
import { words } from "../../language/language.ts";
import { ago, exactTime } from "../../language/times.ts";
import excerptStyles from "../../message/excerpt.module.css";
import { PersonAvatar } from "../../primitives/avatar.tsx";
import emptyStateStyles from "../../primitives/empty-state.module.css";
import { AnswerRequest, askerOf } from "../../requests/answer-request.tsx";
import styles from "../../requests/requests.module.css";
import { keyed } from "../../state/keyed.ts";
import { observe, useMe, useParlor, usePerson } from "../../state/parlor-context.ts";
import { roomPath } from "../../state/route.ts";

/** Invitations, and direct messages from people the user does not know. */
export function RequestList() {
  const requests = observe(useParlor().requests);
  const t = () => words().rooms.requests;
  const { keys, item } = keyed(requests, ({ room_id }) => room_id);
  return (
    <Show
      when={keys().length > 0}
      fallback={
        <div class={emptyStateStyles.emptyState}>
          <h2>{t().none}</h2>
          <p class="soft">{t().hint}</p>
        </div>
      }
    >
      <p class="soft">{t().hint}</p>
      <ul class={excerptStyles.excerpts}>
        <For each={keys()}>{(key) => <Request request={item(key)()} />}</For>
      </ul>
    </Show>
  );
}

function Request(props: { readonly request: Conversation }) {
  const me = useMe();
  const t = () => words().rooms.requests;
  const asker = usePerson(() => askerOf(props.request, me().user_id));
  const at = createMemo(() => props.request.invitation?.at ?? props.request.active_at);
  return (
    <li class={styles.request}>
      <div class={styles.who}>
        <PersonAvatar person={asker()} />
        <span>
          <bdi class="cut">{asker()?.name ?? "…"}</bdi>
          <Show
            when={props.request.invitation}
            fallback={<a href={roomPath(props.request.room_id)}>{t().writes}</a>}
          >
            <span class="soft">
              {props.request.kind === "channel" ? t().toChannel : t().toGroup} <bdi>{props.request.name}</bdi>
            </span>
          </Show>
          <time class="soft" dateTime={new Date(at()).toISOString()} title={exactTime(at())}>
            {ago(at())}
          </time>
        </span>
      </div>
      <AnswerRequest request={props.request} />
    </li>
  );
}
