import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { codes, type ErrorBody, type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import { logError } from "../log.ts";
import { codeOfError } from "../object/newer-version.ts";

/** What each request's context carries. */
export interface App {
  Bindings: Env;
  Variables: {
    request_id: string;
    /** UTF-16 units of the answer, if it is a success. */
    answer_units: number;
  };
}

export type Http = Context<App>;

/** Turns what an operation returned into the HTTP answer. The one place where a refusal becomes JSON. */
export function answer(http: Http, result: Result<unknown>): Response {
  if (result.ok) {
    const text = JSON.stringify(result.value);
    http.set("answer_units", text.length);
    return http.body(text, 200, { "Content-Type": "application/json" });
  }
  if (result.retry_after_ms !== undefined)
    http.header("Retry-After", String(Math.ceil(result.retry_after_ms / 1000)));
  return http.json(
    errorBody(result, http.get("request_id")),
    codes[result.code].status as ContentfulStatusCode,
  );
}

const errorBody = ({ code, detail, retry_after_ms, field }: Refusal, request_id: string): ErrorBody => ({
  error: {
    code,
    message: detail === undefined ? codes[code].text : `${codes[code].text} ${detail}`,
    request_id,
    ...(retry_after_ms !== undefined && { retry_after_ms }),
    ...(field !== undefined && { field }),
  },
});

/** Answers an exception: `unavailable` if a part of the service is down, `internal` if it is a bug. */
export function answerException(http: Http, error: Error): Response {
  const code = isOutage(error) ? "unavailable" : codeOfError(error);
  const { method, routePath } = http.req;
  logError("exception", { code, method, route: routePath, request_id: http.get("request_id") }, error);
  return answer(http, refuse(code));
}

/**
 * Every failure of the D1 binding begins with `D1_` (workerd, d1-api.ts). A Durable Object that is
 * overloaded, was moved or was reset says so in these fields (Cloudflare, Durable Objects, "Error handling").
 */
function isOutage(error: Error): boolean {
  const { overloaded, retryable, durableObjectReset } = error as Partial<
    Record<"overloaded" | "retryable" | "durableObjectReset", boolean>
  >;
  return (
    error.message.startsWith("D1_") ||
    overloaded === true ||
    retryable === true ||
    durableObjectReset === true
  );
}
