import type { Hono } from "hono";
import { refuse } from "../../protocol/codes.ts";
import { type App, answer } from "./answers.ts";

/** Answers whatever comes to an address that has routes by a method that has none, and says which it takes. */
export function refuseOtherMethods(app: Hono<App>): void {
  const methods = new Map<string, string[]>();
  for (const { path, method } of app.routes)
    if (method !== "ALL") methods.set(path, [...(methods.get(path) ?? []), method]);
  for (const [path, allowed] of methods)
    app.all(path, (http) => {
      http.header(
        "Allow",
        allowed.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).join(", "),
      );
      return answer(http, refuse("method_not_allowed"));
    });
}
