import type { RoomId } from "../../protocol/ids.ts";
import { previewOf } from "../../protocol/inbox.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { Observable } from "../observable.ts";
import type { RoomState } from "./room-view.ts";

/** While the end of a room is on the screen: tells the inbox whether it is live, and its newest message. */
export class EndWatch {
  readonly #state: Observable<RoomState>;
  readonly #inbox: Pick<Inbox, "showEnd" | "hideEnd">;
  readonly #room_id: RoomId;
  #stop: (() => void) | undefined;

  constructor(state: Observable<RoomState>, inbox: Pick<Inbox, "showEnd" | "hideEnd">, room_id: RoomId) {
    this.#state = state;
    this.#inbox = inbox;
    this.#room_id = room_id;
  }

  set(on: boolean): void {
    if (on === (this.#stop !== undefined)) return;
    this.#stop?.();
    this.#stop = on ? this.#state.subscribe(() => this.#look()) : undefined;
    if (on) this.#look();
    else this.#inbox.hideEnd(this.#room_id);
  }

  #look(): void {
    const { connection, hasNewer, removed, messages } = this.#state.get();
    const newest = messages.at(-1);
    if (connection.state === "live" && !hasNewer && !removed && newest)
      this.#inbox.showEnd(this.#room_id, previewOf(newest));
    else this.#inbox.hideEnd(this.#room_id);
  }
}
