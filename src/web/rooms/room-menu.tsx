import { Show } from "solid-js";
import type { InboxAction } from "../../protocol/actions.ts";
import { type Conversation, type Level, unread } from "../../protocol/inbox.ts";
import { laterWords, words } from "../language/language.ts";
import { now, present } from "../language/times.ts";
import { isMuted } from "../notifications/should-notify.ts";
import { Menu, MenuItem } from "../primitives/menu.tsx";
import { toastRefusal } from "../primitives/toast.tsx";
import { useParlor } from "../state/parlor-context.ts";

const HOUR_MS = 60 * 60_000;

/** The menu of a conversation: mark as read, pin, mute. */
export function RoomMenu(props: {
  readonly conversation: Conversation;
  readonly at: DOMRect;
  readonly onClose: () => void;
}) {
  const parlor = useParlor();
  const t = () => laterWords().rooms.menu;
  const level = () => props.conversation.level;
  const applyAction = (what: InboxAction): void => void toastRefusal(parlor.applyInboxAction(what));
  const set = (next: Level, muted_until: number): void =>
    applyAction({ type: "set_level", room_id: props.conversation.room_id, level: next, muted_until });
  const pin = (): void =>
    applyAction({
      type: "pin_conversation",
      room_id: props.conversation.room_id,
      on: !props.conversation.pinned,
    });
  const read = (): void => {
    const room = parlor.openRoom(props.conversation.room_id);
    room.markRead(props.conversation.head);
    room.close();
  };
  return (
    <Menu label={words().rooms.menu.title} at={props.at} onClose={props.onClose}>
      {(close) => {
        const then = (run: () => void) => () => {
          close();
          run();
        };
        return (
          <>
            <Show when={unread(props.conversation) > 0}>
              <MenuItem icon="check" label={t().read} onPick={then(read)} />
            </Show>
            <MenuItem icon="pin" label={props.conversation.pinned ? t().unpin : t().pin} onPick={then(pin)} />
            <hr />
            <Show
              when={isMuted(props.conversation, now())}
              fallback={
                <>
                  <MenuItem
                    icon="clock"
                    label={t().muteHour}
                    onPick={then(() => set(level(), present() + HOUR_MS))}
                  />
                  <MenuItem icon="quiet" label={t().mute} onPick={then(() => set("nothing", 0))} />
                </>
              }
            >
              <MenuItem
                icon="bell"
                label={t().unmute}
                onPick={then(() => set(level() === "nothing" ? "all" : level(), 0))}
              />
            </Show>
            <MenuItem
              icon="mention"
              label={t().onlyMentions}
              on={level() === "mentions"}
              onPick={then(() =>
                set(level() === "mentions" ? "all" : "mentions", props.conversation.muted_until),
              )}
            />
          </>
        );
      }}
    </Menu>
  );
}
