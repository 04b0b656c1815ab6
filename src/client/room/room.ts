import type { Action } from "../../protocol/actions.ts";
import { assertNever, type Result, refuse } from "../../protocol/codes.ts";
import { type ClientId, type MessageId, RoomId } from "../../protocol/ids.ts";
import type { Content } from "../../protocol/message.ts";
import type { RoomUp } from "../../protocol/room-frames.ts";
import { type ClientDeps, connectionOf } from "../client-deps.ts";
import { Alarm } from "../clock.ts";
import { attachmentsOf, type NewFile } from "../files/outgoing-file.ts";
import type { Uploader } from "../files/uploader.ts";
import type { OutgoingMessage } from "../sending/outbox.ts";
import { PendingAnswers } from "../sending/pending-answers.ts";
import { Opener, Preparer, type Soon, whenThere } from "../sending/stages.ts";
import type { Connection } from "../transport/connection.ts";
import type { Link } from "../transport/link.ts";
import { HistoryLoader } from "./history-loader.ts";
import { mentionableHandles } from "./mention-resolver.ts";
import { RoomDevice } from "./room-device.ts";
import type { RoomEffect, RoomIn } from "./room-effects.ts";
import { RoomLog } from "./room-log.ts";
import type { RoomStore } from "./room-store.ts";
import { roomTransport } from "./room-transport.ts";
import { viewOfRoom } from "./room-view.ts";
import { RoomViews } from "./room-views.ts";

export interface RoomDeps extends ClientDeps {
  readonly store: RoomStore;
  readonly uploader: Uploader;
  /** Whether others may know what this user has read; undefined until the settings are known. */
  readonly sharesReceipts: () => boolean | undefined;
}

interface RoomListener {
  /** Everything has been sent and answered. */
  readonly onIdle: () => void;
  /** The room does not let the user in. */
  readonly onExpelled: () => void;
}

/** One room in use: does what the pure log asks for, with the connection, the device's storage and time. */
export class Room {
  readonly room_id: RoomId;
  /** Moves what is shown of the log. */
  readonly history: HistoryLoader;
  /** What is shown: the room itself, and its threads and member lists in use. */
  readonly views: RoomViews;
  readonly #deps: RoomDeps;
  readonly #log: RoomLog;
  readonly #device: RoomDevice;
  readonly #connection: Connection<RoomUp, RoomIn>;
  readonly #answers = new PendingAnswers();
  readonly #preparer: Preparer;
  readonly #opener: Opener;
  readonly #due: Alarm;
  readonly #listener: RoomListener;
  /** Files of messages whose bytes are not on the device yet. */
  readonly #fresh = new Map<ClientId, readonly NewFile[]>();
  readonly #stopUploads: () => void;
  readonly #stopOpening: (() => void) | undefined;
  #link: Link<RoomUp> | undefined;
  readonly #loading: Promise<void>;
  #isClosed = false;

  constructor(deps: RoomDeps, room_id: RoomId, listener: RoomListener) {
    const { clock, stages } = deps;
    this.#deps = deps;
    this.room_id = room_id;
    this.#listener = listener;
    this.#log = new RoomLog(deps.self, room_id, {
      outgoing: stages.outgoing !== undefined,
      incoming: stages.incoming !== undefined,
    });
    this.#preparer = new Preparer(stages.outgoing, deps.uploader, room_id);
    this.#stopUploads = deps.uploader.subscribe(() => this.#changed());
    this.#opener = new Opener(stages.incoming, room_id);
    this.history = new HistoryLoader(deps, room_id, this.#log, this.#opener, {
      go: (effects) => this.#go(effects),
      connection: () => this.#connection.state.get(),
    });
    this.views = new RoomViews(deps, room_id, this.#log, this.#opener, {
      uploads: deps.uploader,
      room: () =>
        viewOfRoom(
          this.#log,
          deps.uploader,
          this.#connection.state.get(),
          this.history.loading,
          deps.serverTime.offset,
        ),
      onRoster: () => this.#device.saveSoon(),
    });
    this.#due = new Alarm(clock, () => this.#go([]));
    this.#device = new RoomDevice(deps, room_id, this.#log);
    // Asked for again and again, what is no id would not become one.
    const isPossible = RoomId.safeParse(room_id).success;
    const prepare = isPossible ? deps.prepare : async () => refuse("bad_request", { field: "room_id" });
    this.#connection = connectionOf(
      { ...deps, prepare },
      {
        transports: roomTransport(deps, room_id, () => this.#log.timeline.position),
        onOpen: (link) => {
          this.#link = link;
          this.#go(this.#log.connected(link.window, link.via));
        },
        onFrame: (frame) => this.#go(this.#log.receive(frame, clock.now(), deps.random())),
        onDown: () => {
          this.#link = undefined;
          this.#go(this.#log.disconnected());
        },
      },
    );
    this.#connection.state.subscribe(() => this.#connectionChanged());
    this.#stopOpening = stages.incoming?.subscribe?.(() => this.#go(this.#log.openAgain()));
    this.#loading = this.#load();
  }

  /** Whether something will still be sent without the user doing anything, as far as is known yet. */
  get isBusy(): boolean {
    return this.#log.isBusy(this.#deps.sharesReceipts());
  }

  /** The newest message known to exist. */
  get head(): MessageId {
    return this.#log.head;
  }

  /** `handles`: those the text mentions beyond its `mentions`; who has them is found out before it goes. */
  send(content: Content, handles: readonly string[] = [], files: readonly NewFile[] = []): void {
    const item = this.#newItem(handles);
    if (files.length === 0) return this.#go(this.#log.sendMessage({ ...item, content }));
    const attachments = attachmentsOf(item.client_id, files);
    this.#fresh.set(item.client_id, files);
    this.#go(this.#log.sendMessage({ ...item, content, attachments }));
  }

  /** Stops uploading the files of a message, or goes on. */
  pause(client_id: ClientId, on: boolean): void {
    const batch = this.#log.sending.outbox.queue.get(client_id)?.attachments?.batch;
    if (batch === undefined) return;
    if (on) this.#deps.uploader.pause(batch);
    else this.#deps.uploader.resume(batch);
  }

  retry(client_id: ClientId): void {
    this.#go(this.#log.retry(client_id, this.#newItem()));
  }

  discard(client_id: ClientId): void {
    this.#go(this.#log.sending.discard(client_id));
  }

  /** Resolves with the room's answer, however late that is. */
  applyAction(action: Action, handles: readonly string[] = []): Promise<Result<null>> {
    if (this.#isClosed) return Promise.resolve(refuse("unavailable"));
    const pending = { ...this.#newItem(action.type === "edit" ? handles : []), action };
    const answer = this.#answers.wait(pending.client_id);
    this.#go(this.#log.applyAction(pending));
    return answer;
  }

  typing(on: boolean, thread?: MessageId): void {
    // What others know already changes nothing: a listener of the state may call this each time.
    const effects = this.#log.type(on, thread, this.#deps.clock.now());
    if (effects.length > 0) this.#go(effects);
  }

  /** Others may be told that this user has read so far. */
  read(message_id: MessageId): void {
    if (message_id <= this.#log.receipts.readUpTo) return;
    this.#go(this.#log.read(message_id, this.#deps.sharesReceipts()));
  }

  wake(): void {
    this.#connection.wake();
  }

  /** Takes in what other tabs are sending to the room, and what tabs that are gone have left. */
  async readDevice(): Promise<void> {
    // Not before the cached log is shown: pending messages stand below it.
    await this.#loading;
    const found = await this.#device.found();
    if (!this.#isClosed) this.#go(this.#log.adopt(found));
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
    this.#stopOpening?.();
    this.#stopUploads();
    this.#connection.close(code);
    this.#due.clear();
    this.#device.close();
    this.#answers.close();
    this.history.changed();
    this.views.close();
  }

  /** Shows what the device has, then connects from there. */
  async #load(): Promise<void> {
    const { saved, found, read } = await this.#device.read();
    if (this.#isClosed) return;
    this.#go(this.#log.load(saved, found, read));
    this.reopen();
  }

  #newItem(texts: readonly string[] = []) {
    const handles = mentionableHandles(texts);
    const { clock, newClientId } = this.#deps;
    return { client_id: newClientId(), created_at: clock.now(), ...(handles.length > 0 && { handles }) };
  }

  #connectionChanged(): void {
    const connection = this.#connection.state.get();
    const code = connection.state === "closed" ? connection.code : undefined;
    if (!isExpulsion(code)) return this.#changed();
    this.#go(this.#log.expelled(code));
    this.#listener.onExpelled();
  }

  /** Does what the log asks for, then what has become due by it. */
  #go(effects: readonly RoomEffect[]): void {
    const { clock } = this.#deps;
    const sharesReceipts = this.#deps.sharesReceipts() === true;
    for (const effect of effects) this.#do(effect);
    for (const effect of this.#log.due(clock.now(), sharesReceipts)) this.#do(effect);
    const dueAt = this.#log.dueAt(clock.now(), sharesReceipts);
    if (dueAt === undefined || this.#isClosed) this.#due.clear();
    else this.#due.set(dueAt);
    this.#device.saveSoon();
    this.#changed();
    if (!this.isBusy) this.#listener.onIdle();
  }

  #changed(): void {
    this.views.changed();
    this.history.changed();
  }

  #do(effect: RoomEffect): void {
    const { store, clock, random, call } = this.#deps;
    const { room_id } = this;
    const { sending } = this.#log;
    switch (effect.type) {
      case "send":
        return this.#link?.send(effect.frame);
      case "storeMessage":
        return this.#when(this.#store(effect.message), () => sending.stored(effect.message));
      case "storeAction":
        return this.#when(store.putAction(room_id, effect.pending), () => sending.stored(effect.pending));
      case "messageSettled":
        void store.deleteMessage(room_id, effect.client_id);
        return effect.batch && this.#deps.uploader.release(effect.batch);
      case "actionSettled":
        void store.deleteAction(room_id, effect.client_id);
        return this.#answers.give(effect.client_id, effect.result);
      case "actionRefused":
        return this.#answers.give(effect.client_id, effect.result);
      case "storeReceipt":
        return void store.putReceipt(room_id, effect.read);
      case "deleteReceipt":
        return void store.deleteReceipt(room_id);
      case "findMentions":
        return this.#when(call("membersByHandle", { room_id, handles: effect.handles.join(",") }), (answer) =>
          this.#log.mentionsFound(answer, clock.now()),
        );
      case "prepareMessage":
        return this.#when(this.#preparer.message(effect.message), (result) =>
          sending.messagePrepared(effect.message, result, clock.now(), random()),
        );
      case "prepareAction":
        return this.#when(this.#preparer.action(effect.pending), (result) =>
          sending.actionPrepared(effect.pending, result, clock.now(), random()),
        );
      case "open":
        return this.#when(this.#opener.events(effect.events), (events) =>
          this.#log.opened(effect.events, events, clock.now(), random()),
        );
      case "openAgain":
        return this.#when(this.#opener.messages(effect.messages), (messages) =>
          this.#log.reopened(effect.messages, messages),
        );
      case "current":
        return this.#current(effect.isReload);
      case "compareHistory":
        return this.#when(call("history", { room_id, after: effect.message_id, limit: 1 }), (page) =>
          this.#log.historyCompared(effect.message_id, page),
        );
      case "reconnect":
        return this.#connection.reconnect();
      case "reopen":
        return this.reopen();
      case "time":
        return this.#learn(effect.server_time);
      case "stranger":
        return void this.#deps.recheck();
      case "end":
        return this.#connection.close(effect.code);
      default:
        return assertNever(effect);
    }
  }

  #learn(server_time: number): void {
    const { clock, serverTime, newClientId } = this.#deps;
    serverTime.learn(server_time);
    for (const effect of this.#log.sending.checkIds(serverTime.now(), clock.now(), newClientId))
      this.#do(effect);
  }

  /** Something has come to an end: tells the log. */
  #when<T>(ending: Soon<T>, tell: (value: T) => readonly RoomEffect[]): void {
    whenThere(ending, (value) => this.#go(tell(value)));
  }

  /** The bytes of its files first: a message that is found again has them. */
  async #store(message: OutgoingMessage): Promise<void> {
    const batch = message.attachments?.batch;
    const files = batch && this.#fresh.get(batch);
    if (batch && files) await this.#deps.uploader.keep(batch, files);
    if (batch) this.#fresh.delete(batch);
    await this.#deps.store.putMessage(message);
  }

  #current(isReload: boolean): void {
    // Cached at once: the page may be closed, or the network lost, within the second.
    this.#device.save();
    void this.readDevice();
    this.#connection.live();
    void this.history.recover();
    this.views.current(isReload);
  }
}

const EXPULSIONS = ["not_a_member", "removed", "banned", "room_deleted"] as const;

/** Whether a connection was closed because its user is no longer in the room. */
export const isExpulsion = (code: string | undefined): code is (typeof EXPULSIONS)[number] =>
  EXPULSIONS.some((expulsion) => expulsion === code);
