/** What messages cost on the platform, from what was counted. Pure. */

/**
 * List prices in US dollars for what is beyond a paid plan's share.
 * Source: Cloudflare Workers pricing page, Durable Objects (requests and SQLite storage).
 */
export const PRICES = {
  source: "Cloudflare Workers pricing page",
  /** A million requests to objects: RPC calls, upgrades, alarms that went off. */
  requests: 0.15,
  /** Incoming WebSocket frames that count as one request. Outgoing ones are free. */
  framesPerRequest: 20,
  /** A million rows written. An index entry, a delete and a `setAlarm` each count as one. */
  rowsWritten: 1,
  /** A million rows read. */
  rowsRead: 0.001,
} as const;

/** What was counted while some messages were sent, or what came of it for each. */
export interface Usage {
  /** Calls to objects, alarms that went off included. */
  readonly requests: number;
  /** WebSocket frames that objects received. */
  readonly frames: number;
  /** By SQL, and one for each alarm set. */
  readonly rowsWritten: number;
  readonly rowsRead: number;
}

export const NOTHING: Usage = { requests: 0, frames: 0, rowsWritten: 0, rowsRead: 0 };

const combine = (one: Usage, other: Usage, by: (a: number, b: number) => number): Usage => ({
  requests: by(one.requests, other.requests),
  frames: by(one.frames, other.frames),
  rowsWritten: by(one.rowsWritten, other.rowsWritten),
  rowsRead: by(one.rowsRead, other.rowsRead),
});

export const plus = (one: Usage, other: Usage): Usage => combine(one, other, (a, b) => a + b);
export const minus = (one: Usage, other: Usage): Usage => combine(one, other, (a, b) => a - b);
export const perMessage = (usage: Usage, messages: number): Usage =>
  combine(usage, usage, (count) => count / messages);

/** US dollars for a million messages of which each uses this much. */
export const millionCosts = ({ requests, frames, rowsWritten, rowsRead }: Usage): number =>
  (requests + frames / PRICES.framesPerRequest) * PRICES.requests +
  rowsWritten * PRICES.rowsWritten +
  rowsRead * PRICES.rowsRead;
