import { readFileSync } from "node:fs";
import { PeopledRooms } from "./members.ts";
import { MEMBERS, ParlorRooms } from "./rooms.ts";
import { type Runtime, type RuntimeOptions, startRuntime } from "./runtime.ts";

/** Nobody sends faster than the bench does, nor makes larger rooms: limits that are there for people are lifted. */
const LIFTED = {
  SEND_RATE_PER_SECOND: "1000000",
  SEND_BURST: "1000000",
  AUTH_RATE_LIMIT: "off",
  STRANGERS: "everyone",
  MEMBERS_MAX: "10000",
};

const COUNTING = { ROOM: "CountingRoomObject", INBOX: "CountingInboxObject" };

/** What a bench plays on: the runtimes, each started when it is first needed. */
export class Stage {
  readonly say: (what: string) => void;
  readonly #secrets: Record<string, string>;
  readonly #schema = readFileSync("schema.sql", "utf8");
  readonly #running = new Map<string, Promise<Runtime>>();
  #signedUp: Promise<ParlorRooms> | undefined;

  constructor(secrets: Record<string, string>, say: (what: string) => void) {
    this.#secrets = secrets;
    this.say = say;
  }

  /** The bare objects. */
  bare(): Promise<Runtime> {
    return this.#run("bare", { config: "test/bench/bare.wrangler.toml", main: "test/bench/bare-worker.ts" });
  }

  /** Parlor, with MEMBERS people who have signed up. */
  rooms(): Promise<ParlorRooms> {
    this.#signedUp ??= this.#parlor().then((runtime) => {
      this.say(`signing ${MEMBERS} people up`);
      return ParlorRooms.open(runtime, this.#schema);
    });
    return this.#signedUp;
  }

  /** The same Parlor, with rooms of any size. */
  async peopledRooms(): Promise<PeopledRooms> {
    return new PeopledRooms(await this.#parlor(), this.#secrets);
  }

  /** A Parlor that counts what is billed. */
  counting(): Promise<Runtime> {
    return this.#run("counting", { ...this.#options(), classes: COUNTING });
  }

  async countedRooms(): Promise<ParlorRooms> {
    return ParlorRooms.open(await this.counting(), this.#schema, 2);
  }

  async countedPeopledRooms(): Promise<PeopledRooms> {
    return new PeopledRooms(await this.counting(), this.#secrets);
  }

  async stop(): Promise<void> {
    const stopping = [...this.#running.values()].map(async (runtime) => (await runtime).stop());
    await Promise.allSettled(stopping); // One that never started has said so already.
  }

  #parlor(): Promise<Runtime> {
    return this.#run("parlor", this.#options());
  }

  #options(): RuntimeOptions {
    return {
      config: "wrangler.toml",
      main: "test/bench/parlor-worker.ts",
      vars: { ...LIFTED, ...this.#secrets },
    };
  }

  #run(name: string, options: RuntimeOptions): Promise<Runtime> {
    const running = this.#running.get(name);
    if (running) return running;
    this.say(`starting ${name}`);
    const started = startRuntime(options);
    this.#running.set(name, started);
    return started;
  }
}
