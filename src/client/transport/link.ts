/** The interface of both transports: a WebSocket, and plain HTTP with a long poll. */

/** Why a link ended, if the server said so. */
export interface Ending {
  readonly code?: string | undefined;
  readonly retry_after_ms?: number | undefined;
}

/** Not called before the call that opens the link has returned, nor after `closed`. */
export interface LinkListener<Down> {
  opened(): void;
  /** The server is alive, although it has sent no frame. */
  heard(): void;
  frame(frame: Down): void;
  closed(ending: Ending): void;
}

export interface Link<Up> {
  readonly via: Via;
  /** How many items this link takes before the first is answered. */
  readonly window: number;
  send(frame: Up): void;
  /** Asks for a sign of life, which arrives as `heard`. */
  ping(): void;
  /** Ends it without telling the listener. */
  close(): void;
}

export type Via = "socket" | "poll";

type OpenLink<Up, Down> = (listener: LinkListener<Down>) => Link<Up>;

/** Both ways to one object on the server. */
export type Transports<Up, Down> = { readonly [V in Via]: OpenLink<Up, Down> };

/** Shared by all connections of one client: whether WebSockets get through at all. */
export interface Reach {
  socketsBlocked: boolean;
}
