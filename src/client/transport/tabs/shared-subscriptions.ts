import type { UserId } from "../../../protocol/ids.ts";
import type { Presence } from "../../../protocol/inbox.ts";
import { InboxDown, InboxUp } from "../../../protocol/inbox-frames.ts";
import { PRESENCE_SUBSCRIPTIONS_MAX } from "../../../protocol/limits.ts";

/** One end of a shared socket: its tab, and which of the tab's sockets. */
export type MemberId = string;

/**
 * The users whose presence the tabs on one inbox socket subscribe to, all together. The server answers a
 * list only for users the one before did not have, so what is known of the others is kept for tabs that
 * come later. Pure.
 */
export class SharedSubscriptions {
  /** By end; the latest comes last. */
  readonly #subscribed = new Map<MemberId, readonly UserId[]>();
  readonly #known = new Map<UserId, Presence>();
  #sent = "";

  /** A tab says whom it shows. Returns what to send the server, if that is new to it, and what the tab can be told at once. */
  subscribe(member: MemberId, text: string): { readonly frame?: string; readonly known?: string } {
    const frame = InboxUp.safeParse(JSON.parse(text));
    if (!frame.success || frame.data.type !== "subscribe_presence") return { frame: text };
    const known = frame.data.user_ids.flatMap((user_id) => this.#known.get(user_id) ?? []);
    this.#subscribed.delete(member);
    this.#subscribed.set(member, frame.data.user_ids);
    const list = this.#newList();
    return {
      ...(list !== undefined && { frame: list }),
      ...(known.length > 0 && { known: JSON.stringify({ type: "presence", people: known }) }),
    };
  }

  leave(member: MemberId): string | undefined {
    return this.#subscribed.delete(member) ? this.#newList() : undefined;
  }

  published(text: string): void {
    const frame = InboxDown.safeParse(JSON.parse(text));
    if (!frame.success || frame.data.type !== "presence") return;
    for (const presence of frame.data.people) this.#known.set(presence.user_id, presence);
  }

  /** The server may not have taken the last list. */
  distrust(): void {
    this.#sent = "";
  }

  #newList(): string | undefined {
    const all = [...new Set([...this.#subscribed.values()].flat().reverse())].slice(
      0,
      PRESENCE_SUBSCRIPTIONS_MAX,
    );
    for (const user_id of this.#known.keys()) if (!all.includes(user_id)) this.#known.delete(user_id);
    const list = JSON.stringify(all.toSorted());
    if (list === this.#sent) return undefined;
    this.#sent = list;
    return JSON.stringify({ type: "subscribe_presence", user_ids: all });
  }
}
