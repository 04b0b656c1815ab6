import { type Code, codes } from "../../protocol/codes.ts";
import { adminEndpoints } from "../../protocol/endpoints/admin-endpoints.ts";
import {
  type Endpoint,
  endpoints,
  INBOX_SOCKET_PATH,
  ROOM_SOCKET_PATH,
  SUBPROTOCOL,
} from "../../protocol/endpoints.ts";
import { RoomId } from "../../protocol/ids.ts";
import { PROTOCOL_VERSION } from "../../protocol/limits.ts";
import { example } from "./examples.ts";
import { answerSchemas, inputSchema, type JsonSchema } from "./schemas.ts";

/** The HTTP API as an OpenAPI 3.1 document, made from the table that the server mounts. */

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
}

interface Content {
  readonly "application/json": { readonly schema: JsonSchema; readonly example?: unknown };
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: readonly Record<string, readonly string[]>[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

export interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: object;
  };
  /** Every code a refusal may carry, with what a client does about it. */
  readonly "x-codes": typeof codes;
}

const DESCRIPTION = `All bodies are JSON. Whatever is refused has one shape, the schema Error, whose code is stable.
Browsers are signed in by cookies; any other client sends its access token as \`Authorization: Bearer\`.`;

/** The parts of the API in reading order. Where several patterns match a path, the last one counts. */
const TAGS: readonly (readonly [name: string, description: string, path: RegExp])[] = [
  ["Accounts", "Creating an account, signing in and out.", /^\/api\/auth\//],
  ["People", "Oneself and others.", /^\/api\/(?:me|people)/],
  ["Rooms", "Conversations of two, private groups and public channels.", /^\/api\/(?:rooms|dms|channels)/],
  ["Messages", "Reading, finding and sending messages.", /\/(?:messages|forwards|pins|search)(?:\/|$)/],
  [
    "Doors and books",
    "Invite links and requests, and what owners and admins see.",
    /\/(?:links|requests|bans|reports|audit)(?:\/|$)/,
  ],
  ["Inbox", "Your own rooms, what you have read of them, and what else you keep.", /^\/api\/inbox|\/read$/],
  ["Running a deployment", "For its owners and admins.", /^\/api\/admin\//],
  ["Live", "Sockets, and the long poll where sockets are blocked.", /\/(?:socket|sync)$/],
];

const tagOf = (path: string): string => TAGS.findLast(([, , pattern]) => pattern.test(path))?.[0] ?? "Other";

const SIGNED_IN = [{ bearer: [] }, { cookie: [] }];

export function openApi(): OpenApi {
  const { schemas, refOf } = answerSchemas();
  const named = { ...schemas, Error: errorSchema };
  const paths: Record<string, Record<string, Operation>> = {};
  for (const [name, endpoint] of Object.entries<Endpoint>({ ...endpoints, ...adminEndpoints })) {
    const path = braced(endpoint.path);
    const described = operation(name, endpoint, refOf(endpoint.response), named);
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: described };
  }
  paths[braced(ROOM_SOCKET_PATH)] = {
    get: socket("roomSocket", "The live socket of a room", [roomParameter]),
  };
  paths[INBOX_SOCKET_PATH] = { get: socket("inboxSocket", "The live socket of your inbox", []) };
  return {
    openapi: "3.1.0",
    info: { title: "Parlor", version: String(PROTOCOL_VERSION), description: DESCRIPTION },
    tags: TAGS.map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: named, securitySchemes },
    "x-codes": codes,
  };
}

const braced = (path: string): string => path.replace(/:(\w+)/g, "{$1}");

function operation(
  name: string,
  endpoint: Endpoint,
  answer: JsonSchema,
  schemas: Record<string, JsonSchema>,
): Operation {
  const { method, path, summary, auth, params, query, body } = endpoint;
  return {
    operationId: name,
    summary,
    tags: [tagOf(path)],
    security: auth === "none" ? [] : SIGNED_IN,
    parameters: [
      ...parameters("path", params && inputSchema(name, params)),
      ...parameters("query", query && inputSchema(name, query)),
    ],
    ...(body ? { requestBody: requestBody(inputSchema(name, body), schemas) } : {}),
    responses: {
      200: {
        description: "Done",
        content: { "application/json": { schema: answer, example: example(answer, schemas) } },
      },
      ...refusals([...new Set([...endpoint.refusals, ...commonRefusals(method, auth)])]),
    },
  };
}

const parameters = (place: "path" | "query", schema: JsonSchema | undefined): Parameter[] =>
  Object.entries(schema?.properties ?? {}).map(([name, { description = "", ...inner }]) => ({
    name,
    in: place,
    required: schema?.required?.includes(name) ?? false,
    description,
    schema: inner,
  }));

const requestBody = (
  schema: JsonSchema,
  schemas: Record<string, JsonSchema>,
): NonNullable<Operation["requestBody"]> => ({
  required: (schema.required ?? []).length > 0,
  content: { "application/json": { schema, example: example(schema, schemas) } },
});

const commonRefusals = (method: string, auth: Endpoint["auth"]): Code[] => [
  "bad_request",
  ...(auth !== "none" ? (["unauthenticated", "session_ended", "rate_limited"] as const) : []),
  ...(method === "GET" ? [] : (["forbidden_origin"] as const)),
  // By another method than this one.
  "method_not_allowed",
  "unavailable",
  "newer_version",
  "internal",
];

/** One entry for each HTTP status, naming the codes that have it. */
function refusals(given: readonly Code[]): Operation["responses"] {
  const answers: Record<string, { description: string; content: Content }> = {};
  for (const code of given) {
    const { status, text } = codes[code];
    const before = answers[status]?.description;
    const description = `${before === undefined ? "" : `${before}\n`}\`${code}\`: ${text}`;
    answers[status] = {
      description,
      content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
    };
  }
  return answers;
}

const roomParameter: Parameter = {
  name: "room_id",
  in: "path",
  required: true,
  description: "The room",
  schema: inputSchema("roomSocket", RoomId),
};

const socket = (operationId: string, summary: string, path: readonly Parameter[]): Operation => ({
  operationId,
  summary: `${summary} (WebSocket; offer the subprotocol ${SUBPROTOCOL}; frames: /api/docs/frames)`,
  tags: ["Live"],
  security: SIGNED_IN,
  parameters: path,
  responses: {
    101: { description: "The connection is now a WebSocket" },
    ...refusals(["upgrade_required", "bad_request", "forbidden_origin", "method_not_allowed"]),
  },
});

const errorSchema = {
  type: "object",
  properties: {
    error: {
      type: "object",
      description: "What was refused, and why",
      properties: {
        code: { type: "string", enum: Object.keys(codes), description: "Stable; see the table of codes" },
        message: { type: "string", description: "A sentence for a person" },
        request_id: {
          type: "string",
          description: "Also in the header X-Request-Id; quote it when you ask for help",
        },
        retry_after_ms: { type: "integer", minimum: 0, description: "When to try again" },
        field: { type: "string", description: "Path of the field at fault, if it is one" },
      },
      required: ["code", "message", "request_id"],
    },
  },
  required: ["error"],
} as const satisfies JsonSchema;

export const securitySchemes = {
  bearer: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "For every client that is not a browser",
  },
  cookie: {
    type: "apiKey",
    in: "cookie",
    name: "parlor_access",
    description: "Set by signing in with deliver: cookie; over https its name begins with __Host-",
  },
} as const;
