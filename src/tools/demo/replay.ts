import { setTimeout as sleep } from "node:timers/promises";
import type { RoomHandle } from "../../client/index.ts";
import type { RoomId } from "../../protocol/ids.ts";
import { MENTIONS_MAX, SEND_BURST, SEND_PER_SECOND } from "../../protocol/limits.ts";
import type { Content, Message } from "../../protocol/message.ts";
import type { LogLine } from "./irc-log.ts";
import { patiently } from "./patiently.ts";
import type { Person } from "./people.ts";
import { type LogReaction, reactionsIn } from "./reactions.ts";

/** A line, the content that was sent, and the message it became. */
export interface ReplayedLine {
  readonly line: LogLine;
  readonly content: Content;
  readonly message: Message;
}

export interface ReplayOptions {
  readonly room_id: RoomId;
  readonly people: ReadonlyMap<string, Person>;
  /** Seconds of the log per second; infinite: as fast as the room accepts it. */
  readonly speed: number;
  readonly onReplayed: (replayed: ReplayedLine, count: number) => void;
}

/**
 * Sends the lines of a log, each from its own person's socket. A line is sent only when the previous one
 * has been acknowledged, because nothing else orders different sockets. A line that is a reaction too is
 * followed by that reaction.
 */
export async function replay(lines: readonly LogLine[], options: ReplayOptions): Promise<ReplayedLine[]> {
  const { room_id, people, speed, onReplayed } = options;
  const voices = new Map<string, RoomHandle>();
  const ids = new Map<number, number>();
  const replayed: ReplayedLine[] = [];
  const due = schedule(lines);
  const reactions = new Map(reactionsIn(lines).map((reaction) => [reaction.from, reaction]));
  const began = performance.now();
  try {
    for (const [index, line] of lines.entries()) {
      const person = personOf(people, line.nick);
      const voice = voices.get(line.nick) ?? (await join(person, room_id));
      voices.set(line.nick, voice);
      const wait = ((due[index] ?? 0) * 1000) / speed - (performance.now() - began);
      if (wait > 0) await sleep(wait);
      const content = contentOf(line, people, ids);
      const message = await say(voice, content);
      ids.set(line.line, message.message_id);
      const reaction = reactions.get(line.line);
      if (reaction) await react(voice, reaction, ids);
      const one = { line, content, message };
      replayed.push(one);
      onReplayed(one, replayed.length);
    }
    return replayed;
  } finally {
    for (const voice of voices.values()) voice.close();
  }
}

export function personOf(people: ReadonlyMap<string, Person>, nick: string): Person {
  const person = people.get(nick.toLowerCase());
  if (!person) throw new Error(`${nick} has not signed in`);
  return person;
}

async function join({ parlor, handle }: Person, room_id: RoomId): Promise<RoomHandle> {
  const joined = await patiently(() => parlor.join(room_id));
  if (!joined.ok) throw new Error(`${handle} could not join: ${joined.code}`);
  return parlor.openRoom(room_id);
}

function contentOf(
  line: LogLine,
  people: ReadonlyMap<string, Person>,
  ids: ReadonlyMap<number, number>,
): Content {
  const mentions = line.mentions.slice(0, MENTIONS_MAX).map((nick) => personOf(people, nick).user_id);
  const reply_to = line.answers === undefined ? undefined : ids.get(line.answers);
  return {
    text: line.text,
    ...(reply_to !== undefined && { reply_to }),
    ...(mentions.length > 0 && { mentions }),
  };
}

async function react(
  voice: RoomHandle,
  { to, emoji }: LogReaction,
  ids: ReadonlyMap<number, number>,
): Promise<void> {
  const message_id = ids.get(to);
  if (message_id === undefined) throw new Error(`line ${to} has not been sent`);
  const done = await voice.applyAction({ type: "react", message_id, emoji, on: true });
  if (!done.ok) throw new Error(`a reaction was refused: ${done.code}`);
}

/** Resolves with the message once the room has it. */
function say(voice: RoomHandle, content: Content): Promise<Message> {
  voice.send(content);
  const client_id = voice.state.get().pending.at(-1)?.client_id;
  return new Promise((resolve, reject) => {
    const look = () => {
      const { messages, pending, connection } = voice.state.get();
      const message = messages.findLast((each) => each.client_id === client_id);
      const failure = pending.find((each) => each.client_id === client_id)?.failure;
      const dead = connection.state === "closed" ? (connection.code ?? "closed") : undefined;
      if (message) resolve(message);
      else if (failure) reject(new Error(`a line was refused: ${failure.code}`));
      else if (dead) reject(new Error(`a connection ended: ${dead}`));
      else return;
      stop();
    };
    const stop = voice.state.subscribe(look);
    look();
  });
}

/** When each line is due, in seconds from the first: the log has minutes, so the lines of one minute are spread over it. */
export function schedule(lines: readonly LogLine[]): number[] {
  const first = lines[0]?.minute ?? 0;
  const inMinute = new Map<number, number>();
  for (const { minute } of lines) inMinute.set(minute, (inMinute.get(minute) ?? 0) + 1);
  const seen = new Map<number, number>();
  return lines.map(({ minute }) => {
    const nth = seen.get(minute) ?? 0;
    seen.set(minute, nth + 1);
    return (minute - first + nth / (inMinute.get(minute) ?? 1)) * 60;
  });
}

/**
 * Seconds a replay takes at least, given how fast one person may send: a line waits for its sender's
 * turn, and all lines after it wait too.
 */
export function shortest(lines: readonly LogLine[], speed: number): number {
  const due = schedule(lines);
  const fullAt = new Map<string, number>();
  let now = 0;
  for (const [index, { nick }] of lines.entries()) {
    const full = Math.max(fullAt.get(nick) ?? 0, now) + 1 / SEND_PER_SECOND;
    now = Math.max(now, (due[index] ?? 0) / speed, full - SEND_BURST / SEND_PER_SECOND);
    fullAt.set(nick, Math.max(fullAt.get(nick) ?? 0, now) + 1 / SEND_PER_SECOND);
  }
  return now;
}
