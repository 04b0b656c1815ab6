import { accept, type Result, refuse } from "../../protocol/codes.ts";
import { type MessageId, publicRoomId, type RoomId, type UserId } from "../../protocol/ids.ts";
import type { Message } from "../../protocol/message.ts";
import { copyFiles } from "./copied-files.ts";
import type { Mount } from "./mount.ts";
import { listed, readRoom, roomOf } from "./room-stub.ts";

/** Reading the messages of a room, and sending without a socket. */
export function messageRoutes(mount: Mount): void {
  mount("history", ({ params, query, caller, env }) =>
    readRoom(env, params.room_id, "history", caller.user_id, query),
  );
  mount("post", ({ params, body, caller, env }) => roomOf(env, params.room_id).post(caller.user_id, body));

  mount("forward", async ({ params, body, caller, env }) => {
    const original = await findMessage(env, body.from_room_id, body.message_id, caller.user_id);
    if (!original.ok) return original;
    const { text, message_id, sender, time, forward, files } = original.value;
    const copies =
      files &&
      (await copyFiles(env, {
        files,
        from: body.from_room_id,
        to: params.room_id,
        owner: caller.user_id,
        client_id: body.client_id,
      }));
    if (copies && !copies.ok) return copies;
    const origin = forward ?? { room_id: publicRoomId(body.from_room_id), message_id, sender, time };
    return roomOf(env, params.room_id).post(caller.user_id, {
      client_id: body.client_id,
      text,
      forward: origin,
      ...(copies && { files: copies.value }),
    });
  });

  mount("thread", ({ params, query, caller, env }) =>
    readRoom(env, params.room_id, "thread", caller.user_id, params.message_id, query.after, query.limit),
  );
  mount("revisions", ({ params, query, caller, env }) =>
    listed(
      "revisions",
      readRoom(env, params.room_id, "revisions", caller.user_id, params.message_id, query.after),
    ),
  );
  mount("reactors", ({ params, query, caller, env }) =>
    listed(
      "user_ids",
      readRoom(env, params.room_id, "reactors", caller.user_id, params.message_id, query.emoji, query.after),
    ),
  );
  mount("pins", ({ params, caller, env }) =>
    listed("messages", readRoom(env, params.room_id, "pins", caller.user_id)),
  );
}

/** A message the user may read, and that was not deleted. */
async function findMessage(
  env: Env,
  room_id: RoomId,
  message_id: MessageId,
  reader: UserId,
): Promise<Result<Message>> {
  const slice = await readRoom(env, room_id, "history", reader, { around: message_id, limit: 1 });
  if (!slice.ok) return slice;
  const [message] = slice.value.messages;
  return message?.message_id === message_id && !message.deleted_at
    ? accept(message)
    : refuse("message_unknown");
}
