import { createEffect, createMemo, Show, Suspense, untrack } from "solid-js";
import { kindOf, type RoomId } from "../../protocol/ids.ts";
import { words } from "../language/language.ts";
import { lazyView } from "../language/lazy-view.ts";
import { classes } from "../primitives/classes.ts";
import { onSwipeBack } from "../primitives/swipe-back.ts";
import { layoutOf } from "../state/appearance.ts";
import { route, toRooms } from "../state/route.ts";
import { ConversationView } from "./conversation.tsx";
import { createOpenRoom, OpenRoomContext } from "./open-room.ts";
import { setOpenRoomName } from "./open-room-name.ts";
import { RoomHeader } from "./room-header.tsx";
import styles from "./room-view.module.css";

const NotAMember = lazyView(async () => (await import("./not-a-member.tsx")).NotAMember);
const SidePanel = lazyView(async () => (await import("./side-panel.tsx")).SidePanel);

/** One open room: header, messages, composer, and a panel beside them. */
export function RoomView(props: { readonly room_id: RoomId }) {
  const { room_id } = untrack(() => ({ ...props })); // The shell creates a new view for each room.
  const room = createOpenRoom(room_id);
  createEffect(() => setOpenRoomName(room.name()));
  const here = () => {
    const now = route();
    return now.page === "room" && now.room_id === room_id ? now : undefined;
  };
  const panel = createMemo(() => (room.isOutside() ? undefined : here()?.panel), undefined, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  return (
    <OpenRoomContext.Provider value={room}>
      <section
        ref={(element) => onSwipeBack(element, toRooms)}
        class={classes(
          styles.room,
          panel() !== undefined && styles.paneled,
          layoutOf(kindOf(room_id)) !== "bubbles" && styles.lined,
        )}
        aria-label={room.name()}
        data-conversation=""
        data-drop={words().files.dropHere}
      >
        <RoomHeader panel={panel()?.name} />
        <Show
          when={!room.isOutside()}
          fallback={
            <Suspense>
              <NotAMember />
            </Suspense>
          }
        >
          <ConversationView jumpTo={here()?.message_id} />
        </Show>
      </section>
      <Suspense>
        <Show when={panel()}>{(open) => <SidePanel panel={open()} />}</Show>
      </Suspense>
    </OpenRoomContext.Provider>
  );
}
