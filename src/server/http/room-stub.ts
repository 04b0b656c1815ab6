import { accept, type Result } from "../../protocol/codes.ts";
import type { RoomId, UserId } from "../../protocol/ids.ts";
import type { ReadAnswer, ReadArguments, Reads } from "../room/room-reader.ts";

export const roomOf = (env: Env, room_id: RoomId) => env.ROOM.getByName(room_id);

/** Asks a room something on a member's behalf. */
export const readRoom = <Name extends Reads>(
  env: Env,
  room_id: RoomId,
  name: Name,
  user_id: UserId,
  ...args: ReadArguments<Name>
): Promise<ReadAnswer<Name>> => {
  // A stub's types lose which read takes and returns what, so the object's own signature is used.
  const stub = roomOf(env, room_id) as unknown as {
    read(name: Name, user_id: UserId, ...args: ReadArguments<Name>): Promise<ReadAnswer<Name>>;
  };
  return stub.read(name, user_id, ...args);
};

/** A list from a room as the field of an answer. */
export async function listed<Name extends string, T>(
  name: Name,
  list: Promise<Result<T>>,
): Promise<Result<Record<Name, T>>> {
  const result = await list;
  return result.ok ? accept({ [name]: result.value } as Record<Name, T>) : result;
}
