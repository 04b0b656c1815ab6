import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { type Code, codes, type ErrorBody, isCode } from "../../../src/protocol/codes.ts";
import {
  BEARER_SUBPROTOCOL,
  type Endpoint,
  type EndpointName,
  endpoints,
  roomSocketPath,
  SUBPROTOCOL,
} from "../../../src/protocol/endpoints.ts";
import type { UserId } from "../../../src/protocol/ids.ts";
import type { RoomUp } from "../../../src/protocol/room-frames.ts";
import { signAccessToken } from "../../../src/server/identity/access-token.ts";
import { asId } from "../../as-id.ts";
import { send } from "../test-api.ts";
import { type Down, TestSocket } from "../test-socket.ts";
import type { Scene } from "./scenes.ts";

/** `silence` is what a user or a reader gets who may not say that they are: their frame is just dropped. */
export type Outcome = Code | "ok" | "silence";

/** Somebody who asks, through the whole Worker, and says what came of it. */
export class Asker {
  readonly #token: string;

  private constructor(token: string) {
    this.#token = token;
  }

  static async as(user_id: UserId): Promise<Asker> {
    return new Asker(
      await signAccessToken(
        env.AUTH_PRIVATE_JWK,
        { user_id, session_id: asId(`s_${"1".repeat(20)}`) },
        Date.now(),
      ),
    );
  }

  /** Calls an endpoint of the table with a body, or with a query. Its refusals must be those it names. */
  async call(name: EndpointName, { room_id, link_id }: Scene, what: string | object): Promise<Outcome> {
    const { method, path, refusals, response }: Endpoint = endpoints[name];
    const filled = path.replace(":room_id", room_id).replace(":message_id", "2").replace(":link_id", link_id);
    const isQuery = typeof what === "string";
    const answer = await send(method, isQuery && what !== "" ? `${filled}?${what}` : filled, {
      headers: { Authorization: `Bearer ${this.#token}` },
      ...(!isQuery && { body: what }),
    });
    const body = await answer.json();
    if (answer.status === 200) {
      expect(response.safeParse(body).error, name).toBeUndefined();
      return "ok";
    }
    const { code } = (body as ErrorBody).error;
    expect(refusals, name).toContain(code);
    return code;
  }

  async #connect({ room_id }: Scene): Promise<TestSocket> {
    const protocols = `${SUBPROTOCOL}, ${BEARER_SUBPROTOCOL}${this.#token}`;
    const { webSocket } = await send("GET", roomSocketPath(room_id), {
      headers: { Upgrade: "websocket", "Sec-WebSocket-Protocol": protocols },
    });
    if (!webSocket) throw new Error("not upgraded");
    return new TestSocket(webSocket);
  }

  /** Sends a frame on a new socket, and says what became of it. */
  async transmit(scene: Scene, frame: RoomUp): Promise<Outcome> {
    const socket = await this.#connect(scene);
    const closed = socket.closed.then(({ reason, code }) => {
      expect(isCode(reason) && codes[reason].close).toBe(code);
      return reason as Code;
    });
    const answered = socket.hello().then(async (): Promise<Outcome> => {
      socket.send(frame);
      // Frames that are not answered are told to everyone, or to nobody: before whatever is asked next.
      socket.send({ type: "hello", protocol: 1 });
      const isLast = ({ type, client_id, messages }: Down) =>
        "client_id" in frame
          ? client_id === frame.client_id ||
            messages?.some((message) => message.client_id === frame.client_id)
          : type === "welcome";
      const seen = await socket.until((all) => all.some(isLast));
      const before = seen.slice(0, seen.findIndex(isLast) + 1);
      return outcomeOf(frame, before);
    });
    const outcome = await Promise.race([closed, answered]);
    socket.close();
    return outcome;
  }
}

function outcomeOf(frame: RoomUp, seen: readonly Down[]): Outcome {
  const refused = seen.find(({ type }) => type === "reject" || type === "error")?.code;
  if (refused) return refused as Code;
  const told = { typing: "typing", receipt: "receipts" }[frame.type as string];
  return told === undefined || seen.some(({ type }) => type === told) ? "ok" : "silence";
}
