import { html, raw } from "hono/html";
import { STYLE } from "./style.ts";

export type Html = ReturnType<typeof html>;

/** A page of the documentation: one file, no script, nothing loaded from elsewhere. */
export const page = (of: {
  readonly title: string;
  readonly navigation: Html;
  readonly main: Html;
}): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${of.title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<div class="layout">
<nav aria-label="On this page">
<a class="brand" href="#top">${of.title}</a>
${of.navigation}
</nav>
<main id="top">
${of.main}
</main>
</div>
</body>
</html>`;

export const json = (value: unknown): string => JSON.stringify(value, null, 2);
