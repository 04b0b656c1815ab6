import { createMemo, createSignal, For, Match, Switch } from "solid-js";
import type { Channel } from "../../protocol/endpoints.ts";
import type { RoomId } from "../../protocol/ids.ts";
import { laterWords } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import peopleStyles from "../people/people.module.css";
import { createSearch } from "../people/people-search.ts";
import { RoomAvatar } from "../primitives/avatar.tsx";
import { classes } from "../primitives/classes.ts";
import dialogStyles from "../primitives/dialog.module.css";
import { Field, Wrong } from "../primitives/field.tsx";
import noteStyles from "../primitives/note.module.css";
import { observe, useParlor } from "../state/parlor-context.ts";
import styles from "./browse-channels.module.css";

/** The public channels, to join or to open. */
export function BrowseChannels(props: { readonly onOpen: (room_id: RoomId) => void }) {
  const parlor = useParlor();
  const t = () => laterWords().rooms.browse;
  const conversations = observe(parlor.conversations);
  const [requested, setRequested] = createSignal<string>();
  const [typed, setTyped] = createSignal("");
  const [failed, setFailed] = createSignal<string>();
  const search = createSearch<Channel>(
    typed,
    async (q) => {
      const result = await parlor.call("channels", { q });
      return result.ok ? { ok: true, value: result.value.channels } : result;
    },
    true,
  );
  const found = createMemo(() => {
    const now = search();
    return now.state === "found" ? now.found : [];
  });
  const mine = createMemo(() => new Set(conversations().map(({ room_id }) => room_id)));
  const enter = async (channel: Channel): Promise<void> => {
    if (!mine().has(channel.room_id)) {
      const result = await parlor.join(channel.room_id);
      if (!result.ok) return void setFailed(refusalText(result));
      // The admins decide; once they accept, the channel appears in the list.
      if (result.value.state === "requested") return void setRequested(channel.room_id);
    }
    props.onOpen(channel.room_id);
  };
  const actionLabel = (room_id: RoomId): string => {
    if (mine().has(room_id)) return t().open;
    return requested() === room_id ? t().requested : t().join;
  };
  return (
    <div class={dialogStyles.body}>
      <Field
        label={t().find}
        type="search"
        autocomplete="off"
        placeholder={laterWords().rooms.new.name}
        value={typed()}
        onText={setTyped}
        autofocus
      />
      <Wrong text={failed()} />
      <div class={peopleStyles.people} aria-live="polite">
        <Switch>
          <Match when={search().state === "found" && found().length === 0}>
            <p class={noteStyles.note}>{typed().trim() === "" ? t().empty : t().none(typed().trim())}</p>
          </Match>
          <Match when={found().length > 0}>
            <ul aria-label={laterWords().rooms.new.browse.title}>
              <For each={found()}>
                {(channel) => (
                  <li>
                    <button type="button" class={peopleStyles.person} onClick={() => void enter(channel)}>
                      <RoomAvatar room_id={channel.room_id} kind="channel" name={channel.name} />
                      <span class={peopleStyles.text}>
                        <span class={classes(peopleStyles.name, "cut")}>
                          <bdi>{channel.name}</bdi>
                        </span>
                        <span class={classes(peopleStyles.handle, "cut")}>
                          {channel.topic || t().noTopic}
                        </span>
                      </span>
                      <span class={styles.action}>{actionLabel(channel.room_id)}</span>
                    </button>
                  </li>
                )}
              </For>
            </ul>
          </Match>
        </Switch>
      </div>
    </div>
  );
}
