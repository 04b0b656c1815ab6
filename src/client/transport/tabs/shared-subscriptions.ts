import type { UserId } from "../../../protocol/ids.ts";
import type { Presence } from "../../../protocol/inbox.ts";
import { InboxDown, InboxUp } from "../../../protocol/inbox-frames.ts";
import { PRESENCE_SUBSCRIPTIONS_MAX } from "../../../protocol/limits.ts";

/** One end of a shared socket: whose it is, and which of theirs. */
export type MemberId = string;

/**
 * Whom the tabs on one inbox socket watch, all together. The server answers a list only with whom the
 * one before did not have, so what is known of the others is kept for a tab that comes later. Pure.
 */
export class SharedSubscriptions {
  /** Who watched last comes last. */
  readonly #watched = new Map<MemberId, readonly UserId[]>();
  readonly #known = new Map<UserId, Presence>();
  #told = "";

  /** A tab says whom it shows. Returns what to tell the server, where that is news, and what the tab can be told. */
  watch(member: MemberId, text: string): { readonly frame?: string; readonly known?: string } {
    const frame = InboxUp.safeParse(JSON.parse(text));
    if (!frame.success || frame.data.type !== "subscribe_presence") return { frame: text };
    const known = frame.data.user_ids.flatMap((user_id) => this.#known.get(user_id) ?? []);
    this.#watched.delete(member);
    this.#watched.set(member, frame.data.user_ids);
    const news = this.#news();
    return {
      ...(news !== undefined && { frame: news }),
      ...(known.length > 0 && { known: JSON.stringify({ type: "presence", people: known }) }),
    };
  }

  leave(member: MemberId): string | undefined {
    return this.#watched.delete(member) ? this.#news() : undefined;
  }

  heard(text: string): void {
    const frame = InboxDown.safeParse(JSON.parse(text));
    if (!frame.success || frame.data.type !== "presence") return;
    for (const presence of frame.data.people) this.#known.set(presence.user_id, presence);
  }

  /** The server may not have taken what it was told. */
  distrust(): void {
    this.#told = "";
  }

  #news(): string | undefined {
    const all = [...new Set([...this.#watched.values()].flat().reverse())].slice(
      0,
      PRESENCE_SUBSCRIPTIONS_MAX,
    );
    for (const user_id of this.#known.keys()) if (!all.includes(user_id)) this.#known.delete(user_id);
    const told = JSON.stringify(all.toSorted());
    if (told === this.#told) return undefined;
    this.#told = told;
    return JSON.stringify({ type: "subscribe_presence", user_ids: all });
  }
}
