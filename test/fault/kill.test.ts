import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { History } from "../../src/protocol/room.ts";
import { isAlive } from "../../src/tools/processes.ts";
import { type Server, startServer } from "../../src/tools/server.ts";
import { Random } from "../simulation/random.ts";
import { Talker } from "./talker.ts";

/** Kills of the process that runs the objects; wrangler starts a new one. */
const RUNTIME_KILLS = 18;
/** Kills of everything; the test starts it again, on the same port and state. */
const TREE_KILLS = 2;

/** Milliseconds in which wrangler must have a runtime again. */
const RESTART_MS = 20_000;
/** Milliseconds for one thing to come about. */
const STUCK_MS = 60_000;

const seed = Number(process.env.PARLOR_SEED ?? Date.now() % 1_000_000);
const random = new Random(seed);
let folder: string;
let server: Server;
let output = "";
const talkers: Talker[] = [];

const start = (port: number): Promise<Server> =>
  startServer({
    port,
    persistTo: folder,
    vars: { SEND_RATE_PER_SECOND: "1000", SEND_BURST: "1000", AUTH_RATE_LIMIT: "off" },
    onOutput: (text) => (output += text),
  });

/** Starts on a port of those the system does not give to outgoing connections, one of which could take it meanwhile. */
async function startSomewhere(): Promise<Server> {
  for (;;) {
    try {
      return await start(random.int(20_000, 32_000));
    } catch (error) {
      if (!String(error).includes("is taken")) throw error;
    }
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parlor-kill-"));
  server = await startSomewhere();
});

afterAll(async () => {
  for (const talker of talkers) talker.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

let wake = () => {};
const total = (): number => talkers.reduce((sum, talker) => sum + talker.acknowledged, 0);

/** Waits until something is so; asked again whenever a client has news. Says how things stand where it never comes. */
async function until(isSo: () => boolean): Promise<void> {
  const stuck = AbortSignal.timeout(STUCK_MS);
  stuck.addEventListener("abort", () => wake());
  while (!isSo()) {
    if (stuck.aborted) throw new Error(`stuck: ${describe(talkers)}\n${output.slice(-2_000)}`);
    await new Promise<void>((resolve) => (wake = resolve));
  }
}

const describe = (all: readonly Talker[]): string =>
  all
    .map(
      ({ name, room, acknowledged }) =>
        `${name} ${acknowledged} ${JSON.stringify({ ...room.state.get(), messages: [], changes: [] })}`,
    )
    .join("; ");

const sha256 = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** PROOF1 and PROOF2, as any reader would check them. */
function checkChain({ messages, chain_before, chain_after }: History): void {
  const end = messages.reduce((chain, { message_id, sender, client_id, time, text, reply_to, mentions }) => {
    const digest = sha256([text, reply_to ?? null, mentions ?? []]);
    return sha256([chain, message_id, sender, client_id, time, digest]);
  }, chain_before);
  expect(end).toBe(chain_after);
}

async function history(talker: Talker, room_id: string) {
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

/**
 * Ends the process that runs the objects. wrangler starts another one on the port of the old one. Where
 * that was taken meanwhile it gives up for good, and only a person, or this test, can start it again.
 */
async function killRuntime(): Promise<void> {
  // There is a moment without one when wrangler exchanges it after an edit.
  while (server.kill().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const deadline = Date.now() + RESTART_MS;
  while (!(await answers())) if (Date.now() > deadline) return killEverything();
}

const answers = async (): Promise<boolean> => {
  const health = await fetch(`${server.url}/api/health`, { signal: AbortSignal.timeout(1_000) }).catch(
    () => undefined,
  );
  if (!health?.ok) await new Promise((resolve) => setTimeout(resolve, 50));
  return health?.ok === true;
};

/** Ends the whole server as a power cut does. */
async function killEverything(): Promise<void> {
  const pids = server.pids();
  for (const pid of pids) process.kill(pid, "SIGKILL");
  await server.ended;
  while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 20));
  server = await start(Number(new URL(server.url).port));
}

it(`SEND2, SEND3, SEND4, RESUME1, PROOF2: ${RUNTIME_KILLS + TREE_KILLS} kills lose nothing that was acknowledged and double nothing (seed ${seed})`, async () => {
  for (const name of ["una", "leo", "mia", "tom"]) talkers.push(new Talker(name, server.url));
  const [first, ...others] = await Promise.all(talkers.map((talker) => talker.register()));
  expect(first).toBeDefined();
  const maker = talkers[0] as Talker;
  const made = await maker.parlor.createRoom({ kind: "group", name: "Kill", members: others });
  if (!made.ok) throw new Error(`no room: ${made.code} ${made.detail ?? ""} ${output}`);
  const { room_id } = made.value;
  for (const talker of talkers) talker.enter(room_id, () => wake());

  const kills = Array.from({ length: RUNTIME_KILLS + TREE_KILLS }, (_, index) => index % 10 === 9);
  for (const isOfTree of kills) {
    const goal = total() + random.int(5, 60);
    for (const talker of talkers) talker.talk(true);
    await until(() => total() >= goal && talkers.every((talker) => talker.isSteady));
    // In the midst of talk, at no particular moment of it.
    await new Promise((resolve) => setTimeout(resolve, random.int(0, 20)));
    if (isOfTree) await killEverything();
    else await killRuntime();
  }

  for (const talker of talkers) talker.talk(false);
  await until(() => talkers.every((talker) => talker.isSettled));
  const { messages, head } = await history(maker, room_id);
  await until(() => talkers.every(({ room }) => room.state.get().messages.at(-1)?.message_id === head));

  expect(messages.map((message) => message.message_id)).toEqual(messages.map((_, index) => index + 1));
  expect(messages.map((message) => message.text).toSorted()).toEqual(
    talkers.flatMap((talker) => talker.typed).toSorted(),
  );
  for (const talker of talkers) {
    expect(talker.contradictions).toEqual([]);
    for (const message of talker.seen.values()) expect(message).toEqual(messages[message.message_id - 1]);
    expect(await talker.everything()).toEqual(messages);
    expect(talker.connections).toBeGreaterThan(kills.length);
  }
}, 240_000);
