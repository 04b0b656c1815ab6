import { ClientId, RoomId, UserId } from "../../protocol/ids.ts";
import { type JsonSchema, resolve, typesOf } from "./schemas.ts";

/** Realistic examples, made from the schemas: known fields by name, all others by their type. */

export const ADA = UserId.parse("u_7h2k9m4p1q8r5t3v6w0x");
export const GRACE = UserId.parse("u_3c8f2n6b9d4g7j1s5y0z");
export const ROOM = RoomId.parse("g_2m5n8p1q4r7s9t3v6w0x");
export const EPOCH = "k7m2p9q4r1s8t5v3w6x0";
const PASSKEY_ID = "Zq3t9JMpgCaFljWb4Rppc3";
/** Begins with TIME, as a UUIDv7 made at that time does. */
export const CLIENT_ID = ClientId.parse("01a16886-62c0-7abc-8def-0123456789ab");
export const TIME = 1_792_755_000_000;

const KNOWN: Readonly<Record<string, unknown>> = {
  access_token: "eyJhbGciOiJFZERTQSIs…",
  active_at: TIME,
  admit: true,
  after_message_id: 41,
  at: TIME,
  bio: "Mathematician. Likes engines.",
  by: ADA,
  chain_after: "9f2c…",
  chain_before: "5be0…",
  change_id: 7,
  client: "Firefox",
  client_id: CLIENT_ID,
  color: "#4c4fd6",
  deliver: "body",
  count: 2,
  created_at: TIME,
  current: true,
  description: "Everything about the machine, and nothing about its cost.",
  emoji: "👍",
  ended: 1,
  epoch: EPOCH,
  expires_at: TIME + 604_800_000,
  expires_in: 900,
  expires_in_seconds: 604_800,
  from_room_id: "c_9r3t6w1y4p7m2k5h8f0d",
  handle: "ada",
  handles: "ada,grace",
  head: 42,
  ids: `${ADA},${GRACE}`,
  joined_at: TIME,
  key: `thread ${ROOM} 17`,
  kind: "group",
  last_active_at: TIME,
  last_message_id: 42,
  last_used_at: TIME,
  link_id: "6n1r4v8z2c5g9k3p7s0w",
  me: true,
  member_count: 2,
  members: [GRACE],
  mentions: [GRACE],
  message_id: 42,
  muted_until: 0,
  new_password: "an even longer and quieter sentence",
  online: true,
  on: true,
  password: "a long and quiet sentence",
  options: [0, 2],
  alg: -7,
  attestationObject: "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVik",
  authenticatorData: "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAA",
  challenge: "AAABoWiGYsB0Yxk0ZJ0n…",
  clientDataJSON: "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoi",
  code: "7k2m-9p4q-1r8s",
  codes: ["7k2m-9p4q-1r8s", "3v6w-0x5t-8y2z"],
  displayName: "Ada Lovelace",
  has_password: true,
  passkey_id: PASSKEY_ID,
  recovery_codes_left: 10,
  rpId: "chat.example.com",
  signature: "MEUCIQDx3sKcWQ",
  synced: true,
  timeout: 600_000,
  transports: ["internal"],
  userHandle: "dV83aDJrOW00cDFxOHI1dDN2Nncweg",
  q: "lovel",
  read: 40,
  refresh_token: "s_4q7w1e9r2t5y8p3a6d0f.q83v…",
  reason: "This is an advertisement.",
  reply_to: 41,
  role: "admin",
  room_id: ROOM,
  root: 17,
  sender: ADA,
  server_time: TIME,
  session_id: "s_4q7w1e9r2t5y8p3a6d0f",
  slow_mode_seconds: 0,
  system: "Linux",
  text: "The engine weaves algebraic patterns.",
  thread: 17,
  time: TIME,
  token: `${ROOM}.6n1r4v8z2c5g9k3p7s0w.1d5h9m3q7v0z4b8f2j6n`,
  topic: "What the engine can do",
  until: TIME,
  user_id: GRACE,
  user_ids: [GRACE],
  users: [GRACE],
  uses: 10,
  uses_left: 9,
  version: 12,
  what: { type: "mute", user_id: GRACE, until: TIME },
};

/** Optional fields that are rare and would make an example unrealistic. */
const SELDOM: ReadonlySet<string> = new Set([
  "actor_state",
  "deleted",
  "deleted_at",
  "digest",
  "edit_window_seconds",
  "edited_at",
  "files",
  "forward",
  "invitation",
  "mention_room",
  "outside",
  "pinned",
  "poll",
  "replies",
  "request",
  "thread",
  "unset",
  "votes",
]);

type Schemas = Readonly<Record<string, JsonSchema>>;

/** An example value. `within` names the schema, for field names that mean two things. */
export function example(schema: JsonSchema, schemas: Schemas, name = "", within: JsonSchema = {}): unknown {
  const known = knownValue(schema, name, within);
  if (known !== undefined) return known;
  const { properties, items, oneOf, anyOf, enum: choices, ...rest } = resolve(schema, schemas);
  if (properties) {
    const self = resolve(schema, schemas);
    const fields = Object.entries(properties).filter(
      ([key]) => self.required?.includes(key) || !SELDOM.has(key),
    );
    return Object.fromEntries(
      (isChangeOf(self) ? fields.slice(0, FEW) : fields).map(([key, inner]) => [
        key,
        example(inner, schemas, key, self),
      ]),
    );
  }
  if (items) return [example(items, schemas)];
  const first = oneOf?.[0] ?? anyOf?.[0];
  if (first) return example(first, schemas, name);
  return rest.const ?? choices?.[0] ?? rest.default ?? plain(rest);
}

/** Fields shown of an object in which none is required: it usually has only some of them. */
const FEW = 2;
const isChangeOf = ({ required = [] }: JsonSchema): boolean => required.length === 0;

function plain(schema: JsonSchema): unknown {
  const [type] = typesOf(schema);
  if (type === "integer") return schema.minimum ?? 1;
  return type === "boolean" ? false : "text";
}

function knownValue(schema: JsonSchema, name: string, within: JsonSchema): unknown {
  const { properties = {} } = within;
  if (name === "id" && "response" in properties) return PASSKEY_ID;
  if (name === "name")
    return "handle" in properties || "bio" in properties ? "Ada Lovelace" : "Analytical engines";
  // A list of objects, or an object, is shown by its own fields; a known value stands for plain ones only.
  const isPlain =
    schema.$ref === undefined && schema.properties === undefined && schema.items?.$ref === undefined;
  return isPlain && fits(schema, KNOWN[name]) ? KNOWN[name] : undefined;
}

/** The same name may be a list in one schema and a number or a choice in another. */
function fits(schema: JsonSchema, value: unknown): boolean {
  if (schema.const !== undefined) return value === schema.const;
  if (schema.enum) return schema.enum.includes(value);
  const types = typesOf(schema);
  if (types.length === 0) return true;
  if (typeof value === "number") return types.includes("integer");
  return types.includes(Array.isArray(value) ? "array" : typeof value);
}
