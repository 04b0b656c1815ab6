import type { Result } from "../protocol/codes.ts";
import type { EndpointName, Input, Output } from "../protocol/endpoints.ts";
import type { ClientId, UserId } from "../protocol/ids.ts";
import type { Clock, ServerTime } from "./clock.ts";
import type { Stages } from "./sending/stages.ts";
import { Connection, type ConnectionDeps } from "./transport/connection.ts";
import type { Reach } from "./transport/link.ts";
import type { Tabs } from "./transport/tabs/tabs.ts";

/** What all parts that belong to one signed-in user are given. */
export interface ClientDeps {
  readonly self: UserId;
  readonly clock: Clock;
  readonly serverTime: ServerTime;
  readonly random: () => number;
  readonly reach: Reach;
  /** The other tabs of this browser, and through them the sockets. */
  readonly tabs: Tabs;
  /** What the app puts before and behind the wire. */
  readonly stages: Stages;
  /** Origin of the server, for `http:` and for `ws:`. */
  readonly socketUrl: string;
  readonly isOffline: () => boolean;
  readonly newClientId: () => ClientId;
  readonly token: () => string | undefined;
  readonly prepare: () => Promise<Result<unknown>>;
  readonly renew: () => Promise<Result<unknown>>;
  /** Asks the server who is signed in, and adopts its answer. */
  readonly recheck: () => Promise<unknown>;
  readonly call: <N extends EndpointName>(
    name: N,
    input: Input<N>,
    signal?: AbortSignal,
  ) => Promise<Result<Output<N>>>;
}

/** A connection, with the dependencies that all connections of one user share. */
export const connectionOf = <Up, Down>(
  { clock, random, reach, isOffline, prepare, renew }: ClientDeps,
  own: Pick<ConnectionDeps<Up, Down>, "transports" | "onOpen" | "onFrame" | "onDown">,
): Connection<Up, Down> => new Connection({ clock, random, reach, isOffline, prepare, renew, ...own });
