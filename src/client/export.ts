import { accept, type Result, recoveryFor } from "../protocol/codes.ts";
import type { EndpointName, Input, Output, OwnSession } from "../protocol/endpoints.ts";
import type { RoomId, UserId } from "../protocol/ids.ts";
import { type Conversation, ENTRY_KINDS, type Entry } from "../protocol/inbox.ts";
import { HISTORY_PAGE_MAX, PEOPLE_LOOKUP_MAX } from "../protocol/limits.ts";
import type { Message } from "../protocol/message.ts";
import type { Member, Role, Room } from "../protocol/room.ts";
import type { User } from "../protocol/user.ts";
import { type Clock, pause, systemClock } from "./clock.ts";
import type { Parlor } from "./parlor.ts";

/** One line of an export: what it is, and the thing itself as the server's API has it. */
export type ExportLine =
  /** The first line. */
  | { readonly type: "export"; readonly format: 1; readonly made_at: number }
  | ({ readonly type: "profile" } & User)
  | ({ readonly type: "session" } & OwnSession)
  /** Settings, saved messages, drafts, mentions, threads followed, blocked people. */
  | { readonly type: "entry"; readonly entry: Entry }
  | ({ readonly type: "conversation" } & Conversation)
  /** The lines up to the next room belong to this one. */
  | { readonly type: "room"; readonly room: Room; readonly role: Role }
  | ({ readonly type: "member"; readonly room_id: RoomId } & Member)
  | ({ readonly type: "message"; readonly room_id: RoomId } & Message)
  /** A room that could not be read to its end, and why. */
  | { readonly type: "unreadable"; readonly room_id: RoomId; readonly code: string }
  /** A user whose id appears in a line above. */
  | ({ readonly type: "person" } & User)
  /** The last line. An export without it is incomplete. */
  | { readonly type: "end"; readonly rooms: number; readonly messages: number };

export interface ExportOptions {
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/** Attempts per request, and milliseconds before the second one. Each wait is twice the one before. */
const TRIES = 5;
const WAIT_MS = 1_000;

/**
 * Exports everything of the signed-in user: profile, devices, settings, conversations, and every message
 * they may read. It comes in parts, so that they can be written out as they arrive. A room that cannot be
 * read yields an `unreadable` line, and the others follow. Any other refusal is the last item. Aborted by
 * `signal`, it just ends.
 */
export async function* exportData(
  parlor: Pick<Parlor, "call">,
  { signal, clock = systemClock }: ExportOptions = {},
): AsyncGenerator<Result<readonly ExportLine[]>, void, undefined> {
  const ask = <N extends EndpointName>(name: N, input: Input<N>) =>
    patiently(clock, signal, () => parlor.call(name, input));
  const people = new Set<UserId>();
  let messages = 0;

  const own = await ownThings(ask, clock.now());
  yield own;
  if (!own.ok) return;
  const rooms = await ask("myRooms", {});
  if (!rooms.ok) return yield rooms;
  for (const conversation of rooms.value.conversations) {
    yield accept([{ type: "conversation", ...conversation }]);
    for await (const lines of roomLines(ask, conversation.room_id)) {
      for (const line of lines) note(people, line);
      messages += lines.filter(({ type }) => type === "message").length;
      yield accept(lines);
      if (signal?.aborted) return;
    }
  }
  const ids = [...people];
  for (let at = 0; at < ids.length; at += PEOPLE_LOOKUP_MAX) {
    const found = await ask("peopleById", { ids: ids.slice(at, at + PEOPLE_LOOKUP_MAX).join(",") });
    if (!found.ok) return yield found;
    yield accept(found.value.people.map((user) => ({ type: "person", ...user })));
  }
  if (!signal?.aborted) yield accept([{ type: "end", rooms: rooms.value.conversations.length, messages }]);
}

type Ask = <N extends EndpointName>(name: N, input: Input<N>) => Promise<Result<Output<N>>>;

async function ownThings(ask: Ask, now: number): Promise<Result<ExportLine[]>> {
  const me = await ask("me", {});
  if (!me.ok) return me;
  const sessions = await ask("sessions", {});
  if (!sessions.ok) return sessions;
  const lines: ExportLine[] = [
    { type: "export", format: 1, made_at: now },
    { type: "profile", ...me.value },
    ...sessions.value.sessions.map((session) => ({ type: "session", ...session }) as const),
  ];
  for (const kind of ENTRY_KINDS) {
    let before: number | undefined;
    for (;;) {
      const page = await ask("entries", { kind, ...(before !== undefined && { before }) });
      if (!page.ok) return page;
      for (const { entry } of page.value.entries) if (entry) lines.push({ type: "entry", entry });
      before = page.value.entries.at(-1)?.version;
      if (before === undefined) break;
    }
  }
  return accept(lines);
}

async function* roomLines(ask: Ask, room_id: RoomId): AsyncGenerator<ExportLine[], void, undefined> {
  const unreadable = (code: string): ExportLine[] => [{ type: "unreadable", room_id, code }];
  const found = await ask("room", { room_id });
  if (!found.ok) return yield unreadable(found.code);
  yield [{ type: "room", ...found.value }];
  for (let after: UserId | undefined; ; ) {
    const page = await ask("members", { room_id, ...(after !== undefined && { after }) });
    if (!page.ok) return yield unreadable(page.code);
    yield page.value.members.map((member) => ({ type: "member", room_id, ...member }));
    after = page.value.members.at(-1)?.user_id;
    if (after === undefined) break;
  }
  for (let after = 0; ; ) {
    const page = await ask("history", { room_id, after, limit: HISTORY_PAGE_MAX });
    if (!page.ok) return yield unreadable(page.code);
    const { messages, head } = page.value;
    yield messages.map((message) => ({ type: "message", room_id, ...message }));
    after = messages.at(-1)?.message_id ?? head;
    if (after >= head) break;
  }
}

/** Collects the users whose ids are in a line. */
function note(people: Set<UserId>, line: ExportLine): void {
  if (line.type === "member") people.add(line.user_id);
  if (line.type !== "message") return;
  for (const user_id of [line.sender, ...(line.mentions ?? [])]) people.add(user_id);
  if (line.forward) people.add(line.forward.sender);
}

/** Repeats a request that failed for now: a long export should survive a short outage. */
async function patiently<T>(
  clock: Clock,
  signal: AbortSignal | undefined,
  ask: () => Promise<Result<T>>,
): Promise<Result<T>> {
  for (let tried = 1; ; tried++) {
    const answer = await ask();
    if (answer.ok || tried === TRIES || signal?.aborted || recoveryFor(answer.code) !== "retry")
      return answer;
    await pause(clock, answer.retry_after_ms ?? WAIT_MS * 2 ** (tried - 1));
  }
}
