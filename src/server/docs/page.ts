import { html } from "hono/html";
import type { Code, codes } from "../../protocol/codes.ts";
import { type Html, json, page } from "./layout.ts";
import type { OpenApi, Operation, Parameter } from "./openapi.ts";
import { inWords } from "./words.ts";

/** The API as a page for people: one file, no script, nothing loaded from elsewhere. */

interface Route {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

export function docsPage(api: OpenApi): Html {
  const groups = api.tags.map((tag) => ({ ...tag, routes: routesOf(api, tag.name) }));
  return page({
    title: "Parlor API",
    navigation: html`${groups.map(({ name, routes }) => html`<h2>${name}</h2><ul>${routes.map(entry)}</ul>`)}
<h2>Reference</h2><ul><li><a href="#codes">Codes</a></li><li><a href="/api/docs/frames">Frames of the sockets</a></li><li><a href="/api/openapi.json">OpenAPI 3.1</a></li></ul>`,
    main: html`${introduction(api)}
${groups.map(({ name, description, routes }) => html`<section><h2>${name}</h2><p>${description}</p>${routes.map(article)}</section>`)}
${codesTable(api["x-codes"])}`,
  });
}

const routesOf = (api: OpenApi, tag: string): Route[] =>
  Object.entries(api.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, operation]) => operation.tags.includes(tag))
      .map(([method, operation]) => ({ path, method, operation })),
  );

const entry = ({ operation }: Route): Html =>
  html`<li><a href="#${operation.operationId}">${asTitle(operation.operationId)}</a></li>`;

/** `peopleById` → “People by id”. */
const asTitle = (name: string): string => {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/\bdm\b/, "DM");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
};

const introduction = (api: OpenApi): Html => html`<h1>${api.info.title} API</h1>
<p>Version ${api.info.version}. Bodies are JSON, times are Unix milliseconds, and every id says what it
names. A browser is signed in by cookies; any other client asks for tokens when it signs in and sends
<code>Authorization: Bearer …</code>. <a href="/api/openapi.json">The same as OpenAPI 3.1</a>. What goes
over sockets is on <a href="/api/docs/frames">a page of its own</a>.</p>
<p>Whatever is refused is answered like this. The code is stable and listed <a href="#codes">below</a>;
<code>field</code> is the path of the field at fault, if it is one. Quote the request id when you ask for
help.</p>
<pre>${json({ error: { code: "rate_limited", message: "That was too fast. Please wait a moment.", request_id: "6f1c…", retry_after_ms: 400 } })}</pre>`;

const article = ({ path, method, operation }: Route): Html => html`<article id="${operation.operationId}">
<h3>${operation.summary}</h3>
<div class="route"><span class="method ${method}">${method.toUpperCase()}</span><span>${path}</span>${operation.security.length === 0 ? html`<span class="open">no sign-in needed</span>` : ""}</div>
${operation.parameters.length === 0 ? "" : parametersTable(operation.parameters)}
${bodyExample("Body", operation.requestBody?.content["application/json"].example)}
${bodyExample("Answer", operation.responses["200"]?.content?.["application/json"].example)}
${refusals(operation)}
</article>`;

const parametersTable = (parameters: readonly Parameter[]): Html => html`<h4>Parameters</h4>
<div class="wide"><table>
${parameters.map(
  ({ name, in: place, required, schema }) =>
    html`<tr><td><code>${name}</code></td><td>${place}${required ? "" : ", optional"}</td><td>${inWords(schema)}</td></tr>`,
)}
</table></div>`;

const bodyExample = (title: string, value: unknown): Html | "" => {
  const isEmpty =
    value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
  return isEmpty ? "" : html`<h4>${title}</h4><pre>${json(value)}</pre>`;
};

const refusals = ({
  responses,
}: Operation): Html => html`<details><summary>What may be refused</summary><div class="wide"><table>
${Object.entries(responses)
  .filter(([status]) => Number(status) >= 400)
  .flatMap(([status, { description }]) => description.split("\n").map((line) => refusalRow(status, line)))}
</table></div></details>`;

function refusalRow(status: string, line: string): Html {
  const [, code = "", text = ""] = /^`(\w+)`: (.*)$/.exec(line) ?? [];
  return html`<tr><td>${status}</td><td><a href="#code-${code}"><code>${code}</code></a></td><td>${text}</td></tr>`;
}

const ACTIONS = {
  retry: "Try again, after retry_after_ms if given",
  reload: "Load everything again",
  sign_in: "Refresh the token or sign in, then try again",
  stop: "Do not try the same again",
} as const;

const codesTable = (table: typeof codes): Html => html`<section id="codes"><h2>Codes</h2>
<p>Codes of refusals, over HTTP and as close codes of sockets, and what a client does about each.</p>
<div class="wide"><table><tr><th>Code</th><th>HTTP</th><th>Socket</th><th>Meaning</th><th>A client should</th></tr>
${(Object.keys(table) as Code[]).map((code) => {
  const { status, close, text, recovery } = table[code];
  return html`<tr id="code-${code}"><td><code>${code}</code></td><td>${status}</td><td>${close ?? ""}</td><td>${text}</td><td>${ACTIONS[recovery]}</td></tr>`;
})}
</table></div></section>`;
