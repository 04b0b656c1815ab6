import { createMemo, Show } from "solid-js";
import { words } from "../language/language.ts";
import { AnswerRequest } from "../requests/answer-request.tsx";
import styles from "../requests/requests.module.css";
import { observe, useParlor } from "../state/parlor-context.ts";
import { navigate } from "../state/route.ts";
import { useRoom } from "./open-room.ts";

/** Above the composer of a DM that somebody has begun whom the user does not know. */
export function RequestBar() {
  const { room_id, name } = useRoom();
  const requests = observe(useParlor().requests);
  const request = createMemo(() => requests().find((each) => each.room_id === room_id && each.request));
  return (
    <Show when={request()}>
      {(open) => (
        <section class={styles.bar} aria-label={words().rooms.requests.title}>
          <p>{words().rooms.requests.explain(name())}</p>
          <AnswerRequest request={open()} onGone={() => navigate("/")} />
        </section>
      )}
    </Show>
  );
}
