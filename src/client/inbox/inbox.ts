import type { InboxAction } from "../../protocol/actions.ts";
import { assertNever, type Result, refuse } from "../../protocol/codes.ts";
import type { MessageId, RoomId, UserId } from "../../protocol/ids.ts";
import {
  type Conversation,
  ENTRY_KINDS,
  type Entry,
  type EntryKind,
  type Presence,
  type Preview,
  type Settings,
} from "../../protocol/inbox.ts";
import type { InboxUp } from "../../protocol/inbox-frames.ts";
import { type ClientDeps, connectionOf } from "../client-deps.ts";
import { Alarm } from "../clock.ts";
import { Computed, type Observable, Value } from "../observable.ts";
import type { PendingAction } from "../sending/action-queue.ts";
import { PendingAnswers } from "../sending/pending-answers.ts";
import type { Connection, ConnectionState } from "../transport/connection.ts";
import type { Link } from "../transport/link.ts";
import type { IsDuty } from "../transport/tabs/tabs.ts";
import { type InboxEffect, type InboxIn, InboxLog } from "./inbox-log.ts";
import type { InboxStore, StoredRead } from "./inbox-store.ts";
import { inboxTransport } from "./inbox-transport.ts";
import { settingsOf } from "./optimistic-inbox.ts";
import { PresenceSubscriptions } from "./presence-subscriptions.ts";

/** Milliseconds for which changes are gathered before the cache is written. */
const SAVE_MS = 1_000;

const NONE: readonly Entry[] = [];

/** What is on the device on its way to the inbox. */
interface Found {
  readonly reads: readonly StoredRead[];
  readonly actions: readonly PendingAction<InboxAction>[];
  readonly isDuty: IsDuty;
}

export interface InboxDeps extends ClientDeps {
  readonly store: InboxStore;
}

/** A user's inbox in use: does what the pure log asks for, with the connection, the device's storage and time. */
export class Inbox {
  readonly conversations: Observable<readonly Conversation[]>;
  readonly requests: Observable<readonly Conversation[]>;
  readonly connection: Observable<ConnectionState>;
  readonly #deps: InboxDeps;
  readonly #log = new InboxLog();
  readonly #connection: Connection<InboxUp, InboxIn>;
  readonly #view: Computed<readonly Conversation[]>;
  readonly #requests: Computed<readonly Conversation[]>;
  readonly #entries = new Map(ENTRY_KINDS.map((kind) => [kind, new Value(NONE)]));
  readonly #settings = new Value<Settings>(settingsOf(NONE));
  readonly #blocked = new Value<ReadonlySet<UserId>>(new Set());
  readonly #presenceSubscriptions: PresenceSubscriptions;
  readonly #answers = new PendingAnswers();
  readonly #due: Alarm;
  readonly #save: Alarm;
  #link: Link<InboxUp> | undefined;
  /** Whether what is shown came from the server, now or in an earlier session. */
  #isKnown = false;
  #isClosed = false;

  constructor(deps: InboxDeps) {
    this.#deps = deps;
    this.#view = new Computed(() => this.#log.view());
    this.conversations = this.#view;
    this.#requests = new Computed(() => this.#log.requests());
    this.requests = this.#requests;
    this.#presenceSubscriptions = new PresenceSubscriptions(deps.clock);
    this.#due = new Alarm(deps.clock, () => this.#go([]));
    this.#save = new Alarm(deps.clock, () => void this.#write());
    this.#connection = connectionOf(deps, {
      transports: inboxTransport(deps, () => this.#log.position),
      onOpen: (link) => {
        this.#link = link;
        this.#go(this.#log.connected(link.window));
      },
      onFrame: (frame) => {
        if (frame.type === "welcome") deps.serverTime.learn(frame.server_time);
        if (frame.type !== "carried_out") this.#presenceSubscriptions.receive(frame);
        this.#go(this.#log.receive(frame, deps.clock.now(), deps.random()));
      },
      onDown: () => {
        this.#link = undefined;
        this.#presenceSubscriptions.disconnected();
        this.#go(this.#log.disconnected());
      },
    });
    this.connection = this.#connection.state;
    void this.#load();
  }

  get settings(): Observable<Settings> {
    return this.#settings;
  }

  get blocked(): Observable<ReadonlySet<UserId>> {
    return this.#blocked;
  }

  /** Whether others may know what the user has read; undefined until the settings are known. */
  get sharesReceipts(): boolean | undefined {
    return this.#isKnown ? this.#settings.get().receipts : undefined;
  }

  entries(kind: EntryKind): Observable<readonly Entry[]> {
    const value = this.#entries.get(kind);
    if (!value) throw new Error(`no such kind of entry: ${kind}`);
    return value;
  }

  presence(user_id: UserId): Observable<Presence | undefined> {
    return this.#presenceSubscriptions.of(user_id);
  }

  /** The newest message of a room that the inbox knows of. */
  headOf(room_id: RoomId): MessageId {
    return this.#log.conversations.find((each) => each.room_id === room_id)?.head ?? 0;
  }

  /** Everything up to a message has been read. */
  markRead(room_id: RoomId, message_id: MessageId): void {
    const effects = this.#log.read(room_id, message_id);
    if (effects.length > 0) this.#go(effects);
  }

  /** The end of a room is on the screen, live, with this message: what comes there is seen without the inbox. */
  showEnd(room_id: RoomId, newest: Preview): void {
    if (this.#log.showEnd(room_id, newest)) this.#go([]);
  }

  hideEnd(room_id: RoomId): void {
    if (this.#log.hideEnd(room_id)) this.#go([]);
  }

  /** Shows at once, is stored on the device until it is answered, and resolves with the answer. */
  applyAction(action: InboxAction): Promise<Result<null>> {
    if (this.#isClosed) return Promise.resolve(refuse("unavailable"));
    const { clock, newClientId } = this.#deps;
    const pending = { client_id: newClientId(), action, created_at: clock.now() };
    const answer = this.#answers.wait(pending.client_id);
    this.#go(this.#log.applyAction(pending));
    return answer;
  }

  /** The draft of a room, or of a thread in it, has become a message. */
  endDraft(room_id: RoomId, thread?: MessageId): void {
    const draft = this.#log.draftOf(room_id, thread);
    if (draft)
      void this.applyAction({ type: "draft", room_id, ...(thread !== undefined && { thread }), text: "" });
  }

  wake(): void {
    this.#connection.wake();
  }

  /** Takes in what other tabs are sending to the inbox, and what tabs that are gone have left. */
  async readDevice(): Promise<void> {
    const found = await this.#found();
    if (!this.#isClosed) this.#adopt(found, this.#log.isCurrent);
  }

  close(code?: string): void {
    this.#isClosed = true;
    this.#connection.close(code);
    this.#presenceSubscriptions.unknown();
    this.#due.clear();
    if (this.#save.isSet) void this.#write();
    this.#save.clear();
    this.#answers.close();
  }

  async #load(): Promise<void> {
    const { store } = this.#deps;
    const [saved, left] = await Promise.all([store.inbox(), this.#found()]);
    if (this.#isClosed) return;
    if (saved) this.#log.restore(saved.position, saved.conversations, saved.entries);
    this.#adopt(left, false);
    this.#connection.open();
  }

  #go(effects: readonly InboxEffect[]): void {
    const { clock } = this.#deps;
    for (const effect of effects) this.#do(effect);
    for (const effect of this.#log.due(clock.now())) this.#do(effect);
    const dueAt = this.#log.dueAt(clock.now());
    if (dueAt === undefined || this.#isClosed) this.#due.clear();
    else this.#due.set(dueAt);
    if (!this.#save.isSet && !this.#isClosed) this.#save.set(clock.now() + SAVE_MS);
    this.#show();
  }

  #do(effect: InboxEffect): void {
    const { store } = this.#deps;
    switch (effect.type) {
      case "send":
        return this.#link?.send(effect.frame);
      case "current":
        return this.#current();
      case "reconnect":
        return this.#connection.reconnect();
      case "end":
        return this.#connection.close(effect.code);
      case "storeAction":
        return void store.putAction(effect.pending).then(() => this.#go(this.#log.stored(effect.pending)));
      case "storeRead":
        return void store.putRead({ room_id: effect.room_id, message_id: effect.message_id });
      case "readSettled":
        return void store.deleteRead(effect.room_id);
      case "actionRefused":
        return this.#answers.give(effect.client_id, effect.result);
      case "actionSettled":
        void store.deleteAction(effect.client_id);
        return this.#answers.give(effect.client_id, effect.result);
      default:
        return assertNever(effect);
    }
  }

  #current(): void {
    const link = this.#link;
    void this.readDevice();
    this.#connection.live();
    // Presence is ephemeral: polling does not ask for it.
    if (link?.via === "socket") this.#presenceSubscriptions.connected((frame) => link.send(frame));
    else this.#presenceSubscriptions.unknown();
  }

  async #found(): Promise<Found> {
    const { store, tabs } = this.#deps;
    const [reads, actions, isDuty] = await Promise.all([store.reads(), store.actions(), tabs.duty()]);
    return { reads, actions, isDuty };
  }

  #adopt({ reads, actions, isDuty }: Found, isFresh: boolean): void {
    this.#log.adoptReads(reads, isDuty(undefined));
    this.#go(this.#log.adopt(actions, ({ tab }) => isDuty(tab), isFresh));
  }

  #show(): void {
    this.#view.changed();
    this.#requests.changed();
    const { entries } = this.#log;
    if (this.#entries.get("draft")?.get() === entries.draft) return;
    for (const [kind, value] of this.#entries) value.set(entries[kind]);
    const blocked = entries.block.flatMap((entry) => (entry.kind === "block" ? [entry.user_id] : []));
    const settings = settingsOf(entries.settings);
    if (!isSame([...this.#blocked.get()], blocked)) this.#blocked.set(new Set(blocked));
    const wasKnown = this.#isKnown;
    this.#isKnown = this.#log.position !== undefined;
    // That they are known is news, even if they equal the defaults.
    if (wasKnown !== this.#isKnown || !isSame(this.#settings.get(), settings))
      this.#settings.set({ ...settings });
  }

  async #write(): Promise<void> {
    const { position, conversations, keyedEntries: entries } = this.#log;
    if (position) await this.#deps.store.putInbox({ position, conversations, entries });
  }
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
