import { html } from "hono/html";
import { SUBPROTOCOL } from "../../protocol/endpoints.ts";
import { type Html, json, page } from "./layout.ts";
import type { Described, Reference, SocketDescription } from "./reference.ts";
import { type JsonSchema, nameOfRef } from "./schemas.ts";
import { inWords } from "./words.ts";

/** Every frame of both sockets, and all that frames carry, as a page for people. */
export function framesPage(reference: Reference): Html {
  const { sockets, families } = reference;
  const shapes = shapesOf(reference);
  return page({
    title: "Parlor frames",
    navigation: html`${sockets.map(
      ({ id, title, fromClient, fromServer }) =>
        html`<h2>${title}</h2><ul>${fromClient.map(({ tag }) => entry(`${id}-up-${tag}`, `→ ${tag}`))}${fromServer.map(({ tag }) => entry(`${id}-down-${tag}`, `← ${tag}`))}</ul>`,
    )}
${families.map(({ name, members }) => html`<h2>${TITLES[name]}</h2><ul>${members.map((member) => entry(member.name, member.tag))}</ul>`)}
<h2>Shapes</h2><ul>${shapes.map(({ name }) => entry(name, name))}</ul>
<h2>Reference</h2><ul><li><a href="/api/docs">HTTP API and codes</a></li><li><a href="/api/asyncapi.json">AsyncAPI 3</a></li></ul>`,
    main: html`${introduction}
${sockets.map(socketSection)}
${families.map(
  ({ name, members }) =>
    html`<section id="${name}"><h2>${TITLES[name]}</h2><p>${WHERE[name]}</p>${members.map((member) => article(member.name, member.tag, member))}</section>`,
)}
<section><h2>Shapes</h2><p>What several frames have in common.</p>${shapes.map(shape)}</section>`,
  });
}

const TITLES: Readonly<Record<string, string>> = {
  Action: "Actions in a room",
  Change: "Changes of a room",
  InboxAction: "Actions in the inbox",
  Entry: "Entries of the inbox",
};
const WHERE: Readonly<Record<string, string>> = {
  Action: "The action of an action frame to a room, and the body of POST /api/rooms/{room_id}/actions.",
  Change: "The changes of an events frame.",
  InboxAction: "The action of an action frame to the inbox, and the body of POST /api/inbox/actions.",
  Entry: "The entry of an entries frame.",
};

const introduction = html`<h1>Parlor frames</h1>
<p>What goes over the sockets of rooms and inboxes: each frame with its fields and an example. A frame is one
JSON object in one text message. Offer the subprotocol <code>${SUBPROTOCOL}</code>. Fields marked optional may
be left out; they are never null. Ignore fields and types that you do not know: newer servers may add some.
<a href="/api/asyncapi.json">The same as AsyncAPI 3</a>.</p>`;

const entry = (id: string, title: string): Html => html`<li><a href="#${id}">${title}</a></li>`;

const socketSection = ({
  id,
  title,
  address,
  fromClient,
  fromServer,
}: SocketDescription): Html => html`<section id="${id}">
<h2>${title}</h2><p><code>${address}</code></p>
<h3>From the client</h3>${fromClient.map((frame) => article(`${id}-up-${frame.tag}`, `→ ${frame.tag}`, frame))}
<h3>From the server</h3>${fromServer.map((frame) => article(`${id}-down-${frame.tag}`, `← ${frame.tag}`, frame))}
</section>`;

const article = (
  id: string,
  title: string,
  { summary, schema, example }: Described,
): Html => html`<article id="${id}">
<div class="route"><span class="method">${title}</span></div>
<p>${summary}</p>
${fieldsTable(schema)}
<pre>${json(example)}</pre>
</article>`;

const shape = ({ name, schema }: { name: string; schema: JsonSchema }): Html => html`<article id="${name}">
<div class="route"><span class="method">${name}</span></div>
${fieldsTable(schema)}
</article>`;

function fieldsTable({ properties = {}, required = [] }: JsonSchema): Html | "" {
  const fields = Object.entries(properties).filter(([, schema]) => schema.const === undefined);
  if (fields.length === 0) return "";
  return html`<div class="wide"><table>
${fields.map(
  ([name, schema]) =>
    html`<tr><td><code>${name}</code>${required.includes(name) ? "" : html`<br><small>optional</small>`}</td><td>${linked(schema)}</td><td>${schema.description ?? ""}</td></tr>`,
)}
</table></div>`;
}

/** The type of a field, with a link to where its own fields are. */
function linked(schema: JsonSchema): Html | string {
  const ref = schema.$ref ?? schema.items?.$ref;
  const words = inWords(schema);
  return ref === undefined ? words : html`<a href="#${nameOfRef(ref)}">${words}</a>`;
}

/** The named shapes that frames lead to, and which have no place above. */
function shapesOf({ sockets, families, schemas }: Reference): { name: string; schema: JsonSchema }[] {
  const members = [
    ...sockets.flatMap(({ fromClient, fromServer }) => [...fromClient, ...fromServer]),
    ...families.flatMap((family) => family.members),
  ];
  const shown = new Set([...members.map(({ name }) => name), ...families.map(({ name }) => name)]);
  const found = new Set<string>();
  const visit = (schema: JsonSchema): void => {
    for (const [, name = ""] of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (found.has(name)) continue;
      found.add(name);
      visit(schemas[name] ?? {});
    }
  };
  for (const { schema } of members) visit(schema);
  return [...found]
    .filter((name) => !shown.has(name))
    .sort()
    .map((name) => ({ name, schema: schemas[name] ?? {} }));
}
