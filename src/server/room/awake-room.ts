import { roomSessionGuard } from "../identity/socket-sessions.ts";
import type { Due } from "../object/alarm.ts";
import { systemClock } from "../object/clock.ts";
import type { Follower } from "../object/follower.ts";
import type { SessionGuard } from "../object/session-guard.ts";
import type { Identity, Peer, Sockets } from "../object/sockets.ts";
import { Deletion } from "./deletion.ts";
import { limitsOf } from "./deployment.ts";
import { EphemeralState } from "./ephemeral-state.ts";
import { followersOf } from "./followers/followers.ts";
import { InboxInterest } from "./followers/inbox-interest.ts";
import { Room } from "./room.ts";
import type { RoomTables } from "./tables/room-tables.ts";

/** What an awake room needs from its object. */
export interface AwakePorts {
  readonly env: Env;
  readonly sockets: Sockets;
  /** Something has begun to wait for the alarm. */
  arm(): void;
  /** Whether sends are waiting. */
  isBusy(): boolean;
  /** Deletes everything that is stored. */
  deleteAll(): Promise<void>;
}

/** A room while its object is awake, with everything that works on it. */
export class AwakeRoom {
  readonly room: Room;
  readonly ephemeral: EphemeralState;
  readonly followers: readonly Follower[];
  /** Which inboxes want to hear of each message. */
  readonly interest: InboxInterest;
  readonly #sockets: Sockets;
  readonly #arm: () => void;
  /** Closes sockets whose session has ended. */
  readonly #sessions: SessionGuard;
  /** Everything that may wait for the alarm. */
  readonly dues: readonly Due[];

  private constructor(room: Room, { env, sockets, arm, isBusy, deleteAll }: AwakePorts) {
    this.room = room;
    this.#sockets = sockets;
    this.#arm = arm;
    this.interest = new InboxInterest(room.state, { now: systemClock.now, sockets });
    this.followers = followersOf(room.state, this.interest, { env, sockets, failed: arm });
    this.ephemeral = new EphemeralState(room.state, {
      clock: systemClock,
      broadcast: (frame) => sockets.toAll(frame),
      isBusy,
    });
    this.#sessions = roomSessionGuard(sockets, env);
    const deletion = new Deletion(room.state, this.followers, () => this.#end(deleteAll));
    this.dues = [...this.followers, this.#sessions, deletion];
    // An alarm that was lost is set again.
    if (this.dues.some((due) => due.due() !== undefined)) arm();
  }

  /** Reads the room from its tables, if there is one and this code knows their version. */
  static wake(tables: RoomTables, ports: AwakePorts): AwakeRoom | undefined {
    const room = tables.areNewer() ? undefined : Room.wake(tables, limitsOf(ports.env));
    return room && new AwakeRoom(room, ports);
  }

  /** Opens a socket. Whoever may not know of the room is told what strangers are told. */
  accept(identity: Identity): Response {
    const { ok } = this.room.reader.describe(identity.user_id, systemClock.now());
    const response = this.#sockets.accept(identity, ok ? undefined : "not_a_member");
    if (this.#sessions.due() !== undefined) this.#arm();
    return response;
  }

  /** A socket has ended. */
  closed(peer: Peer): void {
    if (this.interest.closed(peer)) for (const follower of this.followers) follower.changed();
  }

  #end(deleteAll: () => Promise<void>): Promise<void> {
    this.stop();
    return deleteAll();
  }

  /** Another one takes over, because what this one has in memory may be wrong. It calls nobody any more. */
  stop(): void {
    for (const follower of this.followers) follower.stop();
  }
}
