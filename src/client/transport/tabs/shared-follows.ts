import type { RoomId } from "../../../protocol/ids.ts";
import { InboxUp } from "../../../protocol/inbox-frames.ts";
import type { MemberId } from "./shared-subscriptions.ts";

/**
 * The rooms whose end the tabs on one inbox socket show. To the server they are one device, which sees a room by itself
 * only if each of them does: so it is told the rooms that all of them show. A `hello` of any tab ends what was told. Pure.
 */
export class SharedFollows {
  readonly #followed = new Map<MemberId, readonly RoomId[]>();
  #told = "";

  /** Returns what to send the server, if that is new to it. */
  follow(member: MemberId, text: string): string | undefined {
    const frame = InboxUp.safeParse(JSON.parse(text));
    if (!frame.success || frame.data.type !== "follow") return text;
    this.#followed.set(member, frame.data.room_ids);
    return this.#newList();
  }

  leave(member: MemberId): string | undefined {
    return this.#followed.delete(member) ? this.#newList() : undefined;
  }

  /** A tab has said `hello`: the server takes the device to follow nothing. */
  greeted(member: MemberId): void {
    this.#followed.set(member, []);
    this.#told = "";
  }

  #newList(): string | undefined {
    const [first = [], ...others] = this.#followed.values();
    const room_ids = first.filter((room_id) => others.every((each) => each.includes(room_id)));
    const list = room_ids.toSorted().join();
    if (list === this.#told) return undefined;
    this.#told = list;
    return JSON.stringify({ type: "follow", room_ids });
  }
}
