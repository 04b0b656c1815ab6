import { createHmac, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { createParlor, type Parlor } from "../../client/index.ts";
import type { Code } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import { HANDLE_MAX, HANDLE_MIN } from "../../protocol/limits.ts";
import type { User } from "../../protocol/user.ts";
import { patiently } from "./patiently.ts";

/** A person from a log, signed in. */
export interface Person {
  readonly user_id: UserId;
  readonly handle: string;
  readonly password: string;
  readonly parlor: Parlor;
}

/**
 * Signs people in, or up if they are new. Their passwords are derived from a secret on this machine, so
 * that a second run finds its people again and nobody else can sign in as one of them.
 */
export class Entrance {
  readonly #url: string;
  readonly #secret: string;
  readonly #onWait: (ms: number, code: Code) => void;
  readonly #handles = new Set<string>();

  /** `onWait` is told when a server wants to be asked again later, and why. */
  constructor(url: string, secret: string, onWait: (ms: number, code: Code) => void) {
    this.#url = url;
    this.#secret = secret;
    this.#onWait = onWait;
  }

  async enter(nick: string): Promise<Person> {
    const parlor = createParlor({ url: this.#url, tokens: "body" });
    const plain = this.#free(handleFor(nick));
    // If somebody else has that handle: one that nobody else would choose.
    const own = `${plain.slice(0, HANDLE_MAX - 7)}-${this.#derive(`handle ${plain}`).slice(0, 6)}`;
    // A nick like "root" or "support" is nobody's handle.
    const neutral = `irc-${this.#derive(`handle ${plain}`).slice(0, 10)}`;
    for (const handle of [plain, own, neutral]) {
      const password = this.#derive(`password ${handle}`);
      const user = await this.#signInOrUp(parlor, handle, password, nick);
      if (user) return { user_id: user.user_id, handle, password, parlor };
    }
    throw new Error(`Nobody could sign in as ${nick}: ${plain}, ${own} and ${neutral} are taken.`);
  }

  #free(wanted: string): string {
    let handle = wanted;
    for (let number = 2; this.#handles.has(handle); number++)
      handle = `${wanted.slice(0, HANDLE_MAX - 8)}${number}`;
    this.#handles.add(handle);
    return handle;
  }

  async #signInOrUp(
    parlor: Parlor,
    handle: string,
    password: string,
    name: string,
  ): Promise<User | undefined> {
    const registered = await patiently(() => parlor.register({ handle, password, name }), this.#onWait);
    if (registered.ok) return registered.value;
    if (registered.code === "handle_misleading") return undefined;
    if (registered.code !== "handle_taken")
      throw new Error(`${handle} could not sign up: ${registered.code}`);
    const entered = await patiently(() => parlor.signIn({ handle, password }), this.#onWait);
    if (entered.ok) return entered.value;
    if (entered.code !== "wrong_credentials") throw new Error(`${handle} could not sign in: ${entered.code}`);
    return undefined;
  }

  #derive(purpose: string): string {
    const digest = createHmac("sha256", this.#secret).update(`${this.#url} ${purpose}`).digest("hex");
    return digest.slice(0, 20);
  }
}

/** A handle as near to a nick as the rules for handles allow. */
export function handleFor(nick: string): string {
  const plain = nick
    .toLowerCase()
    .replace(/[^a-z0-9_.-]+/g, "")
    .slice(0, HANDLE_MAX)
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
  return plain.length >= HANDLE_MIN ? plain : `${plain === "" ? "" : `${plain}.`}irc`;
}

/** The secret for demos, stored on this machine. */
export function demoSecret(file = ".wrangler/demo-secret"): string {
  if (existsSync(file)) return readFileSync(file, "utf8");
  const secret = randomBytes(32).toString("hex");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, secret, { mode: 0o600 });
  return secret;
}
