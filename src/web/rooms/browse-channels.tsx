import { createMemo, createSignal, For, Match, Switch } from "solid-js";
import type { Channel } from "../../protocol/endpoints.ts";
import type { RoomId } from "../../protocol/ids.ts";
import type { Conversation } from "../../protocol/inbox.ts";
import { RoomAvatar } from "../elements/avatar.tsx";
import { Field, Wrong } from "../elements/field.tsx";
import { useParlor } from "../parlor-context.ts";
import { sentence } from "../words.ts";
import { createSearch } from "./people-search.ts";

/** The public channels, to join or to open. */
export function BrowseChannels(props: {
  readonly conversations: readonly Conversation[];
  readonly onOpen: (room_id: RoomId) => void;
}) {
  const parlor = useParlor();
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
  const mine = createMemo(() => new Set(props.conversations.map(({ room_id }) => room_id)));
  const enter = async (channel: Channel): Promise<void> => {
    if (!mine().has(channel.room_id)) {
      const result = await parlor.join(channel.room_id);
      if (!result.ok) return void setFailed(sentence(result));
    }
    props.onOpen(channel.room_id);
  };
  return (
    <div class="sheet-body">
      <Field
        label="Find a channel"
        type="search"
        autocomplete="off"
        placeholder="Name"
        value={typed()}
        onText={setTyped}
        autofocus
      />
      <Wrong text={failed()} />
      <div class="people" aria-live="polite">
        <Switch>
          <Match when={search().state === "found" && found().length === 0}>
            <p class="people-note">
              {typed().trim() === ""
                ? "There are no channels yet. Make the first one."
                : `No channel is called “${typed().trim()}”.`}
            </p>
          </Match>
          <Match when={found().length > 0}>
            <ul aria-label="Channels">
              <For each={found()}>
                {(channel) => (
                  <li>
                    <button type="button" class="person" onClick={() => void enter(channel)}>
                      <RoomAvatar room_id={channel.room_id} kind="channel" name={channel.name} />
                      <span class="person-words">
                        <span class="person-name cut">
                          <bdi>{channel.name}</bdi>
                        </span>
                        <span class="person-handle cut">{channel.topic || "No topic"}</span>
                      </span>
                      <span class="way-in">{mine().has(channel.room_id) ? "Open" : "Join"}</span>
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
