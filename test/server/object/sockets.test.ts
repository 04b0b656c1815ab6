import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SessionId, UserId } from "../../../src/protocol/ids.ts";
import { SOCKETS_PER_USER_MAX } from "../../../src/protocol/limits.ts";
import { Sockets } from "../../../src/server/object/sockets.ts";
import { asId } from "../../as-id.ts";

const USER = asId<UserId>(`u_${"1".repeat(20)}`);
const SESSION = asId<SessionId>(`s_${"1".repeat(20)}`);

/** The object's end of a socket, which may have died unseen. */
class FakeSocket {
  sent: string[] = [];
  isDead = false;
  readonly #attachment: unknown;

  constructor(socket_id: string) {
    this.#attachment = {
      user_id: USER,
      session_id: SESSION,
      socket_id,
      state: "live",
      since: 0,
      stands_until: Number.MAX_SAFE_INTEGER,
    };
  }

  send(text: string): void {
    if (this.isDead) throw new TypeError("the socket is closed");
    this.sent.push(text);
  }

  /** The reason it was closed with. */
  closed: string | undefined;
  accept(): void {}
  close(_: number, reason: string): void {
    this.closed = reason;
  }
  serializeAttachment(): void {}
  deserializeAttachment = () => this.#attachment;
}

/** The object's ends of all sockets that were asked for, in that order. */
let asked: FakeSocket[] = [];

beforeEach(() => {
  asked = [];
  vi.stubGlobal("WebSocketRequestResponsePair", class {});
  vi.stubGlobal("Response", class {});
  vi.stubGlobal(
    "WebSocketPair",
    class {
      readonly 0 = new FakeSocket("client");
      readonly 1 = new FakeSocket(`${asked.length}`);
      constructor() {
        asked.push(this[1]);
      }
    },
  );
});
afterEach(() => void vi.unstubAllGlobals());

function open(...open: FakeSocket[]): Sockets {
  return holding(10, open);
}

function holding(max: number, open: FakeSocket[] = []): Sockets {
  const ctx = { getWebSockets: () => open, setWebSocketAutoResponse: () => {}, acceptWebSocket: () => {} };
  return new Sockets(ctx as unknown as DurableObjectState, max, { burst: 10, per_second: 1 });
}

describe("CONNECT9: sockets beyond the limit are closed, and the others stay open", () => {
  const OTHER = asId<UserId>(`u_${"2".repeat(20)}`);
  const ask = (sockets: Sockets, user_id: UserId) => {
    sockets.accept({ user_id, session_id: SESSION, stands_until: Number.MAX_SAFE_INTEGER }, undefined);
    return asked.at(-1)?.closed;
  };

  it("those of one user, while another one still comes in", () => {
    const sockets = holding(10_000);
    for (let count = 0; count < SOCKETS_PER_USER_MAX; count++) expect(ask(sockets, USER)).toBeUndefined();
    expect(ask(sockets, USER)).toBe("too_many_sockets");
    expect(ask(sockets, OTHER)).toBeUndefined();
    expect(sockets.peers()).toHaveLength(SOCKETS_PER_USER_MAX + 1);
    sockets.close(asked[0] as unknown as WebSocket, "silent");
    expect(ask(sockets, USER)).toBeUndefined();
  });

  it("those of all users together", () => {
    const sockets = holding(3);
    expect([USER, OTHER, USER, OTHER].map((user_id) => ask(sockets, user_id))).toEqual([
      undefined,
      undefined,
      undefined,
      "too_many_sockets",
    ]);
    expect(sockets.peers()).toHaveLength(3);
  });
});

describe("a socket that died unseen", () => {
  it("is no longer among those that are open once something could not be sent to it", () => {
    const [alive, dead] = [new FakeSocket("1"), new FakeSocket("2")];
    const sockets = open(alive, dead);
    dead.isDead = true;
    expect(sockets.peers()).toHaveLength(2);
    sockets.toAll({ type: "typing" });
    expect(sockets.peers().map(({ socket_id }) => socket_id)).toEqual(["1"]);
    expect(sockets.peer(dead as unknown as WebSocket)).toBeUndefined();
    expect(alive.sent).toHaveLength(1);
  });

  it("leaves its user absent", () => {
    const dead = new FakeSocket("1");
    const sockets = open(dead);
    dead.isDead = true;
    expect(sockets.present()).toEqual([USER]);
    sockets.toAll({ type: "typing" });
    expect(sockets.present()).toEqual([]);
  });
});
