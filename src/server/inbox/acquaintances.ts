import type { Done, Result } from "../../protocol/codes.ts";
import { dmRoomId, kindOf, type RoomId, type UserId } from "../../protocol/ids.ts";
import { INVITATIONS_MAX, SHARED_ROOMS_MAX } from "../../protocol/limits.ts";
import { type Asker, askStrangers, type Consent, consentOf, isAmong } from "./consent.ts";
import type { Entries } from "./entries.ts";
import type { InboxTables } from "./tables/inbox-tables.ts";

/** Whom the user knows, by the rooms they share and the DMs the user has agreed to. */
export class Acquaintances {
  readonly #user_id: UserId;
  readonly #tables: Pick<InboxTables, "conversations" | "account">;
  readonly #entries: Pick<Entries, "isBlocked" | "settings">;

  constructor(
    user_id: UserId,
    tables: Pick<InboxTables, "conversations" | "account">,
    entries: Pick<Entries, "isBlocked" | "settings">,
  ) {
    this.#user_id = user_id;
    this.#tables = tables;
    this.#entries = entries;
  }

  /** The groups and channels the user is in, for the inboxes of others to compare with theirs. */
  sharedRooms(): RoomId[] {
    return this.#tables.conversations.sharedRooms(SHARED_ROOMS_MAX);
  }

  sharesRoomWith(rooms: readonly RoomId[]): boolean {
    return this.#tables.conversations.among(rooms).length > 0;
  }

  /** Whether somebody may write to the user or have them in a room; `areAllKnown` where nobody is a stranger. */
  consentTo(asker: Asker, areAllKnown: boolean, now: number): Consent {
    const shared = this.#tables.conversations.among(asker.rooms);
    const isTooSoon =
      this.#tables.account.declinedUntil(asker.user_id) > now ||
      this.#tables.conversations.countRequests() >= INVITATIONS_MAX;
    const who = {
      isBlocked: this.#entries.isBlocked(asker.user_id),
      isContact: this.#isContact(asker.user_id),
      sharesRoom: shared.length > 0,
      // Anyone comes into a channel by themselves, so being in one makes nobody known.
      sharesGroup: shared.some((room_id) => kindOf(room_id) === "group"),
      isTooSoon,
    };
    return consentOf(who, this.#entries.settings().writers ?? "everyone", areAllKnown);
  }

  /** Whether somebody may see the user's presence. `sharesRoom` is asked for only if it matters. */
  isSeenBy(user_id: UserId, sharesRoom: () => boolean): boolean {
    const audience = this.#entries.settings().presence_audience ?? "everyone";
    if (this.#entries.isBlocked(user_id)) return false;
    if (audience === "everyone") return true;
    const isContact = this.#isContact(user_id);
    return isAmong(audience, { isContact, sharesRoom: !isContact && sharesRoom() });
  }

  /** Whether the user may ask so many strangers now; if so, they count as asked. */
  askStrangers(count: number, now: number): Result<Done> {
    return askStrangers(this.#tables.account, count, now);
  }

  #isContact(user_id: UserId): boolean {
    return this.#tables.conversations.get(dmRoomId(this.#user_id, user_id))?.request === "agreed";
  }
}
