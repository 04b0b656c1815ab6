import { v7 as uuidv7 } from "uuid";
import { expect, test } from "vitest";
import document from "../../PROTOCOL.md?raw";
import { BEARER_SUBPROTOCOL, SUBPROTOCOL } from "../../src/protocol/endpoints.ts";
import { send } from "../server/test-api.ts";
import { TestSocket } from "../server/test-socket.ts";
import { Names, type Step, stepsOf } from "./transcript.ts";

/** Plays the transcript step by step. What the document shows as sent is sent; what it shows as answered must be. */
class Play {
  readonly #names = new Names();
  readonly #sockets = new Map<string, TestSocket>();
  readonly #tokens = new Map<string, string>();
  #answer: Response | undefined;

  async step({ who, sign, text }: Step): Promise<void> {
    const [person = "", socket] = who.split("/");
    if (sign === "⇄") return this.#open(person, who, text);
    if (sign === "✕") return this.#close(who, text);
    if (socket === undefined)
      return sign === "→" ? this.#request(person, text) : this.#answered(person, text);
    if (sign === "→") this.#socket(who).send(this.#translated(text));
    else this.#expect(await this.#next(who), JSON.parse(text), text);
  }

  /** Nothing came that the document does not show. */
  end(): void {
    for (const [who, { frames }] of this.#sockets) expect([who, frames]).toEqual([who, []]);
  }

  #translated(text: string): string {
    return this.#names.translate(text, (name) => (/^[0-9a-f-]{36}$/.test(name) ? uuidv7() : undefined));
  }

  async #request(person: string, text: string): Promise<void> {
    const [, method = "", path = "", body] = /^(\w+) (\S+)(?: (.*))?$/.exec(this.#translated(text)) ?? [];
    const token = this.#tokens.get(person);
    this.#answer = await send(method, path, {
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: JSON.parse(body) }),
    });
  }

  async #answered(person: string, text: string): Promise<void> {
    const [, status, body = ""] = /^(\d+) (.*)$/.exec(text) ?? [];
    const answer = await this.#answer?.json<{ tokens?: { access_token: string } }>();
    expect([text, this.#answer?.status]).toEqual([text, Number(status)]);
    if (answer?.tokens) this.#tokens.set(person, answer.tokens.access_token);
    this.#expect(answer, JSON.parse(body), text);
  }

  async #open(person: string, who: string, path: string): Promise<void> {
    const protocols = `${SUBPROTOCOL}, ${BEARER_SUBPROTOCOL}${this.#tokens.get(person)}`;
    const headers = { Upgrade: "websocket", "Sec-WebSocket-Protocol": protocols };
    const { webSocket } = await send("GET", this.#translated(path), { headers });
    if (!webSocket) throw new Error(`${who} was not opened`);
    this.#sockets.set(who, new TestSocket(webSocket));
  }

  async #close(who: string, text: string): Promise<void> {
    const socket = this.#socket(who);
    if (text === "") socket.close();
    const { code, reason } = await socket.closed;
    if (text !== "") expect([who, `${code} ${reason}`]).toEqual([who, text]);
    expect([who, socket.frames]).toEqual([who, []]);
    this.#sockets.delete(who);
  }

  async #next(who: string): Promise<unknown> {
    const socket = this.#socket(who);
    await socket.until((frames) => frames.length > 0);
    return socket.frames.shift();
  }

  #socket(who: string): TestSocket {
    const socket = this.#sockets.get(who);
    if (!socket) throw new Error(`${who} is not open`);
    return socket;
  }

  #expect(actual: unknown, expected: unknown, text: string): void {
    expect(this.#names.recognise(actual, expected), text).toEqual(expected);
  }
}

test("PROTOCOL.md: the session it shows is one the server holds", async () => {
  const steps = stepsOf(document);
  expect(steps.length).toBeGreaterThan(40);
  const play = new Play();
  for (const step of steps) await play.step(step);
  play.end();
});
