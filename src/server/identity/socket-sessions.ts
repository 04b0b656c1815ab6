import { callEach } from "../object/calls.ts";
import { systemClock } from "../object/clock.ts";
import { callRemote } from "../object/remote-call.ts";
import { SessionGuard, type SessionGuardPorts } from "../object/session-guard.ts";
import type { Peer, Sockets } from "../object/sockets.ts";
import { standingSessions } from "./sessions-d1.ts";

const ports = (
  sockets: Sockets,
  env: Env,
): Pick<SessionGuardPorts, "clock" | "peers" | "renew" | "standing"> => ({
  clock: systemClock,
  peers: () => sockets.peers(),
  renew: (peers, stands_until) => sockets.renew(peers, stands_until),
  standing: (session_ids) => standingSessions(env.DB, session_ids, systemClock.now()),
});

/** The guard of a room's sockets. */
export const roomSessionGuard = (sockets: Sockets, env: Env): SessionGuard =>
  new SessionGuard({
    ...ports(sockets, env),
    close(peers, code) {
      for (const { ws } of peers) sockets.close(ws, code);
    },
    haveEnded(peers) {
      const users = new Map(peers.map(({ session_id, user_id }) => [session_id, user_id]));
      return callEach([...users.keys()], (session_id, signal) =>
        callRemote(env.INBOX.getByName(users.get(session_id) ?? ""), "hasEnded", [session_id], signal),
      );
    },
  });

/** The guard of an inbox's sockets. Sessions of which the inbox itself knows that they ended hold none any more. */
export const inboxSessionGuard = (
  sockets: Sockets,
  env: Env,
  close: (peers: readonly Peer[], code: Parameters<SessionGuardPorts["close"]>[1]) => void,
): SessionGuard =>
  new SessionGuard({
    ...ports(sockets, env),
    close,
    haveEnded: async (peers) => new Map(peers.map(({ session_id }) => [session_id, false])),
  });
