/** What both ways of reaching the server look like: a WebSocket, and plain HTTP with a long poll. */

/** Why a link ended, where the server said so. */
export interface Ending {
  readonly code?: string | undefined;
  readonly retry_after_ms?: number | undefined;
}

/** Never called before the call that opens the link has returned. Nothing comes after `closed`. */
export interface LinkListener<Down> {
  opened(): void;
  /** The server is alive, though it has not said anything of use. */
  heard(): void;
  frame(frame: Down): void;
  closed(ending: Ending): void;
}

export interface Link<Up> {
  readonly via: Via;
  /** Sends this link takes before the first is answered. */
  readonly window: number;
  send(frame: Up): void;
  /** Asks for a sign of life, which comes as `heard`. */
  ping(): void;
  /** Ends it without a word to the listener. */
  close(): void;
}

export type Via = "socket" | "poll";

type OpenLink<Up, Down> = (listener: LinkListener<Down>) => Link<Up>;

/** The two transports to one object on the server. */
export type Transports<Up, Down> = { readonly [V in Via]: OpenLink<Up, Down> };

/** What all connections of one client know together: whether WebSockets get through at all. */
export interface Reach {
  socketsBlocked: boolean;
}
