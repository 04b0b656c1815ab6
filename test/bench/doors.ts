import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Usage } from "./cost.ts";

/** What goes through the doors that Parlor's Worker has for the bench alone; see parlor-worker.ts. */

/** A room and who founds it, its owner first. */
export interface NewBenchRoom {
  room_id: RoomId;
  members: UserId[];
}

/** How many inboxes have yet to be told something, and how many want to hear of each message of a large room. */
export interface Inboxes {
  owed: number;
  leases: number;
}

/** By what an object was asked: the name of the method, or `later` for what it did on a timer of its own. */
export type Tally = Record<string, Usage>;

/** What was counted of one room and the inboxes of its members. */
export interface Tallies {
  room: Tally;
  inbox: Tally;
  /** Up to which message inboxes have been told. */
  told: number;
}
