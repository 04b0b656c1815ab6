import type { Hono } from "hono";
import { openApi } from "../docs/openapi.ts";
import { docsPage } from "../docs/page.ts";
import type { App } from "./answers.ts";

/** The API described, for programs and for people. */
export function docsRoutes(app: Hono<App>): void {
  app.get("/api/openapi.json", (http) => http.json(openApi()));

  app.get("/api/docs", async (http) => {
    // The page has a style of its own and no script at all.
    http.header(
      "Content-Security-Policy",
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    );
    return http.html(await docsPage(openApi()));
  });
}
