import { Show } from "solid-js";
import { type Conversation, type Level, unread } from "../../protocol/inbox.ts";
import { Menu, MenuItem } from "../elements/menu.tsx";
import { tellRefusal } from "../elements/toast.tsx";
import { useParlor } from "../parlor-context.ts";
import { now } from "../when.ts";
import { isMuted } from "./calling.ts";

const HOUR_MS = 60 * 60_000;

/** How loud a room is, and that nothing in it is new. */
export function RoomMenu(props: {
  readonly conversation: Conversation;
  readonly at: DOMRect;
  readonly onClose: () => void;
}) {
  const parlor = useParlor();
  const level = () => props.conversation.level;
  const set = (next: Level, muted_until: number): void =>
    void tellRefusal(
      parlor.inboxAct({
        type: "set_level",
        room_id: props.conversation.room_id,
        level: next,
        muted_until,
      }),
    );
  const read = (): void => {
    const room = parlor.openRoom(props.conversation.room_id);
    room.markRead(props.conversation.head);
    room.close();
  };
  return (
    <Menu label="Notifications" at={props.at} onClose={props.onClose}>
      {(close) => {
        const then = (run: () => void) => () => {
          close();
          run();
        };
        return (
          <>
            <Show when={unread(props.conversation) > 0}>
              <MenuItem icon="check" label="Mark as read" onPick={then(read)} />
            </Show>
            <Show
              when={isMuted(props.conversation, now())}
              fallback={
                <>
                  <MenuItem
                    icon="clock"
                    label="Mute for an hour"
                    onPick={then(() => set(level(), Date.now() + HOUR_MS))}
                  />
                  <MenuItem
                    icon="quiet"
                    label="Mute until I turn it on"
                    onPick={then(() => set("nothing", 0))}
                  />
                </>
              }
            >
              <MenuItem
                icon="bell"
                label="Turn on again"
                onPick={then(() => set(level() === "nothing" ? "all" : level(), 0))}
              />
            </Show>
            <MenuItem
              icon="mention"
              label="Only mentions"
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
