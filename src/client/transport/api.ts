import * as z from "zod/mini";
import { accept, type Code, isCode, type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import type { Endpoint, InputOf, OutputOf } from "../../protocol/endpoints.ts";
import type { Clock } from "../clock.ts";

/** Milliseconds for one request, in addition to what the server was asked to wait. */
const REQUEST_MAX_MS = 15_000;

export interface ApiDeps {
  /** Origin of the server. */
  readonly url: string;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

export interface CallOptions {
  /** Without a token, the browser's cookie identifies the user. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Calls one endpoint once. Never throws: a server out of reach is `unavailable`, and an answer of an
 * unexpected form is a bug of the server, `internal`.
 */
export async function callEndpoint<E extends Endpoint>(
  deps: ApiDeps,
  endpoint: E,
  input: InputOf<E>,
  { token, signal }: CallOptions = {},
): Promise<Result<OutputOf<E>>> {
  const values = input as unknown as Values;
  const hasBody = endpoint.body !== undefined && endpoint.method !== "GET";
  const headers = new Headers({ accept: "application/json" });
  if (hasBody) headers.set("content-type", "application/json");
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  const request: RequestInit = { method: endpoint.method, headers };
  if (hasBody) request.body = JSON.stringify(pick(endpoint.body, values));

  const waits = typeof values.wait_ms === "number" ? values.wait_ms : 0;
  const answer = await withTimeLimit(deps.clock, REQUEST_MAX_MS + waits, signal, async (limited) => {
    const response = await deps.fetch(deps.url + addressOf(endpoint, values), {
      ...request,
      signal: limited,
    });
    return { response, body: await response.json().catch(() => undefined) };
  });
  if (!answer) return refuse("unavailable", { detail: "The server could not be reached." });
  if (!answer.response.ok) return refusalOf(answer.response, answer.body);
  const parsed = z.safeParse(endpoint.response, answer.body);
  if (!parsed.success) return refuse("internal", { detail: `${endpoint.path} answered in an unknown form.` });
  return accept(parsed.data as OutputOf<E>);
}

type Values = Readonly<Record<string, unknown>>;

function addressOf({ path, query }: Endpoint, values: Values): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(pick(query, values))) search.set(name, String(value));
  return search.size > 0 ? `${filled}?${search}` : filled;
}

/** The values a schema names. One input object holds those of the path, the query and the body. */
function pick(schema: z.ZodMiniObject | undefined, values: Values): Values {
  const names = Object.keys(schema?.shape ?? {});
  return Object.fromEntries(
    names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]),
  );
}

const ErrorBody = z.object({
  error: z.object({ code: z.string(), message: z.string(), retry_after_ms: z.optional(z.int()) }),
});

/** An error without Parlor's form comes from something in front of it: a proxy, or a server that is starting. */
export function refusalOf({ status, headers }: Response, body: unknown): Refusal {
  const parsed = z.safeParse(ErrorBody, body);
  const unknown: Code = status === 429 || status >= 500 ? "unavailable" : "internal";
  if (!parsed.success)
    return refuse(unknown, { detail: `The server answered with status ${status}.`, ...waitOf(headers) });
  const { code, message, retry_after_ms } = parsed.data.error;
  const wait = retry_after_ms === undefined ? waitOf(headers) : { retry_after_ms };
  return refuse(isCode(code) ? code : unknown, { detail: message, ...wait });
}

/** Retry-After in seconds (RFC 9110 §10.2.3); its other form, a date, needs a clock that agrees and is not used. */
function waitOf(headers: Headers): { retry_after_ms?: number } {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? { retry_after_ms: Math.ceil(seconds * 1_000) } : {};
}

/** Undefined if the work failed, was aborted or took too long. */
async function withTimeLimit<T>(
  clock: Clock,
  limit_ms: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const limit = new AbortController();
  const timeout = clock.setTimeout(() => limit.abort(), limit_ms);
  try {
    return await work(outer ? AbortSignal.any([outer, limit.signal]) : limit.signal);
  } catch {
    return undefined;
  } finally {
    clock.clearTimeout(timeout);
  }
}
