import { type JSX, Show } from "solid-js";
import { words } from "../language/language.ts";
import { exactTime, now } from "../language/times.ts";
import { Icon } from "../primitives/icon.tsx";
import { useMe } from "../state/parlor-context.ts";
import styles from "./cannot-post.module.css";
import { useRoom } from "./open-room.ts";

/** The composer, or the reason why there is none. A draft is still there afterwards. */
export function CannotPost(props: { readonly children: JSX.Element }) {
  const { room, rights, members } = useRoom();
  const me = useMe();
  const mutedUntil = () =>
    members().members.find(({ user_id }) => user_id === me().user_id)?.muted_until ?? 0;
  const why = (): string | undefined => {
    const t = words().room.cannotPost;
    if (room() === undefined) return undefined; // Not known yet; a message sent meanwhile waits.
    if (room()?.archived) return t.archived;
    if (!rights().post) return t.adminsOnly;
    if (mutedUntil() <= now()) return undefined;
    return mutedUntil() >= FOR_EVER ? t.muted : t.mutedUntil(exactTime(mutedUntil()));
  };
  return (
    <Show when={why()} fallback={props.children}>
      <p class={styles.cannotPost} role="status">
        <Icon name="quiet" size={18} /> {why()}
      </p>
    </Show>
  );
}

/** A mute that ends after this time counts as permanent (Unix milliseconds, the year 2100). */
const FOR_EVER = Date.UTC(2100, 0);
