import { accept, type Result, refuse } from "../../protocol/codes.ts";
import type { MessageId, RoomId } from "../../protocol/ids.ts";
import { WINDOW_PAGE } from "../../protocol/limits.ts";
import type { History, HistoryQuery } from "../../protocol/room.ts";
import type { ClientDeps } from "../client-deps.ts";
import type { Opener } from "../sending/stages.ts";
import type { ConnectionState } from "../transport/connection.ts";
import type { RoomEffect } from "./room-effects.ts";
import type { RoomLog } from "./room-log.ts";
import type { Loading } from "./room-view.ts";
import type { Reading, Timeline } from "./timeline.ts";

/** Attempts of a jump if the log is replaced while its page is on its way. */
const JUMPS_MAX = 3;

interface RoomAccess {
  readonly go: (effects: readonly RoomEffect[]) => void;
  readonly connection: () => ConnectionState;
}

/** Loads the pages of one room's log that the reader scrolls or jumps to. */
export class HistoryLoader {
  readonly #call: ClientDeps["call"];
  readonly #room_id: RoomId;
  readonly #log: RoomLog;
  readonly #opener: Opener;
  readonly #access: RoomAccess;
  #growing: { readonly [side in keyof Loading]?: Reading } = {};
  /** The jump that counts: a later one replaces an earlier one. */
  #jump = {};
  readonly #waiting = new Set<() => void>();

  constructor(
    { call }: Pick<ClientDeps, "call">,
    room_id: RoomId,
    log: RoomLog,
    opener: Opener,
    access: RoomAccess,
  ) {
    this.#call = call;
    this.#room_id = room_id;
    this.#log = log;
    this.#opener = opener;
    this.#access = access;
  }

  get loading(): Loading {
    return { older: this.#growing.older !== undefined, newer: this.#growing.newer !== undefined };
  }

  loadOlder(): Promise<void> {
    const before = this.#timeline.first;
    return before > 1 ? this.#grow("older", { before }) : Promise.resolve();
  }

  loadNewer(): Promise<void> {
    const { end: after, last } = this.#timeline;
    return after < last ? this.#grow("newer", { after }) : Promise.resolve();
  }

  async jumpTo(message_id: MessageId): Promise<Result<null>> {
    const jump = this.#begin();
    for (let tries = 0; tries < JUMPS_MAX; tries++) {
      await this.#until(() => this.#knows(message_id) || this.#isApart());
      if (jump !== this.#jump) return accept(null);
      if (this.#timeline.show(message_id)) return this.#shown();
      if (message_id > this.#timeline.last)
        return refuse(this.#log.isCurrent ? "message_unknown" : "unavailable");
      const refusal = await this.#readAround(message_id, jump);
      if (jump !== this.#jump) return accept(null);
      if (refusal) return refusal;
    }
    return refuse("unavailable");
  }

  jumpToLatest(): void {
    this.#begin();
    this.#timeline.showEnd();
    this.#access.go([]);
  }

  setPlace(message_id: MessageId | undefined): void {
    this.#timeline.setPlace(message_id);
  }

  /** Caught up: what a reload may have made outdated is read again, or else no longer shown. */
  async recover(): Promise<void> {
    const { lost } = this.#timeline;
    if (lost === undefined) return;
    await this.jumpTo(lost);
    if (this.#timeline.lost === lost && this.#log.isCurrent) this.jumpToLatest();
  }

  /** Something about the room has changed: jumps that wait check again. */
  changed(): void {
    for (const look of [...this.#waiting]) look();
  }

  get #timeline(): Timeline {
    return this.#log.timeline;
  }

  /** A new place: pages for the old one are not needed any more. */
  #begin(): object {
    for (const reading of Object.values(this.#growing)) this.#timeline.endReading(reading);
    this.#growing = {};
    this.#jump = {};
    return this.#jump;
  }

  #shown(): Result<null> {
    this.#access.go([]);
    return accept(null);
  }

  /** Reads and shows the page around a message; `show` then finds it. */
  async #readAround(message_id: MessageId, jump: object): Promise<Result<null> | undefined> {
    const reading = this.#timeline.beginReading();
    if (!reading) return refuse("unavailable");
    const page = await this.#read({ around: message_id });
    if (!page.ok || jump !== this.#jump) {
      this.#timeline.endReading(reading);
      return page.ok ? undefined : page;
    }
    this.#timeline.takePage(reading, page.value, message_id);
    this.#access.go(this.#log.acknowledge(page.value.messages));
    return undefined;
  }

  async #read(slice: Omit<HistoryQuery, "limit">): Promise<Result<History>> {
    const page = await this.#call("history", { room_id: this.#room_id, limit: WINDOW_PAGE, ...slice });
    if (!page.ok) return page;
    this.#log.proof.page(page.value);
    const opening = this.#opener.messages(page.value.messages);
    const messages = opening instanceof Promise ? await opening : opening;
    return accept({ ...page.value, messages: [...messages] });
  }

  async #grow(side: keyof Loading, slice: Omit<HistoryQuery, "limit">): Promise<void> {
    const reading = this.#growing[side] ? undefined : this.#timeline.beginReading();
    if (!reading) return;
    this.#growing = { ...this.#growing, [side]: reading };
    this.#access.go([]);
    const page = await this.#read(slice);
    if (this.#growing[side] === reading) {
      const { [side]: _, ...others } = this.#growing;
      this.#growing = others;
    }
    if (page.ok) this.#timeline.takePage(reading, page.value);
    else this.#timeline.endReading(reading);
    this.#access.go(page.ok ? this.#log.acknowledge(page.value.messages) : []);
  }

  /** Whether it is known if the room has such a message. */
  #knows(message_id: MessageId): boolean {
    return (
      this.#timeline.position !== undefined && (message_id <= this.#timeline.last || this.#log.isCurrent)
    );
  }

  /** Whether waiting for the server makes no sense. */
  #isApart(): boolean {
    const { state } = this.#access.connection();
    return state === "waiting" || state === "closed";
  }

  #until(is: () => boolean): Promise<void> {
    if (is()) return Promise.resolve();
    return new Promise((resolve) => {
      const look = (): void => {
        if (!is()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }
}
