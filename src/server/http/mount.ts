import type { Hono } from "hono";
import { accept, type Result } from "../../protocol/codes.ts";
import { adminEndpoints } from "../../protocol/endpoints/admin-endpoints.ts";
import type { OutputOf, RequestOf } from "../../protocol/endpoints/endpoint.ts";
import { type Endpoint, endpoints } from "../../protocol/endpoints.ts";
import type { Access } from "../identity/access-token.ts";
import type { Staff } from "../identity/staff.ts";
import { charge, chargeAnswer } from "./allowance.ts";
import { type App, answer, type Http } from "./answers.ts";
import { authenticate, authenticateStaff } from "./authenticate.ts";
import { type AnyEndpointName, costOf } from "./costs.ts";
import { readInput } from "./input.ts";

interface Callers {
  readonly none: undefined;
  readonly user: Access;
  readonly admin: Staff;
  readonly owner: Staff;
}

/** What a handler gets: input that its endpoint's schemas accepted, the caller, and the bindings. */
interface Call<E extends Endpoint> extends RequestOf<E> {
  readonly caller: Callers[E["auth"]];
  readonly env: Env;
  /** For the few that set cookies or continue after the answer. */
  readonly http: Http;
}

type Handler<E extends Endpoint> = (call: Call<E>) => Result<OutputOf<E>> | Promise<Result<OutputOf<E>>>;

type MountFrom<Table extends Readonly<Record<string, Endpoint>>> = <N extends keyof Table & string>(
  name: N,
  handle: Handler<Table[N]>,
) => void;

export type Mount = MountFrom<typeof endpoints>;
export type AdminMount = MountFrom<typeof adminEndpoints>;

/**
 * Serves an endpoint: who is asking, then what they ask, then whether they have asked too much, then the handler.
 * So no handler can be reached without a sign-in or a role its endpoint demands, with input its schemas refuse, or by
 * a user who has used up their allowance.
 */
function serve<N extends AnyEndpointName, E extends Endpoint>(
  app: Hono<App>,
  name: N,
  endpoint: E,
  handle: Handler<E>,
): void {
  app.on(endpoint.method, endpoint.path, async (http) => {
    const caller = await callerOf(endpoint, http);
    if (!caller.ok) return answer(http, caller);
    const input = await readInput(endpoint, http);
    if (!input.ok) return answer(http, input);
    // The table ties a name to its schemas; TypeScript cannot follow that through the look-up.
    const call = { ...input.value, caller: caller.value, env: http.env, http } as Call<E>;
    if (!caller.value) return answer(http, await handle(call));
    const { user_id } = caller.value;
    const refusal = await charge(http.env, user_id, costOf(name, call));
    const answered = answer(http, refusal ?? (await handle(call)));
    chargeAnswer(user_id, http.get("answer_units") ?? 0);
    return answered;
  });
}

async function callerOf({ auth }: Endpoint, http: Http): Promise<Result<Access | undefined>> {
  if (auth === "none") return accept(undefined);
  return auth === "user" ? authenticate(http) : authenticateStaff(http, auth);
}

export const mountOn =
  (app: Hono<App>): Mount =>
  (name, handle) =>
    serve(app, name, endpoints[name], handle);

export const adminMountOn =
  (app: Hono<App>): AdminMount =>
  (name, handle) =>
    serve(app, name, adminEndpoints[name], handle);
