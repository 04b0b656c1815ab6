import * as z from "zod/mini";
import { Action, InboxAction } from "../../protocol/actions.ts";
import { AdminLogEntry, AdminUser, DeploymentReport, SignUpLink } from "../../protocol/deployment.ts";
import { adminEndpoints } from "../../protocol/endpoints/admin-endpoints.ts";
import { Channel, type Endpoint, endpoints, Session, Tokens } from "../../protocol/endpoints.ts";
import { Conversation, Entry, InboxPosition, KeyedEntry, Presence, Preview } from "../../protocol/inbox.ts";
import { InboxDown, InboxUp } from "../../protocol/inbox-frames.ts";
import {
  Forward,
  Message,
  MessagePatch,
  Poll,
  Reaction,
  Tally,
  ThreadSummary,
} from "../../protocol/message.ts";
import { Passkey, PasskeyCreation, PasskeyRequest } from "../../protocol/passkey.ts";
import { Change, History, Member, Permissions, Position, Room, RoomSettings } from "../../protocol/room.ts";
import { Receipt, RoomDown, RoomUp, TypingUser } from "../../protocol/room-frames.ts";
import { User } from "../../protocol/user.ts";
import { noteFor } from "./field-notes.ts";
import { capital, namedMembers } from "./frames.ts";

/** As much of JSON Schema (draft 2020-12) as our schemas use. */
export interface JsonSchema {
  readonly $ref?: string;
  /** Several if a value may also be null. */
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
}

const NAMED = {
  Action,
  AdminLogEntry,
  AdminUser,
  Change,
  Channel,
  Conversation,
  DeploymentReport,
  Entry,
  Forward,
  History,
  InboxAction,
  InboxDown,
  InboxPosition,
  InboxUp,
  KeyedEntry,
  Member,
  Message,
  MessagePatch,
  Passkey,
  PasskeyCreation,
  PasskeyRequest,
  Permissions,
  Poll,
  Position,
  Presence,
  Preview,
  Reaction,
  Receipt,
  Room,
  RoomDown,
  RoomSettings,
  RoomUp,
  Session,
  SignUpLink,
  Tally,
  ThreadSummary,
  Tokens,
  TypingUser,
  User,
  ...namedMembers(),
};

const REF = "#/components/schemas/";

/** Every schema of an answer or a frame, by name: those above, and one for each endpoint that has its own. */
export function answerSchemas(): {
  schemas: Record<string, JsonSchema>;
  refOf: (response: z.ZodMiniType) => JsonSchema;
} {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id });
  for (const [name, { response }] of Object.entries<Endpoint>({ ...endpoints, ...adminEndpoints })) {
    if (!registry.has(response))
      registry.add(response, { id: isEmpty(response) ? "Empty" : `${capital(name)}Answer` });
  }
  const { schemas } = z.toJSONSchema(registry, { io: "output", uri: (id) => REF + id, override: tidy });
  for (const [name, schema] of Object.entries(schemas)) {
    dropHead(schema);
    describeAll(name, schema);
  }
  return {
    schemas: schemas as unknown as Record<string, JsonSchema>,
    refOf: (response) => ({ $ref: REF + registry.get(response)?.id }),
  };
}

/** The schema of what a client sends to an endpoint: defaults are optional, numbers in a query are numbers. */
export function inputSchema(endpoint: string, schema: z.ZodMiniType): JsonSchema {
  const json = z.toJSONSchema(schema, { io: "input", override: tidy });
  dropHead(json);
  describeAll(endpoint, json);
  return json as unknown as JsonSchema;
}

/** Also what is inside, and each alternative by the name it has among the schemas. */
function describeAll(name: string, schema: z.core.JSONSchema.BaseSchema): void {
  describe(name, schema);
  for (const [field, inner] of Object.entries(schema.properties ?? {}))
    if (typeof inner === "object") describeAll(nameOfInner(name, field), inner);
  if (typeof schema.items === "object" && !Array.isArray(schema.items)) describeAll(name, schema.items);
  for (const each of [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])])
    if (typeof each === "object") describeAll(nameOfMember(name, each), each);
}

/** What is inside of a field has the notes of the schema of that name, if there is one. */
function nameOfInner(name: string, field: string): string {
  if (field !== "action") return capital(field);
  return name === "applyInboxAction" ? "InboxAction" : "Action";
}

const nameOfMember = (family: string, { properties = {} }: z.core.JSONSchema.BaseSchema): string => {
  const tag = properties.type;
  const value = typeof tag === "object" ? String(tag.const ?? "") : "";
  return family + value.split("_").map(capital).join("");
};

/** The types a value may have. */
export const typesOf = ({ type = [] }: JsonSchema): readonly string[] =>
  typeof type === "string" ? [type] : type;

/** The schema a reference names. */
export const nameOfRef = (ref: string): string => ref.slice(REF.length);

/** Follows a reference into the named schemas. */
export const resolve = (schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>): JsonSchema =>
  schema.$ref === undefined ? schema : (schemas[nameOfRef(schema.$ref)] ?? {});

const isEmpty = (schema: z.ZodMiniType): boolean =>
  schema instanceof z.ZodMiniObject && Object.keys(schema.shape).length === 0;

/** Drops the bounds zod gives every integer, and the ban on other fields in answers: later versions may add some. */
function tidy({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  delete jsonSchema.additionalProperties;
}

/** Adds to each field what it means. JSON Schema allows a description beside a reference since 2019-09. */
function describe(name: string, { properties = {} }: z.core.JSONSchema.BaseSchema): void {
  for (const [field, schema] of Object.entries(properties)) {
    const note = noteFor(name, field);
    if (note !== undefined && typeof schema === "object") schema.description = note;
  }
}

function dropHead(schema: z.core.JSONSchema.BaseSchema): void {
  delete schema.$schema;
  delete schema.$id;
}
