import { readFileSync } from "node:fs";
import type { ClientId, LinkId, RoomId, SessionId, UserId } from "../../../src/protocol/ids.ts";
import type { KeyedEntry, Settings } from "../../../src/protocol/inbox.ts";
import type { Message } from "../../../src/protocol/message.ts";
import type { History, Position } from "../../../src/protocol/room.ts";
import type { User } from "../../../src/protocol/user.ts";

/** What test/fixtures/v0.1.0 holds: databases as that version wrote them, and what it answered. */

const FOLDER = new URL("../../fixtures/v0.1.0/", import.meta.url);
const file = (name: string): string => readFileSync(new URL(name, FOLDER), "utf8");

export type Room = "room-group" | "room-channel" | "room-dm";
/** An answer, or `{refused: <code>}`. */
type Answer = unknown;

interface ExpectedRoom {
  readonly room_id: RoomId;
  readonly owner: UserId;
  readonly readers: Readonly<
    Record<
      string,
      {
        readonly describe: Answer;
        readonly history: History;
        readonly pins: readonly Message[];
        readonly reload: readonly Answer[];
        readonly resume: { readonly from: Position; readonly frames: readonly Answer[] };
      }
    >
  >;
  readonly slice: { readonly history: Answer };
  readonly members: Answer;
  readonly reactors: Readonly<Record<string, Readonly<Record<string, Answer>>>>;
  readonly threads: Readonly<Record<string, Answer>>;
  readonly revisions: Readonly<Record<string, Answer>>;
  readonly bans: Answer;
  readonly requests: Answer;
  readonly reports: Answer;
  readonly audit: Answer;
  readonly links: Answer;
  /** Who may not read, and why. */
  readonly refused: Readonly<Record<string, string>>;
  /** Inboxes that must still be told, and whether the directory must. */
  readonly owed: readonly UserId[];
  readonly directory_owed: boolean;
  readonly link?: { readonly link_id: LinkId; readonly secret: string };
}

export interface Expected {
  /** Unix milliseconds at which all of this was asked. */
  readonly now: number;
  readonly people: Readonly<Record<string, UserId>>;
  readonly rooms: Readonly<Record<Room, ExpectedRoom>> & {
    readonly "room-deleted": { readonly room_id: RoomId; readonly owed: readonly UserId[] };
  };
  readonly inbox: {
    readonly user_id: UserId;
    /** Unix milliseconds at which the user made their last room. */
    readonly made_room_at: number;
    readonly position: { readonly epoch: string; readonly version: number };
    readonly list: readonly Answer[];
    readonly entries: Readonly<Record<string, readonly KeyedEntry[]>>;
    readonly settings: Settings;
    readonly reload: readonly Answer[];
    readonly resume: {
      readonly from: { readonly epoch: string; readonly version: number };
      readonly frames: readonly Answer[];
    };
    readonly large_rooms: readonly Answer[];
    readonly blocked: readonly UserId[];
    readonly blocks_owed: readonly UserId[];
    readonly ended_sessions: readonly SessionId[];
    readonly presence: Readonly<Record<string, Answer>>;
    readonly watchers: readonly string[];
    readonly untold: readonly string[];
  };
  readonly d1: {
    readonly users: readonly User[];
    readonly password: string;
    readonly refresh_key: string;
    /** By the name of the person, or of one of their devices. */
    readonly refresh_tokens: Readonly<Record<string, string>>;
    readonly accounts: Readonly<Record<string, string>>;
    /** By what was typed. */
    readonly people: Readonly<Record<string, readonly string[]>>;
    readonly channels: Readonly<
      Record<string, readonly { readonly room_id: RoomId; readonly name: string }[]>
    >;
    readonly sessions: Readonly<Record<string, readonly Answer[]>>;
  };
  /** What the device showed without a network, before it was closed. */
  readonly device: {
    readonly messages: readonly object[];
    readonly pending: readonly {
      readonly client_id: ClientId;
      readonly content: { readonly text: string };
      readonly status: string;
    }[];
    readonly conversations: readonly Answer[];
    readonly stars: readonly Answer[];
    readonly drafts: readonly Answer[];
    readonly blocked: readonly UserId[];
    readonly settings: Answer;
    readonly members: { readonly members: readonly Answer[] };
  };
}

export const expected = JSON.parse(file("expected.json")) as Expected;

/** A database as SQL. */
export const dump = (name: Room | "room-deleted" | "inbox" | "d1"): string => file(`${name}.sql`);

export const idOf = (name: string): UserId => {
  const user_id = expected.people[name];
  if (user_id === undefined) throw new Error(`nobody is called ${name}`);
  return user_id;
};
