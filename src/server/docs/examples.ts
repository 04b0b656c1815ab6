import { type JsonSchema, resolve } from "./schemas.ts";

/** Examples a reader believes, made from the schemas: known fields by name, all others by their type. */

const ADA = "u_7h2k9m4p1q8r5t3v6w0x";
const GRACE = "u_3c8f2n6b9d4g7j1s5y0z";
const TIME = 1_792_755_000_000;

const KNOWN: Readonly<Record<string, unknown>> = {
  access_token: "eyJhbGciOiJFZERTQSIs…",
  active_at: TIME,
  added: [GRACE],
  after_message_id: 41,
  bio: "Mathematician. Likes engines.",
  by: ADA,
  chain_after: "9f2c…",
  chain_before: "5be0…",
  change_id: 7,
  client_id: "019a5f3e-7c00-7abc-8def-0123456789ab",
  color: "#4c4fd6",
  created_at: TIME,
  epoch: "k7m2p9q4r1s8t5v3w6x0",
  expires_in: 900,
  handle: "ada",
  head: 42,
  ids: `${ADA},${GRACE}`,
  joined_at: TIME,
  member_count: 2,
  members: [GRACE],
  mentions: [GRACE],
  message_id: 42,
  password: "a long and quiet sentence",
  q: "lovel",
  read: 40,
  refresh_token: "s_4q7w1e9r2t5y8p3a6d0f.q83v…",
  reply_to: 41,
  room_id: "g_2m5n8p1q4r7s9t3v6w0x",
  sender: ADA,
  server_time: TIME,
  text: "The engine weaves algebraic patterns.",
  time: TIME,
  topic: "What the engine can do",
  user_id: GRACE,
  user_ids: [GRACE],
  version: 12,
};

type Schemas = Readonly<Record<string, JsonSchema>>;

/** An example value. `within` says what the named thing is, where one field name means two things. */
export function example(schema: JsonSchema, schemas: Schemas, name = "", within: JsonSchema = {}): unknown {
  const known = knownValue(schema, name, within);
  if (known !== undefined) return known;
  const { properties, items, oneOf, anyOf, enum: choices, ...rest } = resolve(schema, schemas);
  if (properties) {
    const self = resolve(schema, schemas);
    return Object.fromEntries(
      Object.entries(properties).map(([key, inner]) => [key, example(inner, schemas, key, self)]),
    );
  }
  if (items) return [example(items, schemas)];
  const first = oneOf?.[0] ?? anyOf?.[0];
  if (first) return example(first, schemas, name);
  return (
    rest.const ?? choices?.[0] ?? rest.default ?? (rest.type === "integer" ? (rest.minimum ?? 1) : "text")
  );
}

function knownValue(schema: JsonSchema, name: string, within: JsonSchema): unknown {
  const { properties = {} } = within;
  if (name === "name")
    return "handle" in properties || "bio" in properties ? "Ada Lovelace" : "Analytical engines";
  // A list of objects, or an object, is shown by its own fields; a known value stands for plain ones only.
  const isPlain =
    schema.$ref === undefined && schema.properties === undefined && schema.items?.$ref === undefined;
  return isPlain ? KNOWN[name] : undefined;
}
