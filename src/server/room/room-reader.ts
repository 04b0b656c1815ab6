import { CHAIN_START } from "../../protocol/chain.ts";
import { accept, type Result } from "../../protocol/codes.ts";
import type { AttachedFile } from "../../protocol/file.ts";
import type { FileId, LinkId, MessageId, UserId } from "../../protocol/ids.ts";
import {
  HISTORY_PAGE_MAX,
  MEMBERS_PAGE,
  MIN_PROTOCOL_VERSION,
  PROTOCOL_VERSION,
  REACTORS_PAGE,
  RECEIPTS_MEMBERS_MAX,
  RELOAD_PAGE,
  RESUME_MAX,
  RESUME_MAX_UNITS,
  RESUME_PAGE,
} from "../../protocol/limits.ts";
import type { Message } from "../../protocol/message.ts";
import type {
  AuditEntry,
  InviteLink,
  JoinRequest,
  LinkedRoom,
  Report,
  Revision,
} from "../../protocol/moderation.ts";
import type { Operation } from "../../protocol/policy.ts";
import type {
  Change,
  History,
  HistoryQuery,
  Member,
  Position,
  Role,
  Room as RoomView,
} from "../../protocol/room.ts";
import type { ChainEnds, RoomDown } from "../../protocol/room-frames.ts";
import { pagesOf, unitsOf } from "../object/pages.ts";
import { collapse } from "./changes.ts";
import { readableFile } from "./files.ts";
import { readHistory, withinUnits } from "./history.ts";
import { previewLink } from "./invite-links.ts";
import type { RoomState } from "./room-state.ts";
import { type RoomSearch, type SearchPage, searchRoom } from "./search.ts";
import type { Ban } from "./tables/bans.ts";
import type { StoredMember } from "./tables/members.ts";

/** Everything that can be read from a room. Each answer begins with whether the asker may read it. */
export class RoomReader {
  readonly #state: RoomState;

  constructor(state: RoomState) {
    this.#state = state;
  }

  /** The newest position. */
  head(): Position {
    const { message_id, change_id } = this.#state.log.tail;
    return { epoch: this.#state.info.epoch, message_id, change_id };
  }

  describe(user_id: UserId, now: number): Result<{ room: RoomView; role: Role }> {
    return this.#ask("read", user_id, now, () => ({
      room: this.#state.view(),
      role: this.#state.member(user_id)?.role ?? "member",
    }));
  }

  /** A page of the members, owners and admins first. */
  members(user_id: UserId, after: UserId | undefined, now: number): Result<Member[]> {
    return this.#ask("read", user_id, now, () =>
      listedMembers(this.#state.tables.members.after(after, MEMBERS_PAGE)),
    );
  }

  memberIds(user_id: UserId, now: number): Result<UserId[]> {
    return this.#ask("read", user_id, now, () =>
      this.#state.tables.members.all().map((member) => member.user_id),
    );
  }

  /** The members among some users, in the order in which they are named. */
  membersAmong(user_id: UserId, user_ids: readonly UserId[], now: number): Result<Member[]> {
    return this.#ask("read", user_id, now, () => {
      const found = new Map(
        this.#state.tables.members.among(user_ids).map((member) => [member.user_id, member]),
      );
      return listedMembers(user_ids.flatMap((id) => found.get(id) ?? []));
    });
  }

  /** Those of some users who are not members, for somebody who may bring them in. */
  outsiders(user_id: UserId, user_ids: readonly UserId[], now: number): Result<UserId[]> {
    return this.#ask("invite", user_id, now, () => user_ids.filter((id) => !this.#state.member(id)));
  }

  /** What a holder of an invite link may know before they join. */
  previewLink(user_id: UserId, link_id: LinkId, secret: string, now: number): Result<LinkedRoom> {
    return previewLink(this.#state, user_id, link_id, secret, now);
  }

  history(user_id: UserId, query: HistoryQuery, now: number): Result<History> {
    return this.#ask("read", user_id, now, () => {
      const head = this.#state.log.tail.message_id;
      return {
        epoch: this.#state.info.epoch,
        head,
        ...readHistory(this.#state.tables, query, head, user_id),
      };
    });
  }

  /** A thread's replies after one of them, with the message they belong to. */
  thread(
    user_id: UserId,
    root: MessageId,
    after: number,
    limit: number,
    now: number,
  ): Result<{ messages: Message[]; following?: boolean }> {
    const { messages } = this.#state.tables;
    return this.#ask("read", user_id, now, () => {
      const replies = messages.threads.repliesAfter(root, after, Math.min(limit, HISTORY_PAGE_MAX));
      const following = messages.threads.isFollowing(root, user_id);
      return {
        messages: withinUnits(messages.among([root, ...replies], user_id)),
        ...(following !== undefined && { following }),
      };
    });
  }

  /** Looks for messages; see `searchRoom`. */
  search(user_id: UserId, search: RoomSearch, now: number): Result<SearchPage> {
    return this.#ask("read", user_id, now, () =>
      searchRoom(this.#state.tables, search, this.#state.log.tail.message_id, user_id),
    );
  }

  /** Whether a user may upload a file to be sent here. */
  mayAttach(user_id: UserId, now: number): Result<null> {
    return this.#ask("send", user_id, now, () => null);
  }

  /** What there is to say of a file before its bytes are read from the bucket. */
  file(user_id: UserId, file_id: FileId, now: number): Result<Pick<AttachedFile, "name" | "type" | "size">> {
    const readable = this.#ask("read", user_id, now, () => readableFile(this.#state, user_id, file_id));
    return readable.ok ? readable.value : readable;
  }

  pins(user_id: UserId, now: number): Result<Message[]> {
    const { messages } = this.#state.tables;
    return this.#ask("read", user_id, now, () => messages.among(messages.pins.all(), user_id));
  }

  /** A page of those who reacted with an emoji. */
  reactors(
    user_id: UserId,
    message_id: MessageId,
    emoji: string,
    after: UserId | undefined,
    now: number,
  ): Result<UserId[]> {
    return this.#ask("read", user_id, now, () =>
      this.#state.tables.messages.reactions.reactors(message_id, emoji, after, REACTORS_PAGE),
    );
  }

  /** A page of the earlier texts of a message. */
  revisions(user_id: UserId, message_id: MessageId, after: number, now: number): Result<Revision[]> {
    return this.#ask("moderate", user_id, now, () =>
      withinUnits(this.#state.tables.messages.revisions.after(message_id, after)),
    );
  }

  bans(user_id: UserId, now: number): Result<Ban[]> {
    return this.#ask("moderate", user_id, now, () => this.#state.tables.bans.all());
  }

  requests(user_id: UserId, now: number): Result<JoinRequest[]> {
    return this.#ask("answer_request", user_id, now, () => this.#state.tables.requests.all());
  }

  reports(user_id: UserId, now: number): Result<Report[]> {
    return this.#ask("moderate", user_id, now, () => this.#state.tables.reports.newest(HISTORY_PAGE_MAX));
  }

  audit(user_id: UserId, before: number | undefined, now: number): Result<AuditEntry[]> {
    return this.#ask("moderate", user_id, now, () =>
      this.#state.tables.audit.before(before ?? Number.MAX_SAFE_INTEGER, HISTORY_PAGE_MAX),
    );
  }

  links(user_id: UserId, now: number): Result<InviteLink[]> {
    return this.#ask("link", user_id, now, () =>
      this.#state.tables.links.all().map(({ digest: _, ...link }) => link),
    );
  }

  /**
   * All frames that bring a client from its position to the present. They are read in one turn, and the
   * caller makes the socket live in the same turn, so nothing can be lost in between.
   */
  resume(user_id: UserId, position: Position | undefined, now: number): Result<RoomDown[]> {
    return this.#ask("read", user_id, now, () => {
      const head = this.head();
      const missed = position && this.#missed(position, user_id);
      const { messages, changes } = missed ?? this.#latest(user_id);
      return [
        {
          type: "welcome",
          protocol: PROTOCOL_VERSION,
          min_protocol: MIN_PROTOCOL_VERSION,
          mode: missed ? "resume" : "reload",
          user_id,
          room: this.#state.view(),
          role: this.#state.member(user_id)?.role ?? "member",
          head,
          server_time: now,
        },
        ...pagesOf(messages, RESUME_PAGE).map(
          (page): RoomDown => ({ type: "events", messages: page, changes: [] }),
        ),
        ...pagesOf(changes, RESUME_PAGE).map(
          (page): RoomDown => ({ type: "events", messages: [], changes: page }),
        ),
        ...pagesOf(this.#receipts(), RESUME_PAGE).map(
          (page): RoomDown => ({ type: "receipts", receipts: page }),
        ),
        { type: "current", position: head, chain: this.#chainAround(messages) },
      ];
    });
  }

  /** What happened after a position, or undefined if the client should reload. */
  #missed(position: Position, reader: UserId): { messages: Message[]; changes: Change[] } | undefined {
    const head = this.head();
    const messagesBehind = head.message_id - position.message_id;
    const changesBehind = head.change_id - position.change_id;
    const known = position.epoch === head.epoch && messagesBehind >= 0 && changesBehind >= 0;
    if (!known || messagesBehind > RESUME_MAX || changesBehind > RESUME_MAX) return undefined;
    const { tables } = this.#state;
    // Before they are read: a character takes at least one unit.
    if (messagesBehind && tables.log.charactersAfter(position.message_id) > RESUME_MAX_UNITS)
      return undefined;
    const missed = {
      messages: messagesBehind ? tables.messages.after(position.message_id, messagesBehind, reader) : [],
      changes: changesBehind
        ? collapse(tables, tables.changes.after(position.change_id, changesBehind), reader)
        : [],
    };
    // So few cannot be too long.
    if (missed.messages.length + missed.changes.length <= RELOAD_PAGE) return missed;
    return unitsOf(missed.messages) + unitsOf(missed.changes) > RESUME_MAX_UNITS ? undefined : missed;
  }

  /** The newest page as it is now, with the notices that belong to it. */
  #latest(reader: UserId): { messages: Message[]; changes: Change[] } {
    const { tables } = this.#state;
    const head = this.head();
    const { messages } = readHistory(tables, { limit: RELOAD_PAGE }, head.message_id, reader);
    const first = messages[0]?.message_id ?? 0;
    const changes = tables.changes
      .after(head.change_id - RESUME_PAGE, RESUME_PAGE)
      .filter((change) => change.type !== "message_changed" && change.after_message_id >= first - 1);
    return { messages, changes: collapse(tables, changes, reader) };
  }

  /** The chain values on both sides of the newest messages. */
  #chainAround(messages: readonly Message[]): ChainEnds {
    const { chain: chain_after } = this.#state.log.tail;
    const first = messages[0]?.message_id;
    const chain_before =
      first === undefined ? chain_after : (this.#state.tables.log.chain(first - 1) ?? CHAIN_START);
    return { chain_before, chain_after };
  }

  #receipts() {
    return this.#state.memberCount <= RECEIPTS_MEMBERS_MAX ? this.#state.tables.receipts.all() : [];
  }

  #ask<T>(operation: Operation, user_id: UserId, now: number, read: () => T): Result<T> {
    return this.#state.denialFor(operation, user_id, now) ?? accept(read());
  }
}

const listedMembers = (members: readonly StoredMember[]): Member[] =>
  members.map(({ read_from: _, ...member }) => member);

/** What can be read from a room on a member's behalf. */
export type Reads = Exclude<keyof RoomReader, "head">;
/** A read's arguments but the first, who asks, and the last, which is the time. */
export type ReadArguments<Name extends Reads> =
  Parameters<RoomReader[Name]> extends [UserId, ...infer Rest, number] ? Rest : never;
export type ReadAnswer<Name extends Reads> = ReturnType<RoomReader[Name]>;
