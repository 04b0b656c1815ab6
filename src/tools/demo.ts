// Replays real chat into a running Parlor, for watching it live and for proving that nothing gets lost.
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { parsed, readCommand, text, UsageError } from "./command.ts";
import { type Log, readLog } from "./demo/irc-log.ts";
import { patiently } from "./demo/patiently.ts";
import { demoSecret, Entrance, type Person } from "./demo/people.ts";
import { Progress } from "./demo/progress.ts";
import { differences, readRoom } from "./demo/proof.ts";
import { reactionsIn } from "./demo/reactions.ts";
import { personOf, replay, shortest } from "./demo/replay.ts";
import { type Server, startServer } from "./server.ts";

const SHIPPED = "test/fixtures/ubuntu-irc/2006-08-11.train-c.raw.txt";
const HERE = "http://localhost:8787";
/** The account that creates the channels, and as which a person signs in to watch. */
const WATCHER = "spectator";

const { values, operands } = readCommand({
  name: "npm run demo",
  about: `Replays hours of a real public channel into Parlor: each nick signs up, joins and speaks over a socket
of its own. Who answers with nothing but "yes", "thanks", "lol" or the like also reacts to what they
answer (src/tools/demo/reactions.ts). Afterwards the room is read back and compared with the log, line
by line and byte by byte, reactions too; the exit code says whether it holds each once and in order.`,
  options: {
    speed: parsed(
      "N",
      "N seconds of the log in one of ours (60: an hour in a minute), or max",
      "60",
      speedOf,
    ),
    url: text(
      "URL",
      `the Parlor to replay into (default: ${HERE}); where nothing answers there, the demo starts Parlor \
itself, on the data that npm start uses, and on a terminal leaves it running for you until Ctrl-C. A server of \
your own may want AUTH_RATE_LIMIT=off (npm start -- --var AUTH_RATE_LIMIT:off), or signing up takes a few minutes`,
    ),
  },
  operands: {
    name: "[LOG ...]",
    about: `logs of the IRC disentanglement corpus (https://github.com/jkkummerfeld/irc-disentanglement); \
x.annotation.txt beside x.raw.txt tells which line answers which. Without one, two hours of #ubuntu that come \
with Parlor (${SHIPPED})`,
  },
  examples: [
    ["npm run demo", "an hour of a channel in a minute"],
    ["npm run demo -- --speed max", "as quickly as it goes"],
  ],
});

function speedOf(given: string): number {
  const speed = given === "max" ? Number.POSITIVE_INFINITY : Number(given);
  if (speed > 0) return speed;
  throw new UsageError(`takes a number above 0, or max, not "${given}"`);
}

async function main(): Promise<void> {
  const { speed } = values;
  const logs = (operands.length > 0 ? operands : [SHIPPED]).map(openLog);
  const server = await serverAt(values.url);
  const url = server?.url ?? values.url ?? HERE;
  const people = new Map<string, Person>();
  try {
    await signIn(url, logs, people);
    for (const log of logs) if (!(await play(log, people, speed))) process.exitCode = 1;
    if (server && process.stdout.isTTY) await untilInterrupted(server);
  } finally {
    for (const { parlor } of people.values()) parlor.close();
    await server?.stop();
  }
}

interface NamedLog extends Log {
  /** Of the channel it becomes. */
  readonly name: string;
}

function openLog(path: string): NamedLog {
  if (!existsSync(path)) throw new Error(`There is no ${path}.`);
  const annotations = path.replace(/\.raw\.txt$/, ".annotation.txt");
  const hasAnnotations = annotations !== path && existsSync(annotations);
  const log = readLog(readFileSync(path), hasAnnotations ? readFileSync(annotations, "utf8") : "");
  if (log.lines.length === 0) throw new Error(`${path} holds no line of the form "[03:41] <nick> text".`);
  return { ...log, name: `ubuntu ${basename(path).replace(/\..*$/, "")}` };
}

/** A server of our own, if none answers at the usual address and no other was named. */
async function serverAt(url: string | undefined): Promise<Server | undefined> {
  const answers = await fetch(`${url ?? HERE}/api/health`).then(
    (answer) => answer.ok,
    () => false,
  );
  if (answers) return undefined;
  if (url !== undefined) throw new Error(`No Parlor answers at ${url}.`);
  console.log("Starting Parlor …");
  return startServer({ vars: { AUTH_RATE_LIMIT: "off" } });
}

/** Everybody in the logs and somebody to watch, by nick in lower case: to IRC, `Ann` and `ann` are the same. */
async function signIn(url: string, logs: readonly NamedLog[], people: Map<string, Person>): Promise<void> {
  const nicks = new Map(logs.flatMap((log) => log.lines.map(({ nick }) => [nick.toLowerCase(), nick])));
  nicks.delete(WATCHER);
  const progress = new Progress("signed in", nicks.size + 1);
  const entrance = new Entrance(url, demoSecret(), (ms, code) => {
    progress.at(people.size, `waiting ${Math.ceil(ms / 1000)} s (${code})`);
  });
  const watcher = await entrance.enter(WATCHER);
  people.set(WATCHER, watcher);
  console.log(`To watch, open ${url} and sign in as ${watcher.handle} with the password ${watcher.password}`);
  for (const [key, nick] of nicks) {
    people.set(key, await entrance.enter(nick));
    progress.at(people.size);
  }
}

/** Replays one log into a new channel and says whether the channel then holds it. */
async function play(log: NamedLog, people: Map<string, Person>, speed: number): Promise<boolean> {
  const watcher = people.get(WATCHER) as Person;
  const channel = { kind: "channel" as const, name: log.name, topic: "Replayed by npm run demo" };
  const made = await patiently(() => watcher.parlor.createRoom(channel));
  if (!made.ok) throw new Error(`The channel could not be made: ${made.code}`);
  const { room_id } = made.value;
  const least = Math.ceil(shortest(log.lines, speed));
  console.log(
    `${log.name}: ${log.lines.length} lines by ${speakers(log)} people, in about ${least} s or a little more`,
  );
  const progress = new Progress("said", log.lines.length);
  const began = performance.now();
  await replay(log.lines, { room_id, people, speed, onReplayed: (_, count) => progress.at(count) });
  const seconds = (performance.now() - began) / 1000;

  const { messages, head } = await readRoom(watcher.parlor, room_id);
  const userOf = (nick: string) => personOf(people, nick).user_id;
  const reactions = reactionsIn(log.lines).map(({ to, nick, emoji }) => ({
    to,
    emoji,
    user_id: userOf(nick),
  }));
  const expected = log.lines.map((line) => ({
    line,
    sender: userOf(line.nick),
    mentions: line.mentions.map(userOf),
    reactions: reactions.filter(({ to }) => to === line.line),
  }));
  const found = differences(expected, messages, head);
  const replies = messages.filter((message) => message.reply_to !== undefined).length;
  for (const difference of found.slice(0, 20)) console.error(`  ${difference}`);
  console.log(
    found.length > 0
      ? `${log.name}: FAILED, the room differs from the log in ${found.length} places`
      : `${log.name}: the room holds all ${head} lines once, in order, byte for byte, with ${replies} replies to the right ones ` +
          `and ${reactions.length} reactions by the right people ` +
          `(${seconds.toFixed(1)} s; left out: ${log.notices} notices, ${log.silent} empty lines)`,
  );
  return found.length === 0;
}

function speakers(log: Log): number {
  return new Set(log.lines.map(({ nick }) => nick.toLowerCase())).size;
}

async function untilInterrupted(server: Server): Promise<void> {
  console.log(`Parlor keeps running at ${server.url} until Ctrl-C.`);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => void server.stop());
  await server.ended;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
