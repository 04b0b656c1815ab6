import { accept, type Done, type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import { COMMIT_WINDOW_MS, PENDING_MAX } from "../../protocol/limits.ts";
import type { Message } from "../../protocol/message.ts";
import type { Change } from "../../protocol/room.ts";
import { systemClock } from "../object/clock.ts";
import { type Rate, RateLimit } from "../object/rate-limit.ts";
import type { Broadcast } from "../object/sockets.ts";
import type { AwakeRoom } from "./awake-room.ts";
import { GroupCommit } from "./group-commit.ts";
import type { Outcome, Submission } from "./log.ts";
import { type Changes, closeCodeFor, endsMembership, join } from "./membership.ts";
import type { Room } from "./room.ts";
import type { RoomState } from "./room-state.ts";

/** A submission that waits for the next commit, and how to answer it. */
export interface WaitingSend extends Submission {
  readonly reply: (outcome: Outcome) => void;
}

/** What this needs of the object. */
export interface WriterPorts {
  readonly rates: Record<"sends" | "actions", Rate>;
  readonly sockets: Broadcast;
  /** The room, or why there is none to write to. */
  awake(): AwakeRoom | Refusal;
  /** A bug: what is in memory may be ahead of the tables. */
  failed(event: string, error: unknown): void;
}

/**
 * Everything that is written to a room, in the order in which it arrives: sends, gathered into commits,
 * and changes, each after the sends before it. What has been committed is broadcast in the same turn:
 * first to the room's sockets, then to its followers.
 */
export class RoomWriter {
  readonly #ports: WriterPorts;
  readonly #sends: RateLimit;
  readonly #actions: RateLimit;
  readonly #commits: GroupCommit<WaitingSend>;

  constructor(ports: WriterPorts) {
    this.#ports = ports;
    this.#sends = new RateLimit(ports.rates.sends);
    this.#actions = new RateLimit(ports.rates.actions);
    this.#commits = new GroupCommit(COMMIT_WINDOW_MS, systemClock, (batch) => this.#commit(batch));
  }

  /** Whether sends are waiting. */
  get isBusy(): boolean {
    return this.#commits.size > 0;
  }

  send(waiting: WaitingSend): void {
    const refusal = this.#screen(waiting);
    if (refusal) waiting.reply(refusal);
    else this.#commits.add(waiting);
  }

  #screen(submission: Submission): Refusal | undefined {
    const awake = this.#ports.awake();
    if ("ok" in awake) return awake;
    const refusal = awake.room.screen(submission, this.#sends, systemClock.now());
    return refusal ?? (this.#commits.size >= PENDING_MAX ? refuse("room_busy") : undefined);
  }

  /** Commit, then broadcast. */
  #commit(batch: readonly WaitingSend[]): void {
    const awake = this.#ports.awake();
    if ("ok" in awake) return;
    let outcomes: readonly Outcome[];
    try {
      const committed = awake.room.commit(batch, systemClock.now());
      outcomes = committed.outcomes;
      for (const { sender } of committed.messages) awake.ephemeral.sent(sender);
      this.#tell(awake, committed.messages, committed.changes);
    } catch (error) {
      this.#ports.failed("commit", error);
      outcomes = batch.map(() => refuse("internal"));
    }
    for (const [index, outcome] of outcomes.entries()) batch[index]?.reply(outcome);
  }

  /** Runs a change after the sends that came before it, and tells everyone who is still here. */
  change(by: UserId, run: (room: Room) => Result<readonly Change[]>): Result<Done> {
    this.#commits.flush();
    const awake = this.#ports.awake();
    if ("ok" in awake) return awake;
    const refusal = awake.room.checkRateLimit(by, this.#actions, systemClock.now());
    if (refusal) return refusal;
    try {
      const changes = run(awake.room);
      if (!changes.ok) return changes;
      for (const change of changes.value.filter(endsMembership))
        this.#ports.sockets.closeUser(change.user_id, closeCodeFor(change.type));
      this.#tell(awake, [], changes.value);
      if (changes.value.some(endsMembership)) awake.ephemeral.left();
      return accept({});
    } catch (error) {
      this.#ports.failed("change", error);
      return refuse("internal");
    }
  }

  join(user_id: UserId): Result<{ state: "joined" | "requested" }> {
    let state: "joined" | "requested" = "joined";
    const done = this.changeMembers(user_id, (room) => {
      const joined = join(room, user_id, systemClock.now());
      if (!joined.ok) return joined;
      state = joined.value.state;
      return accept(joined.value.changes);
    });
    return done.ok ? accept({ state }) : done;
  }

  /** Like `change`, for changes of who is in the room. */
  changeMembers(by: UserId, run: (state: RoomState) => Changes): Result<Done> {
    return this.change(by, (room) => room.change(run));
  }

  /** Runs something that changes nothing for other members. */
  privately<T>(by: UserId, run: (state: RoomState) => Result<T>): Result<T> {
    const awake = this.#ports.awake();
    if ("ok" in awake) return awake;
    return awake.room.checkRateLimit(by, this.#actions, systemClock.now()) ?? run(awake.room.state);
  }

  #tell({ followers }: AwakeRoom, messages: readonly Message[], changes: readonly Change[]): void {
    if (messages.length > 0 || changes.length > 0)
      this.#ports.sockets.toAll({ type: "events", messages, changes });
    for (const follower of followers) follower.changed();
  }
}
