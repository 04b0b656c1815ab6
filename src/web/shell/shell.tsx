import { createEffect, createMemo, Show } from "solid-js";
import { Toast } from "../elements/toast.tsx";
import { observe, useParlor } from "../parlor-context.ts";
import { openRoomName } from "../room/open-room-name.ts";
import { RoomView } from "../room/room-view.tsx";
import { isCalling } from "../rooms/calling.ts";
import { RoomsPane } from "../rooms/rooms-pane.tsx";
import { route } from "../route.ts";
import "./shell.css";
import { now } from "../when.ts";
import { Welcome } from "./welcome.tsx";

/** Rooms on the left, one conversation on the right; a phone shows one of the two. */
export function Shell() {
  const parlor = useParlor();
  const conversations = observe(parlor.conversations);
  const room_id = createMemo(() => {
    const now = route();
    return now.page === "room" ? now.room_id : undefined;
  });
  const waiting = createMemo(() => conversations().filter((each) => isCalling(each, now())).length);
  createEffect(() => {
    const here = room_id() === undefined || openRoomName() === "" ? "Parlor" : `${openRoomName()} · Parlor`;
    document.title = waiting() > 0 ? `(${waiting()}) ${here}` : here;
  });
  return (
    <main class="shell" data-page={route().page}>
      <RoomsPane conversations={conversations()} />
      <div class="stage">
        <Show when={room_id()} keyed fallback={<Welcome isNew={conversations().length === 0} />}>
          {(id) => <RoomView room_id={id} />}
        </Show>
      </div>
      <Toast />
    </main>
  );
}
