import type { MessageId, RoomId } from "../protocol/ids.ts";
import type { Inbox } from "./inbox/inbox.ts";
import type { RoomHandle, RosterHandle, ThreadHandle } from "./parlor.ts";
import { EndWatch } from "./room/end-watch.ts";
import type { Room } from "./room/room.ts";
import type { Rooms } from "./room/rooms.ts";

/** The handle an app gets. Messages and read cursors of a room also concern the inbox. */
export function roomHandle(rooms: Rooms, inbox: Inbox, room_id: RoomId): RoomHandle {
  const room = rooms.hold(room_id);
  const end = new EndWatch(room.views.room, inbox, room_id);
  const close = once(() => {
    end.set(false);
    room.typing(false);
    rooms.release(room_id);
  });
  return {
    state: room.views.room,
    send(content, handles, files) {
      room.send(content, handles, files);
      inbox.endDraft(room_id, content.thread);
    },
    pause: (client_id, on) => room.pause(client_id, on),
    retry: (client_id) => room.retry(client_id),
    discard: (client_id) => room.discard(client_id),
    applyAction: (action, handles) => room.applyAction(action, handles),
    typing: (on) => room.typing(on),
    members: () => rosterHandle(room),
    thread: (root) => threadHandle(room, inbox, root),
    loadOlder: () => room.history.loadOlder(),
    loadNewer: () => room.history.loadNewer(),
    jumpTo: (message_id) => room.history.jumpTo(message_id),
    jumpToLatest: () => room.history.jumpToLatest(),
    setPlace: (message_id) => room.history.setPlace(message_id),
    setAtEnd: (on) => end.set(on),
    markRead(message_id) {
      // Nobody has read what is not there.
      const read = Math.min(message_id, Math.max(room.head, inbox.headOf(room_id)));
      inbox.markRead(room_id, read);
      room.read(read);
    },
    close,
  };
}

function threadHandle(room: Room, inbox: Inbox, root: MessageId): ThreadHandle {
  const { room_id } = room;
  const { thread, state } = room.views.openThread(root);
  return {
    state,
    send(content, handles, files) {
      room.send({ ...content, thread: root }, handles, files);
      inbox.endDraft(room_id, root);
    },
    typing: (on) => room.typing(on, root),
    markRead(message_id) {
      const known = inbox
        .entries("thread")
        .get()
        .find((entry) => entry.kind === "thread" && entry.room_id === room_id && entry.root === root);
      if (known?.kind !== "thread" || known.read >= message_id) return;
      void inbox.applyAction({ type: "read_thread", room_id, root, message_id });
    },
    async follow(on) {
      const done = await room.applyAction({ type: "follow", message_id: root, on });
      if (!done.ok) return done;
      thread.followed(on);
      if (!on) void inbox.applyAction({ type: "dismiss_thread", room_id, root });
      return done;
    },
    close: once(() => room.views.closeThread(thread)),
  };
}

function rosterHandle(room: Room): RosterHandle {
  const { roster, state } = room.views.openRoster();
  return {
    state,
    async more() {
      await roster.more();
    },
    close: once(() => room.views.closeRoster(roster)),
  };
}

/** Runs at the first call only. */
function once(run: () => void): () => void {
  let left = run;
  return () => {
    const last = left;
    left = () => {};
    last();
  };
}
