import * as z from "zod/mini";
import { type Code, codes, type Result, refuse } from "../../src/protocol/codes.ts";
import {
  BEARER_SUBPROTOCOL,
  type Endpoint,
  type EndpointName,
  endpoints,
  INBOX_SOCKET_PATH,
} from "../../src/protocol/endpoints.ts";
import type { SessionId, UserId } from "../../src/protocol/ids.ts";
import type { User } from "../../src/protocol/user.ts";
import { asId } from "../as-id.ts";
import { newActor, time } from "./scheduler.ts";
import type { ClientEnd } from "./wire.ts";

/** The parts of the Worker that are the product's own code here: see load.ts. */
export interface WorkerCode {
  readonly roomRoutes: (mount: Mount) => void;
  readonly messageRoutes: (mount: Mount) => void;
  readonly inboxRoutes: (mount: Mount) => void;
  readonly syncRoutes: (mount: Mount) => void;
  readonly upgrade: (object: never, caller: Caller) => Promise<{ webSocket: ClientEnd }>;
  readonly refuseSocket: (code: Code) => { webSocket: ClientEnd };
}

interface Caller {
  readonly user_id: UserId;
  readonly session_id: SessionId;
  readonly expires_at: number;
}

type Handler = (call: {
  params: unknown;
  query: unknown;
  body: unknown;
  caller: Caller;
  env: object;
}) => Result<unknown> | Promise<Result<unknown>>;
type Mount = (name: EndpointName, handle: Handler) => void;

interface Bindings {
  readonly ROOM: { getByName(name: string): object };
  readonly INBOX: { getByName(name: string): object };
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

const patterns = Object.entries(endpoints).map(([name, { method, path }]) => ({
  name: name as EndpointName,
  method,
  match: new RegExp(`^${path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`),
}));

/**
 * The stateless Worker: the product's routes and upgrades, with sign-in and D1 replaced by what a
 * simulation can tell in advance. A token is `<user>.<session>.<when it ends>`.
 */
export class Gateway {
  readonly #env: Bindings;
  readonly #code: WorkerCode;
  readonly #people: ReadonlyMap<UserId, User>;
  readonly #tokenSeconds: number;
  readonly #handlers = new Map<EndpointName, Handler>();

  constructor(code: WorkerCode, env: object, people: ReadonlyMap<UserId, User>, tokenSeconds: number) {
    this.#code = code;
    this.#people = people;
    this.#tokenSeconds = tokenSeconds;
    this.#env = { ...env, DB: peopleOnly(people) } as unknown as Bindings;
    const mount: Mount = (name, handle) => void this.#handlers.set(name, handle);
    code.roomRoutes(mount);
    code.messageRoutes(mount);
    code.inboxRoutes(mount);
    code.syncRoutes(mount);
    mount("me", ({ caller }) => ({ ok: true, value: this.#people.get(caller.user_id) }));
    mount("refresh", ({ body }) => ({ ok: true, value: this.session(body as { refresh_token?: string }) }));
  }

  /** Tokens of a session, new. */
  session({ refresh_token = "" }: { refresh_token?: string }) {
    const [user_id = "", session_id = ""] = refresh_token.split(".");
    const ends = Math.floor(time().now + this.#tokenSeconds * 1000);
    const tokens = {
      access_token: `${user_id}.${session_id}.${ends}`,
      refresh_token,
      expires_in: this.#tokenSeconds,
    };
    return { user: this.#people.get(asId(user_id)) as User, expires_in: this.#tokenSeconds, tokens };
  }

  async request(
    method: string,
    address: string,
    token: string | undefined,
    body: string | undefined,
  ): Promise<Answered> {
    time().current = newActor();
    try {
      return answered(await this.#route(method, new URL(address, "http://parlor"), token, body));
    } catch {
      return answered(refuse("unavailable"));
    }
  }

  async #route(
    method: string,
    { pathname, searchParams }: URL,
    token: string | undefined,
    body: string | undefined,
  ): Promise<Result<unknown>> {
    const found = patterns.find((pattern) => pattern.method === method && pattern.match.test(pathname));
    const handle = found && this.#handlers.get(found.name);
    if (!found || !handle) return refuse("not_found", { detail: pathname });
    const endpoint: Endpoint = endpoints[found.name];
    const caller = this.#caller(token);
    if (!caller && endpoint.auth === "user") return refuse("unauthenticated");
    const given = {
      params: found.match.exec(pathname)?.groups ?? {},
      query: Object.fromEntries(searchParams),
      body: JSON.parse(body ?? "{}") as unknown,
    };
    const checked = Object.entries(given).map(
      ([part, value]) => [part, check(endpoint[part as keyof typeof given], value)] as const,
    );
    if (checked.some(([, value]) => value === undefined)) return refuse("bad_request");
    return handle({
      ...(Object.fromEntries(checked) as typeof given),
      caller: caller as Caller,
      env: this.#env,
    });
  }

  /** Opens a socket; what it is refused for is a close code. */
  async connect(path: string, protocols: readonly string[]): Promise<ClientEnd> {
    time().current = newActor();
    const bearer = protocols.find((protocol) => protocol.startsWith(BEARER_SUBPROTOCOL));
    const caller = this.#caller(bearer?.slice(BEARER_SUBPROTOCOL.length));
    if (!caller) return this.#code.refuseSocket("unauthenticated").webSocket;
    const room_id = path === INBOX_SOCKET_PATH ? undefined : (path.split("/")[3] ?? "");
    const object =
      room_id === undefined ? this.#env.INBOX.getByName(caller.user_id) : this.#env.ROOM.getByName(room_id);
    return (await this.#code.upgrade(object as never, caller)).webSocket;
  }

  #caller(token = ""): Caller | undefined {
    const [id = "", session_id = "", ends = "0"] = token.split(".");
    const user_id = asId<UserId>(id);
    return this.#people.has(user_id) && Number(ends) > time().now
      ? { user_id, session_id: asId(session_id), expires_at: Number.MAX_SAFE_INTEGER }
      : undefined;
  }
}

const check = (schema: z.ZodMiniType | undefined, value: unknown): unknown =>
  schema ? z.safeParse(schema, value).data : {};

function answered(result: Result<unknown>): Answered {
  if (result.ok) return { status: 200, body: JSON.parse(JSON.stringify(result.value)) };
  const { code, retry_after_ms } = result;
  const error = {
    code,
    message: codes[code].text,
    request_id: "simulated",
    ...(retry_after_ms !== undefined && { retry_after_ms }),
  };
  return { status: codes[code].status, body: { error } };
}

/** All of D1 that the routes above read: who of some people exists. */
export const peopleOnly = (people: ReadonlyMap<UserId, User>): object => ({
  prepare: () => ({
    bind: (user_ids: UserId) => ({
      all: async () => ({
        results: (JSON.parse(user_ids) as UserId[]).flatMap((user_id) => people.get(user_id) ?? []),
      }),
    }),
  }),
});
