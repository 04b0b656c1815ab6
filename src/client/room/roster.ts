import type { RoomId } from "../../protocol/ids.ts";
import { MEMBERS_PAGE } from "../../protocol/limits.ts";
import type { ClientDeps } from "../client-deps.ts";
import { RosterLog } from "./roster-log.ts";

/** An open member list: reads it page by page, and again when the room has been reloaded. */
export class Roster {
  readonly log = new RosterLog();
  readonly #deps: Pick<ClientDeps, "call">;
  readonly #room_id: RoomId;
  readonly #changed: () => void;
  /** The reading that counts: a restart replaces an earlier one. */
  #turn = {};

  constructor(deps: Pick<ClientDeps, "call">, room_id: RoomId, changed: () => void) {
    this.#deps = deps;
    this.#room_id = room_id;
    this.#changed = changed;
  }

  /** Reads one more page, unless all members are here or one is being read. Returns whether it came. */
  async more(): Promise<boolean> {
    if (this.log.isReading || this.log.isComplete) return false;
    const turn = this.#turn;
    this.log.beginReading();
    this.#changed();
    const after = this.log.last;
    const asked = { room_id: this.#room_id, ...(after !== undefined && { after }) };
    const page = await this.#deps.call("members", asked);
    if (turn !== this.#turn) return false;
    if (page.ok) this.log.page(page.value.members, page.value.members.length < MEMBERS_PAGE);
    else this.log.endReading();
    this.#changed();
    return page.ok;
  }

  /** Reads again as many pages as had been read. */
  async again(): Promise<void> {
    const count = this.log.members.length;
    this.#turn = {};
    this.log.restart();
    while ((await this.more()) && this.log.members.length < count);
  }
}
