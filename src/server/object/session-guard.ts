import type { Code } from "../../protocol/codes.ts";
import type { SessionId } from "../../protocol/ids.ts";
import {
  ACCESS_TOKEN_SECONDS,
  SESSION_GUARD_AHEAD_MS,
  SESSION_GUARD_RETRY_MS,
} from "../../protocol/limits.ts";
import type { Due } from "./alarm.ts";
import type { Clock } from "./clock.ts";
import { withDeadline } from "./deadline.ts";
import type { Peer } from "./sockets.ts";

/** What the guard needs of its object. */
export interface SessionGuardPorts {
  readonly clock: Clock;
  /** All open sockets. */
  peers(): readonly Peer[];
  renew(peers: readonly Peer[], stands_until: number): void;
  close(peers: readonly Peer[], code: Code): void;
  /** Those of some sessions that stand, by the database of sessions. Rejects if it cannot be asked. */
  standing(session_ids: readonly SessionId[]): Promise<ReadonlySet<SessionId>>;
  /** Whether sessions have ended, by what their users' inboxes know; those whose inbox cannot be asked are left out. */
  haveEnded(peers: readonly Peer[]): Promise<ReadonlyMap<SessionId, boolean>>;
}

/**
 * Closes the sockets of sessions that have ended, also if nobody has told this object: a socket's session is
 * known to stand until the access token that opened it expires, then it is looked up, and again after each
 * such time. So a session that has ended holds no socket for longer than an access token lives.
 *
 * If the database of sessions is down, the inboxes decide, which know of every sign-out before it does. A
 * socket whose session cannot be looked up in either is closed: its client may come back with a valid token.
 */
export class SessionGuard implements Due {
  readonly name = "sessions";
  readonly #ports: SessionGuardPorts;

  constructor(ports: SessionGuardPorts) {
    this.#ports = ports;
  }

  due(): number | undefined {
    let first = Number.MAX_SAFE_INTEGER;
    for (const { stands_until } of this.#ports.peers()) first = Math.min(first, stands_until);
    return first === Number.MAX_SAFE_INTEGER ? undefined : first;
  }

  async retry(): Promise<void> {
    const { clock, peers } = this.#ports;
    // Those that will be due soon too, so that the object wakes once for many.
    const limit = clock.now() + SESSION_GUARD_AHEAD_MS;
    const due = peers().filter(({ stands_until }) => stands_until <= limit);
    if (due.length > 0) await this.#check(due);
  }

  async #check(due: readonly Peer[]): Promise<void> {
    const { clock, standing, haveEnded, renew, close } = this.#ports;
    const session_ids = [...new Set(due.map(({ session_id }) => session_id))];
    const known = await withDeadline(() => standing(session_ids), clock).catch(() => undefined);
    const ended = known ? undefined : await haveEnded(due);
    const isEnded = (id: SessionId) => (known ? !known.has(id) : ended?.get(id));
    const those = (state: boolean | undefined) => due.filter((peer) => isEnded(peer.session_id) === state);
    renew(those(false), clock.now() + (known ? ACCESS_TOKEN_SECONDS * 1_000 : SESSION_GUARD_RETRY_MS));
    close(those(true), "session_ended");
    close(those(undefined), "unavailable");
  }
}
