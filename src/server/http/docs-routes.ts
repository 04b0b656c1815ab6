import type { Hono } from "hono";
import { asyncApi } from "../docs/asyncapi.ts";
import { framesPage } from "../docs/frames-page.ts";
import type { Html } from "../docs/layout.ts";
import { openApi } from "../docs/openapi.ts";
import { docsPage } from "../docs/page.ts";
import { reference } from "../docs/reference.ts";
import type { App, Http } from "./answers.ts";

/** The reference of the API and of the frames, for programs and for people. */
export function docsRoutes(app: Hono<App>): void {
  app.get("/api/openapi.json", (http) => http.json(openApi()));
  app.get("/api/asyncapi.json", (http) => http.json(asyncApi()));

  app.get("/api/docs", (http) => show(http, docsPage(openApi())));
  app.get("/api/docs/frames", (http) => show(http, framesPage(reference())));
}

async function show(http: Http, page: Html): Promise<Response> {
  // The pages have a style of their own and no script at all.
  http.header(
    "Content-Security-Policy",
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  );
  return http.html(await page);
}
