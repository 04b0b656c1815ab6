import { createMemo, createResource, For, Match, Show, Switch } from "solid-js";
import type { Message } from "../../../protocol/message.ts";
import { laterWords } from "../../language/language.ts";
import { refusalText } from "../../language/refusal-text.ts";
import excerptStyles from "../../message/excerpt.module.css";
import { Excerpt } from "../../message/excerpt.tsx";
import buttonStyles from "../../primitives/button.module.css";
import { Icon } from "../../primitives/icon.tsx";
import noteStyles from "../../primitives/note.module.css";
import { useParlor } from "../../state/parlor-context.ts";
import { messagePath } from "../../state/route.ts";
import { useRoom } from "../open-room.ts";
import { Panel } from "../panel.tsx";

/** The pinned messages, the last pinned first. Each leads to its place in the room. */
export function PinsPanel() {
  const parlor = useParlor();
  const { room_id, state, rights, applyAction } = useRoom();
  const t = () => laterWords().room.pins;
  /** Changes whenever a loaded message is pinned or unpinned, and with each connection. */
  const sign = createMemo(() =>
    [
      state().connection.state === "live",
      ...state().messages.flatMap(({ message_id, pinned }) => (pinned ? message_id : [])),
    ].join(" "),
  );
  const [pins, { refetch }] = createResource(sign, () => parlor.call("pins", { room_id }));
  const messages = (): readonly Message[] => {
    const result = pins.latest;
    if (!result?.ok) return [];
    // What is loaded follows edits and deletions at once.
    const loaded = new Map(state().messages.map((message) => [message.message_id, message]));
    return result.value.messages
      .map((message) => loaded.get(message.message_id) ?? message)
      .filter(({ deleted_at }) => deleted_at === undefined);
  };
  const failed = () => {
    const result = pins.latest;
    return result !== undefined && !result.ok ? refusalText(result) : undefined;
  };
  const unpin = async (message: Message): Promise<void> => {
    await applyAction({ type: "pin", message_id: message.message_id, on: false });
    void refetch();
  };
  return (
    <Panel title={t().title}>
      <Switch>
        <Match when={failed()}>
          <p class={noteStyles.note}>{failed()}</p>
        </Match>
        <Match when={pins.latest !== undefined && messages().length === 0}>
          <p class={noteStyles.note}>{rights().pin ? t().none : t().noneYet}</p>
        </Match>
        <Match when={true}>
          <ul class={excerptStyles.excerpts} aria-label={t().title}>
            <For each={messages()}>
              {(message) => (
                <Excerpt
                  href={messagePath(room_id, message.message_id)}
                  sender={message.sender}
                  time={message.time}
                  text={message.text}
                  end={
                    <Show when={rights().pin}>
                      <button
                        type="button"
                        class={buttonStyles.iconButton}
                        aria-label={t().unpin}
                        title={t().unpin}
                        onClick={() => void unpin(message)}
                      >
                        <Icon name="close" size={18} />
                      </button>
                    </Show>
                  }
                />
              )}
            </For>
          </ul>
        </Match>
      </Switch>
    </Panel>
  );
}
