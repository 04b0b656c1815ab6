import type { RoomEffect } from "../../../src/client/room/room-effects.ts";
import { RoomLog } from "../../../src/client/room/room-log.ts";
import type { ClientId } from "../../../src/protocol/ids.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { current, events, ME, message, messages, outgoing, position, ROOM, welcome } from "../fixtures.ts";

export const NOW = 1_000;

/** A log that is caught up with a room of so many messages. */
export function caughtUp(head = 3): RoomLog {
  const log = new RoomLog(ME, ROOM);
  log.connected(64);
  const frames = [welcome("reload", position(head)), events(messages(1, head)), current(position(head))];
  for (const frame of frames) log.receive(frame, NOW, 0);
  return log;
}

/** A log that is caught up and has sent so many messages, which nobody has answered. */
export function withSent(count: number) {
  const log = caughtUp();
  const list = Array.from({ length: count }, (_, index) => outgoing(`own ${index}`));
  for (const each of list) log.sending.outbox.queue.add(each, true);
  log.due(NOW, true);
  return { log, list, ids: list.map(({ client_id }) => client_id) };
}

export const types = (effects: readonly RoomEffect[]): string[] => effects.map(({ type }) => type);
export const sentTexts = (effects: readonly RoomEffect[]): string[] =>
  effects.flatMap((effect) =>
    effect.type === "send" && effect.frame.type === "send" ? [effect.frame.text] : [],
  );
export const own = (message_id: number, client_id: ClientId, text: string): Message =>
  message(message_id, { sender: ME, client_id, text });
