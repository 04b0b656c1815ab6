import type { Hono } from "hono";
import { accept, type Result } from "../../protocol/codes.ts";
import {
  type Endpoint,
  type EndpointName,
  endpoints,
  type Output,
  type Request,
} from "../../protocol/endpoints.ts";
import type { Access } from "../identity/access-token.ts";
import { charge, chargeAnswer } from "./allowance.ts";
import { type App, answer, type Http } from "./answers.ts";
import { authenticate } from "./authenticate.ts";
import { costOf } from "./costs.ts";
import { readInput } from "./input.ts";

/** What a handler gets: input that its endpoint's schemas accepted, the caller, and the bindings. */
interface Call<N extends EndpointName> extends Request<N> {
  readonly caller: (typeof endpoints)[N]["auth"] extends "user" ? Access : undefined;
  readonly env: Env;
  /** For the few that set cookies or continue after the answer. */
  readonly http: Http;
}

type Handler<N extends EndpointName> = (call: Call<N>) => Result<Output<N>> | Promise<Result<Output<N>>>;

export type Mount = <N extends EndpointName>(name: N, handle: Handler<N>) => void;

/**
 * Serves endpoints of the table: who is asking, then what they ask, then whether they have asked too much,
 * then the handler. So no handler can be reached without a sign-in its endpoint demands, with input its
 * schemas refuse, or by a user who has used up their allowance.
 */
export const mountOn =
  (app: Hono<App>): Mount =>
  (name, handle) => {
    const endpoint: Endpoint = endpoints[name];
    app.on(endpoint.method, endpoint.path, async (http) => {
      const caller = endpoint.auth === "user" ? await authenticate(http) : accept(undefined);
      if (!caller.ok) return answer(http, caller);
      const input = await readInput(endpoint, http);
      if (!input.ok) return answer(http, input);
      // The table ties a name to its schemas; TypeScript cannot follow that through the look-up.
      const call = { ...input.value, caller: caller.value, env: http.env, http } as Call<typeof name>;
      if (!caller.value) return answer(http, await handle(call));
      const { user_id } = caller.value;
      const refusal = await charge(http.env, user_id, costOf(name, call));
      const answered = answer(http, refusal ?? (await handle(call)));
      chargeAnswer(user_id, http.get("answer_units") ?? 0);
      return answered;
    });
  };
