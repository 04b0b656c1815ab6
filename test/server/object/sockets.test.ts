import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SessionId, UserId } from "../../../src/protocol/ids.ts";
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
    this.#attachment = { user_id: USER, session_id: SESSION, socket_id, state: "live", since: 0 };
  }

  send(text: string): void {
    if (this.isDead) throw new TypeError("the socket is closed");
    this.sent.push(text);
  }

  close(): void {}
  serializeAttachment(): void {}
  deserializeAttachment = () => this.#attachment;
}

beforeEach(() => void vi.stubGlobal("WebSocketRequestResponsePair", class {}));
afterEach(() => void vi.unstubAllGlobals());

function open(...open: FakeSocket[]): Sockets {
  const ctx = { getWebSockets: () => open, setWebSocketAutoResponse: () => {} };
  return new Sockets(ctx as unknown as DurableObjectState, 10, { burst: 10, per_second: 1 });
}

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
