import { accept, type Result, refuse } from "../../protocol/codes.ts";
import { clientIdTime, kindOf, type RoomId, type UserId } from "../../protocol/ids.ts";
import {
  CLIENT_ID_MAX_AGE_DAYS,
  CLIENT_ID_MAX_AHEAD_MS,
  MEMBERS_MAX,
  MIN_PROTOCOL_VERSION,
  PROTOCOL_VERSION,
  RELOAD_PAGE,
  RESUME_MAX,
  RESUME_PAGE,
} from "../../protocol/limits.ts";
import { type Message, refuseText } from "../../protocol/message.ts";
import type {
  Change,
  History,
  HistoryQuery,
  Member,
  Position,
  Role,
  Room as RoomView,
} from "../../protocol/room.ts";
import type { RoomDown } from "../../protocol/room-frames.ts";
import { pagesOf, readSlice } from "./history.ts";
import { Log, type Outcome, type Submission } from "./log.ts";
import { Membership } from "./membership.ts";
import type { RoomInfo, RoomSql } from "./room-sql.ts";

/** How a room comes to be. For a DM, the members are read from its id. */
export interface NewRoom {
  readonly room_id: RoomId;
  readonly name: string;
  readonly topic: string;
  readonly owner: UserId;
  readonly members: readonly UserId[];
}

export interface Committed {
  /** The new messages, in order. */
  readonly messages: readonly Message[];
  /** What became of each submission, in the order they were given. */
  readonly outcomes: readonly Outcome[];
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The rules of a room. Nothing here knows of sockets, of Cloudflare, of the time or of chance:
 * time and randomness are arguments, so that a test can drive it through anything.
 */
export class Room {
  readonly sql: RoomSql;
  readonly info: RoomInfo;
  readonly membership: Membership;
  readonly #log: Log;

  private constructor(sql: RoomSql, info: RoomInfo, membersMax: number) {
    this.sql = sql;
    this.info = info;
    this.#log = new Log(sql);
    this.membership = new Membership(sql, this.#log, info, membersMax);
  }

  /** The room stored here, or nothing where none was ever made. */
  static wake(sql: RoomSql, membersMax = MEMBERS_MAX): Room | undefined {
    if (!sql.exists()) return undefined;
    sql.migrate();
    const info = sql.room();
    return info && new Room(sql, info, membersMax);
  }

  /** Makes a room in an empty database. `epoch` is fresh randomness. */
  static create(sql: RoomSql, make: NewRoom, epoch: string, now: number, membersMax = MEMBERS_MAX): Room {
    const { room_id, name, topic, owner, members } = make;
    const info = { room_id, kind: kindOf(room_id), name, topic, created_at: now, epoch };
    return sql.transaction(() => {
      sql.migrate();
      sql.insertRoom(info);
      const room = new Room(sql, info, membersMax);
      room.membership.found(owner, members, now);
      return room;
    });
  }

  /** What its members see of the room. */
  view(): RoomView {
    const { epoch: _, ...info } = this.info;
    return { ...info, member_count: this.membership.count };
  }

  /** The newest position. */
  head(): Position {
    const { message_id, change_id } = this.#log.tail;
    return { epoch: this.info.epoch, message_id, change_id };
  }

  /** Why a submission cannot be taken whatever the room holds; checked as it comes in. */
  screen(submission: Submission, now: number): Result<null> {
    const refusal = refuseText(submission.content.text);
    if (refusal) return refusal;
    const age = now - clientIdTime(submission.client_id);
    if (age > CLIENT_ID_MAX_AGE_DAYS * DAY_MS) return refuse("client_id_expired");
    // One from far in the future would never be old enough to be forgotten.
    if (age < -CLIENT_ID_MAX_AHEAD_MS) return refuse("client_id_expired", { detail: "Your clock is wrong." });
    return accept(null);
  }

  /**
   * Decides, numbers and stores a batch of screened submissions in one transaction. Once it
   * returns, the messages are in the room; only then may anybody be told.
   */
  commit(submissions: readonly Submission[], now: number): Committed {
    const outcomes = this.sql.transaction(() =>
      submissions.map((submission) => this.#decide(submission, now)),
    );
    const messages = outcomes.flatMap((outcome) => (outcome.ok && !outcome.repeated ? [outcome.value] : []));
    return { messages, outcomes };
  }

  #decide(submission: Submission, now: number): Outcome {
    if (!this.membership.get(submission.sender)) return refuse("not_a_member");
    return this.#log.append(submission, now);
  }

  describe(user_id: UserId): Result<{ room: RoomView; role: Role }> {
    const member = this.membership.get(user_id);
    return member ? accept({ room: this.view(), role: member.role }) : refuse("not_a_member");
  }

  members(user_id: UserId): Result<Member[]> {
    if (!this.membership.get(user_id)) return refuse("not_a_member");
    return accept(this.sql.members().map(({ read_from: _, ...member }) => member));
  }

  history(user_id: UserId, query: HistoryQuery): Result<History> {
    if (!this.membership.get(user_id)) return refuse("not_a_member");
    const head = this.#log.tail.message_id;
    return accept({ epoch: this.info.epoch, head, ...readSlice(this.sql, query, head) });
  }

  /**
   * All frames that bring a client from where it stands to the present. They are read in one turn,
   * and the caller makes the socket live in the same turn: nothing can slip between.
   */
  resume(user_id: UserId, position: Position | undefined, now: number): Result<RoomDown[]> {
    const member = this.membership.get(user_id);
    if (!member) return refuse("not_a_member");
    const head = this.head();
    const missed = position && this.#missed(position);
    const { messages, changes } = missed ?? this.#latest();
    return accept([
      {
        type: "welcome",
        protocol: PROTOCOL_VERSION,
        min_protocol: MIN_PROTOCOL_VERSION,
        mode: missed ? "resume" : "reload",
        room: this.view(),
        role: member.role,
        head,
        server_time: now,
      },
      ...pagesOf(messages, RESUME_PAGE).map(
        (page): RoomDown => ({ type: "events", messages: page, changes: [] }),
      ),
      ...pagesOf(changes, RESUME_PAGE).map(
        (page): RoomDown => ({ type: "events", messages: [], changes: page }),
      ),
      { type: "current", position: head },
    ]);
  }

  /** What happened after a position, or nothing where the client is better off loading anew. */
  #missed(position: Position): { messages: Message[]; changes: Change[] } | undefined {
    const head = this.head();
    const messagesBehind = head.message_id - position.message_id;
    const changesBehind = head.change_id - position.change_id;
    const known = position.epoch === head.epoch && messagesBehind >= 0 && changesBehind >= 0;
    if (!known || messagesBehind > RESUME_MAX || changesBehind > RESUME_MAX) return undefined;
    return {
      messages: messagesBehind ? this.sql.messagesAfter(position.message_id, messagesBehind) : [],
      changes: changesBehind ? this.sql.changesAfter(position.change_id, changesBehind) : [],
    };
  }

  /** The newest page, with the changes that belong into it. */
  #latest(): { messages: Message[]; changes: Change[] } {
    const head = this.head();
    const { messages } = readSlice(this.sql, { limit: RELOAD_PAGE }, head.message_id);
    const first = messages[0]?.message_id ?? 0;
    const changes = this.sql
      .changesAfter(head.change_id - RESUME_PAGE, RESUME_PAGE)
      .filter((change) => change.after_message_id >= first - 1);
    return { messages, changes };
  }
}
