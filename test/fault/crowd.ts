import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { RoomId } from "../../src/protocol/ids.ts";
import type { Message } from "../../src/protocol/message.ts";
import type { History } from "../../src/protocol/room.ts";
import { asId } from "../as-id.ts";
import type { Random } from "../simulation/random.ts";
import { Talker } from "./talker.ts";

/** Milliseconds for one thing to come about. */
const STUCK_MS = 60_000;

/** Four people who talk in one room through whatever happens to its server, and the proof that nothing got lost or doubled. */
export class Crowd {
  readonly #talkers: readonly Talker[];
  readonly #random: Random;
  #room_id = asId<RoomId>("");
  #wake = () => {};

  constructor(url: string, random: Random) {
    this.#talkers = ["una", "leo", "mia", "tom"].map((name) => new Talker(name, url));
    this.#random = random;
  }

  /** They sign up, and meet. */
  async gather(): Promise<void> {
    const [, ...others] = await Promise.all(this.#talkers.map((talker) => talker.register()));
    const made = await this.#maker.parlor.createRoom({ kind: "group", name: "Kill", members: others });
    if (!made.ok) throw new Error(`no room: ${made.code} ${made.detail ?? ""}`);
    this.#room_id = made.value.room_id;
    for (const talker of this.#talkers) talker.enter(this.#room_id, () => this.#wake());
  }

  /** They talk, until some is acknowledged and all are well connected, and to no particular moment after that. */
  async talk(): Promise<void> {
    const goal = this.#acknowledged + this.#random.int(5, 60);
    for (const talker of this.#talkers) talker.talk(true);
    await this.#until(() => this.#acknowledged >= goal && this.#talkers.every((talker) => talker.isSteady));
    await new Promise((resolve) => setTimeout(resolve, this.#random.int(0, 20)));
  }

  /** They fall silent. Each must then hold the room's log, in which each thing they typed stands once. */
  async prove(kills: number): Promise<void> {
    for (const talker of this.#talkers) talker.talk(false);
    await this.#until(() => this.#talkers.every((talker) => talker.isSettled));
    const { messages, head } = await history(this.#maker, this.#room_id);
    await this.#until(() =>
      this.#talkers.every(({ room }) => room.state.get().messages.at(-1)?.message_id === head),
    );
    expect(messages.map((message) => message.message_id)).toEqual(messages.map((_, index) => index + 1));
    expect(messages.map((message) => message.text).toSorted()).toEqual(
      this.#talkers.flatMap((talker) => talker.typed).toSorted(),
    );
    for (const talker of this.#talkers) await this.#check(talker, messages, kills);
  }

  close(): void {
    for (const talker of this.#talkers) talker.close();
  }

  async #check(talker: Talker, messages: readonly Message[], kills: number): Promise<void> {
    expect(talker.contradictions).toEqual([]);
    for (const message of talker.seen.values()) expect(message).toEqual(messages[message.message_id - 1]);
    expect(await talker.everything()).toEqual(messages);
    expect(talker.connections).toBeGreaterThan(kills);
  }

  get #maker(): Talker {
    return this.#talkers[0] as Talker;
  }

  get #acknowledged(): number {
    return this.#talkers.reduce((sum, talker) => sum + talker.acknowledged, 0);
  }

  /** Waits until something is so; asked again whenever a client has news. Says how things stand where it never comes. */
  async #until(isSo: () => boolean): Promise<void> {
    const stuck = AbortSignal.timeout(STUCK_MS);
    stuck.addEventListener("abort", () => this.#wake());
    while (!isSo()) {
      if (stuck.aborted) throw new Error(`stuck: ${this.#talkers.map(describe).join("; ")}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

const describe = ({ name, room, acknowledged }: Talker): string =>
  `${name} ${acknowledged} ${JSON.stringify({ ...room.state.get(), messages: [], changes: [] })}`;

const sha256 = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** PROOF1 and PROOF2, as any reader would check them. */
function checkChain({ messages, chain_before, chain_after }: History): void {
  const end = messages.reduce((chain, { message_id, sender, client_id, time, text, reply_to, mentions }) => {
    const digest = sha256([text, reply_to ?? null, mentions ?? []]);
    return sha256([chain, message_id, sender, client_id, time, digest]);
  }, chain_before);
  expect(end).toBe(chain_after);
}

async function history(talker: Talker, room_id: RoomId) {
  const messages: History["messages"] = [];
  let chain = "0".repeat(64);
  for (;;) {
    const slice = await talker.parlor.call("history", { room_id, after: messages.length, limit: 200 });
    if (!slice.ok) throw new Error(slice.code);
    expect(slice.value.chain_before).toBe(chain);
    checkChain(slice.value);
    chain = slice.value.chain_after;
    messages.push(...slice.value.messages);
    if (slice.value.messages.length === 0) return { messages, head: slice.value.head };
  }
}
