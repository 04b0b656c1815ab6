import type { Action } from "../../protocol/actions.ts";
import { assertNever, type Result, refuse } from "../../protocol/codes.ts";
import type { ClientId, MessageId, RoomId } from "../../protocol/ids.ts";
import { CACHE_MESSAGES_MAX, MEMBERS_PAGE } from "../../protocol/limits.ts";
import { Content, refuseText } from "../../protocol/message.ts";
import type { RoomUp } from "../../protocol/room-frames.ts";
import { type ClientDeps, connectionOf } from "../client-deps.ts";
import { Alarm } from "../clock.ts";
import { Computed, type Observable } from "../observable.ts";
import type { PendingAction } from "../sending/action-queue.ts";
import type { Failure, Outgoing } from "../sending/outbox.ts";
import type { Connection } from "../transport/connection.ts";
import type { Link } from "../transport/link.ts";
import type { IsDuty } from "../transport/tabs/tabs.ts";
import { HistoryLoader } from "./history-loader.ts";
import { mentionableHandles, MentionResolver } from "./mention-resolver.ts";
import { RoomActions } from "./room-actions.ts";
import { failureOf, type RoomEffect, type RoomIn, RoomLog } from "./room-log.ts";
import { roomTransport } from "./room-transport.ts";
import {
  type RoomState,
  type RosterState,
  type ThreadState,
  viewOfRoom,
  viewOfRoster,
  viewOfThread,
} from "./room-view.ts";
import { Roster } from "./roster.ts";
import type { RosterMember } from "./roster-log.ts";
import { Thread } from "./thread.ts";

/** Milliseconds in which changes are gathered before the cache is written. */
const SAVE_MS = 1_000;

export interface RoomDeps extends ClientDeps {
  /** Whether others may know what this user has read; not known before the settings are. */
  readonly tellsRead: () => boolean | undefined;
}

interface RoomSurroundings {
  /** The last send and action have been settled, and what was read is told. */
  readonly onIdle: () => void;
  /** The room does not let the user in. */
  readonly onExpelled: () => void;
}

/** One room in use: joins the pure log to the connection, the device's storage and time. */
export class Room {
  readonly state: Observable<RoomState>;
  readonly room_id: RoomId;
  /** Moves what is shown of the log. */
  readonly pages: HistoryLoader;
  readonly #deps: RoomDeps;
  readonly #log: RoomLog;
  readonly #connection: Connection<RoomUp, RoomIn>;
  readonly #view: Computed<RoomState>;
  readonly #threads = new Map<Thread, Computed<ThreadState>>();
  readonly #rosters = new Map<Roster, Computed<RosterState>>();
  readonly #actions: RoomActions;
  readonly #calls: MentionResolver;
  readonly #due: Alarm;
  readonly #save: Alarm;
  readonly #around: RoomSurroundings;
  #link: Link<RoomUp> | undefined;
  /** What the device keeps of what was read, until the room knows or never will. */
  #keptRead = 0;
  /** The first page of the member list, as it was last known. */
  #members: readonly RosterMember[] | undefined;
  readonly #loading: Promise<void>;
  #isLoaded = false;
  #isClosed = false;

  constructor(parts: RoomDeps, room_id: RoomId, around: RoomSurroundings) {
    this.#deps = parts;
    this.room_id = room_id;
    this.#around = around;
    this.#log = new RoomLog(parts.self);
    this.#actions = new RoomActions(parts, room_id, this.#log, (effects) => this.#go(effects));
    this.#calls = new MentionResolver(parts, room_id, this.#log, (effects) => this.#go(effects));
    this.pages = new HistoryLoader(parts, room_id, this.#log, {
      go: (effects) => this.#go(effects),
      connection: () => this.#connection.state.get(),
    });
    this.#view = new Computed(() => viewOfRoom(this.#log, this.#connection.state.get(), this.pages.loading));
    this.state = this.#view;
    this.#due = new Alarm(parts.clock, () => this.#go([]));
    this.#save = new Alarm(parts.clock, () => void this.#write());
    this.#connection = connectionOf(parts, {
      transports: roomTransport(parts, room_id, () => this.#log.timeline.position),
      onOpen: (link) => {
        this.#link = link;
        this.#go(this.#log.connected(link.window));
      },
      onFrame: (frame) => this.#go(this.#log.receive(frame, parts.clock.now(), parts.random())),
      onDown: () => {
        this.#link = undefined;
        this.#go(this.#log.disconnected());
      },
    });
    this.#connection.state.subscribe(() => this.#connectionChanged());
    this.#loading = this.#load();
  }

  /** Whether something will still be sent without a person's doing, as far as is known yet. */
  get isBusy(): boolean {
    return !this.#isLoaded || this.#log.outbox.isBusy || this.#log.actions.isBusy || this.#owesReceipt;
  }

  /** What was read is not told by polling: then the device keeps it for another time. */
  get #owesReceipt(): boolean {
    const connection = this.#connection.state.get();
    const isPolling = connection.state === "live" && connection.via === "poll";
    return !isPolling && this.#deps.tellsRead() !== false && this.#log.owedReceipt > 0;
  }

  /** `called`: handles the text calls by beyond its `mentions`; whose they are is found out before it goes. */
  send(content: Content, called: readonly string[] = []): void {
    const handles = mentionableHandles(called);
    const { clock, newClientId, store } = this.#deps;
    const failure = whyNot(content);
    const outgoing: Outgoing = {
      client_id: newClientId(),
      room_id: this.room_id,
      content,
      ...(handles.length > 0 && { handles }),
      created_at: clock.now(),
      ...(failure && { failure }),
    };
    this.#log.outbox.add(outgoing, false);
    // Either the user is back in, or the send fails for the same reason.
    if (this.#log.metadata.removed) this.reopen();
    this.#go([]);
    // First kept, then sent: a reload in between loses nothing.
    void store.putOutgoing(outgoing).then(() => {
      this.#log.outbox.kept(outgoing.client_id);
      this.#go([]);
    });
  }

  /** Sends a failed one again: under its old client_id if that can still succeed, else as a new send. */
  retry(client_id: ClientId): void {
    const outgoing = this.#log.outbox.remove(client_id);
    if (!outgoing) return;
    const { failure, tab: _, ...again } = outgoing;
    if (failure && ["client_id_expired", "client_id_taken"].includes(failure.code)) {
      void this.#deps.store.deleteOutgoing(this.room_id, client_id);
      return this.send(outgoing.content, outgoing.handles);
    }
    this.#log.outbox.add(again, true);
    void this.#deps.store.putOutgoing(again);
    this.reopen();
    this.#go([]);
  }

  discard(client_id: ClientId): void {
    this.#log.outbox.remove(client_id);
    this.#go([{ type: "settled", client_id }]);
  }

  applyAction(action: Action, handles?: readonly string[]): Promise<Result<null>> {
    return this.#isClosed ? Promise.resolve(refuse("unavailable")) : this.#actions.perform(action, handles);
  }

  typing(on: boolean, thread?: MessageId): void {
    this.#go(this.#log.type(on, thread, this.#deps.clock.now()));
  }

  /** Others may be told that this user has read so far. It is kept on the device until the room knows. */
  read(message_id: MessageId): void {
    this.#log.receipts.read(message_id);
    const read = this.#log.owedReceipt;
    if (read > this.#keptRead && this.#deps.tellsRead() !== false) {
      this.#keptRead = read;
      void this.#deps.store.putReceipt({ room_id: this.room_id, read });
    }
    this.#go([]);
  }

  /** Each needs its `closeThread`. */
  openThread(root: MessageId): { readonly thread: Thread; readonly state: Observable<ThreadState> } {
    const thread = new Thread(this.#deps, this.room_id, root, () => state.changed());
    const state = new Computed(() => viewOfThread(this.#log, thread.log));
    thread.log.take(this.#log.timeline.messages, []);
    this.#log.threads.add(thread.log);
    this.#threads.set(thread, state);
    void thread.read();
    return { thread, state };
  }

  closeThread(thread: Thread): void {
    thread.close();
    this.#log.threads.delete(thread.log);
    this.#threads.delete(thread);
  }

  /** Each needs its `closeRoster`. */
  openRoster(): { readonly roster: Roster; readonly state: Observable<RosterState> } {
    const roster = new Roster(this.#deps, this.room_id, () => {
      state.changed();
      this.#saveSoon();
    });
    const state = new Computed(() => viewOfRoster(roster.log));
    roster.log.remember(this.#members ?? []);
    this.#log.rosters.add(roster.log);
    this.#rosters.set(roster, state);
    void roster.more();
    return { roster, state };
  }

  closeRoster(roster: Roster): void {
    this.#keepMembers();
    this.#log.rosters.delete(roster.log);
    this.#rosters.delete(roster);
  }

  wake(): void {
    this.#connection.wake();
  }

  /** Takes up what other tabs have on their way to the room, and what those that are gone have left. */
  async lookAgain(): Promise<void> {
    // Not before what is kept of the log: what waits stands below it.
    await this.#loading;
    const { store, tabs } = this.#deps;
    const [outgoing, actions, isDuty] = await Promise.all([
      store.outgoing(this.room_id),
      store.actions(this.room_id),
      tabs.duty(),
    ]);
    if (!this.#isClosed) this.#adopt(outgoing, actions, isDuty, this.#log.isCurrent);
  }

  /** What others may know has changed. */
  settingsChanged(): void {
    this.#go([]);
  }

  /** Connects, also after a stop. */
  reopen(): void {
    if (!this.#isClosed) this.#connection.open();
  }

  close(code?: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#connection.close(code);
    this.#due.clear();
    if (this.#save.isSet) void this.#write();
    this.#save.clear();
    this.#actions.close();
    this.#calls.close();
    this.pages.changed();
    for (const thread of this.#threads.keys()) thread.close();
  }

  /** Shows what the device has, then connects from there. */
  async #load(): Promise<void> {
    const { clock, store, tabs } = this.#deps;
    void store.openRoom(this.room_id, clock.now());
    const [saved, outgoing, actions, read, isDuty] = await Promise.all([
      store.room(this.room_id),
      store.outgoing(this.room_id),
      store.actions(this.room_id),
      store.receipt(this.room_id),
      tabs.duty(),
    ]);
    if (this.#isClosed) return;
    this.#keptRead = Math.max(this.#keptRead, read);
    this.#log.receipts.read(read);
    if (saved) {
      this.#log.timeline.restore(saved.timeline);
      this.#log.metadata.remember(saved.room, saved.role);
      this.#log.receipts.remember(saved.receipts ?? []);
      this.#members ??= saved.members;
      for (const { log } of this.#rosters.keys()) log.remember(saved.members ?? []);
    }
    this.#isLoaded = true;
    for (const { log } of this.#threads.keys()) log.take(this.#log.timeline.messages, []);
    this.#adopt(outgoing, actions, isDuty, false);
    this.reopen();
  }

  #connectionChanged(): void {
    const connection = this.#connection.state.get();
    const code = connection.state === "closed" ? connection.code : undefined;
    if (!isExpulsion(code)) return this.#changed();
    this.#go(this.#log.expelled(code));
    this.#around.onExpelled();
  }

  /** Does what the log asks for, then what has become due by it. */
  #go(effects: readonly RoomEffect[]): void {
    const { clock } = this.#deps;
    const tellsRead = this.#deps.tellsRead() === true;
    for (const effect of effects) this.#do(effect);
    for (const effect of this.#log.due(clock.now(), tellsRead)) this.#do(effect);
    const dueAt = this.#log.dueAt(clock.now(), tellsRead);
    if (dueAt === undefined || this.#isClosed) this.#due.clear();
    else this.#due.set(dueAt);
    this.#saveSoon();
    void this.#calls.look();
    this.#dropTold();
    this.#changed();
    if (!this.isBusy) this.#around.onIdle();
  }

  #saveSoon(): void {
    if (!this.#save.isSet && !this.#isClosed) this.#save.set(this.#deps.clock.now() + SAVE_MS);
  }

  #keepMembers(): void {
    const read = [...this.#rosters.keys()].find(({ log }) => log.last !== undefined);
    if (read) this.#members = read.log.members.slice(0, MEMBERS_PAGE);
  }

  #dropTold(): void {
    if (this.#keptRead === 0 || this.#log.owedReceipt > 0) return;
    this.#keptRead = 0;
    void this.#deps.store.deleteReceipt(this.room_id);
  }

  #changed(): void {
    this.#view.changed();
    this.pages.changed();
    for (const state of this.#threads.values()) state.changed();
    for (const state of this.#rosters.values()) state.changed();
  }

  #do(effect: RoomEffect): void {
    switch (effect.type) {
      case "send":
        return this.#link?.send(effect.frame);
      case "current":
        return this.#current(effect.isReload);
      case "reconnect":
        return this.#connection.reconnect();
      case "stranger":
        return void this.#deps.recheck();
      case "end":
        return this.#connection.close(effect.code);
      case "settled":
        return void this.#deps.store.deleteOutgoing(this.room_id, effect.client_id);
      case "failed":
        return void this.#deps.store.putOutgoing(effect.outgoing);
      case "actionSettled":
        return this.#actions.settled(effect.client_id, effect.result);
      default:
        return assertNever(effect);
    }
  }

  #current(isReload: boolean): void {
    // What has been caught up with is kept at once: the page may be left, or the line gone, within the second.
    void this.#write();
    void this.lookAgain();
    this.#connection.live();
    void this.pages.recover();
    for (const thread of this.#threads.keys())
      if (isReload || !(thread.log.isComplete || thread.log.isReading)) void thread.read();
    for (const roster of this.#rosters.keys())
      if (isReload) void roster.again();
      else if (roster.log.last === undefined) void roster.more();
  }

  #adopt(
    outgoing: readonly Outgoing[],
    actions: readonly PendingAction<Action>[],
    isDuty: IsDuty,
    mayGo: boolean,
  ): void {
    const isOurs = ({ tab }: { readonly tab?: string }) => isDuty(tab);
    this.#go([...this.#log.adopt(outgoing, isOurs), ...this.#actions.adopt(actions, isOurs, mayGo)]);
  }

  async #write(): Promise<void> {
    const timeline = this.#log.timeline.save(CACHE_MESSAGES_MAX);
    const { room, role, removed } = this.#log.metadata;
    this.#keepMembers();
    const members = this.#members;
    const receipts = [...this.#log.receipts.all.values()];
    if (removed) await this.#deps.store.deleteRoom(this.room_id);
    else if (timeline)
      await this.#deps.store.putRoom(this.room_id, {
        room,
        role,
        timeline,
        ...(members && { members }),
        receipts,
      });
  }
}

const EXPULSIONS = ["not_a_member", "removed", "banned", "room_deleted"] as const;

/** Whether a connection was closed because its user is no longer in the room. */
export const isExpulsion = (code: string | undefined): code is (typeof EXPULSIONS)[number] =>
  EXPULSIONS.some((expulsion) => expulsion === code);

/** Why the server would refuse a content, found out before it can hold up those behind it. */
function whyNot(content: Content): Failure | undefined {
  const refusal = refuseText(content.text);
  if (refusal) return failureOf(refusal.code);
  return Content.safeParse(content).success ? undefined : failureOf("bad_request");
}
