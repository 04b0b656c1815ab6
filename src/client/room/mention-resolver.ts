import type { RoomId, UserId } from "../../protocol/ids.ts";
import { MENTIONS_MAX } from "../../protocol/limits.ts";
import type { Content } from "../../protocol/message.ts";
import { Handle, RESERVED_HANDLES, ROOM_CALLS } from "../../protocol/user.ts";
import type { ClientDeps } from "../client-deps.ts";
import { Alarm } from "../clock.ts";
import type { RoomEffect, RoomLog } from "./room-log.ts";

/** Milliseconds until it is asked again, where the answer does not say. */
const RETRY_MS = 2_000;

interface Calling {
  readonly handles?: readonly string[];
}

/**
 * Finds out whom a text calls on that was written where its handles were not known: before the member
 * list had come, or without a connection. Such a send or edit stays back until the room has answered,
 * and what comes after it too; it is kept as it will go out, so that each repeat says the same.
 */
export class MentionResolver {
  readonly #deps: Pick<ClientDeps, "call" | "clock" | "store">;
  readonly #room_id: RoomId;
  readonly #log: RoomLog;
  readonly #go: (effects: readonly RoomEffect[]) => void;
  readonly #again: Alarm;
  #isAsking = false;

  constructor(
    parts: Pick<ClientDeps, "call" | "clock" | "store">,
    room_id: RoomId,
    log: RoomLog,
    go: (effects: readonly RoomEffect[]) => void,
  ) {
    this.#deps = parts;
    this.#room_id = room_id;
    this.#log = log;
    this.#go = go;
    this.#again = new Alarm(parts.clock, () => void this.look());
  }

  /** Asks whose the handles of waiting texts are, where there are any and the room is connected. */
  async look(): Promise<void> {
    const { outbox, actions, isCurrent } = this.#log;
    if (!isCurrent || this.#isAsking || this.#again.isSet) return;
    const waiting: Calling[] = [...outbox.uncalled, ...actions.uncalled];
    if (waiting.length === 0) return;
    const asked = new Set(waiting.flatMap(({ handles }) => handles ?? []).slice(0, MENTIONS_MAX));
    this.#isAsking = true;
    const found = await this.#find([...asked].filter((handle) => !RESERVED_HANDLES.has(handle)));
    this.#isAsking = false;
    if (found === undefined) return;
    this.#settle(asked, found);
    void this.look();
  }

  close(): void {
    this.#again.clear();
  }

  /** The members who have these handles; nothing where that must be asked again later. */
  async #find(handles: readonly string[]): Promise<ReadonlyMap<string, UserId> | undefined> {
    if (handles.length === 0) return new Map();
    const { call, clock } = this.#deps;
    const answer = await call("membersByHandle", { room_id: this.#room_id, handles: handles.join(",") });
    if (answer.ok) return new Map(answer.value.people.map(({ handle, user_id }) => [handle, user_id]));
    // A server that does not know the question: the text goes out, and calls nobody.
    if (answer.code === "not_found") return new Map();
    this.#again.set(clock.now() + (answer.retry_after_ms ?? RETRY_MS));
    return undefined;
  }

  #settle(asked: ReadonlySet<string>, found: ReadonlyMap<string, UserId>): void {
    const { store } = this.#deps;
    const { outbox, actions } = this.#log;
    const isAnswered = ({ handles = [] }: Calling) => handles.every((handle) => asked.has(handle));
    for (const { handles = [], ...outgoing } of outbox.uncalled.filter(isAnswered)) {
      const next = { ...outgoing, content: this.#calling(outgoing.content, handles, found) };
      if (outbox.called(next)) this.#keep(store.putOutgoing(next), () => outbox.kept(next.client_id));
    }
    for (const { handles = [], ...doing } of actions.uncalled.filter(isAnswered)) {
      const { action } = doing;
      const next = {
        ...doing,
        action: action.type === "edit" ? { ...action, ...mentioned(action, handles, found) } : action,
      };
      if (actions.called(next))
        this.#keep(store.putAction(this.#room_id, next), () => actions.kept(next.client_id));
    }
  }

  #calling(content: Content, handles: readonly string[], found: ReadonlyMap<string, UserId>): Content {
    const callsRoom = content.mention_room === undefined && this.#log.metadata.mayMentionRoom;
    const room = callsRoom ? ROOM_CALLS.find((whom) => handles.includes(whom)) : undefined;
    return { ...content, ...mentioned(content, handles, found), ...(room && { mention_room: room }) };
  }

  #keep(kept: Promise<void>, then: () => void): void {
    void kept.then(() => {
      then();
      this.#go([]);
    });
  }
}

/** What can be a handle, each once, as many as a message may call by. */
export const mentionableHandles = (handles: readonly string[]): string[] => {
  const valid = handles.flatMap((handle) => Handle.safeParse(handle).data ?? []);
  return [...new Set(valid)].slice(0, MENTIONS_MAX);
};

/** Those called on already, and those who were found. */
function mentioned(
  { mentions = [] }: Pick<Content, "mentions">,
  handles: readonly string[],
  found: ReadonlyMap<string, UserId>,
): Pick<Content, "mentions"> {
  const all = new Set([...mentions, ...handles.flatMap((handle) => found.get(handle) ?? [])]);
  return all.size > 0 ? { mentions: [...all].slice(0, MENTIONS_MAX) } : {};
}
