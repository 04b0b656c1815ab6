import { codes } from "../../protocol/codes.ts";
import { SUBPROTOCOL } from "../../protocol/endpoints.ts";
import { PROTOCOL_VERSION } from "../../protocol/limits.ts";
import { securitySchemes } from "./openapi.ts";
import { type Described, type Reference, reference, type SocketDescription } from "./reference.ts";
import type { JsonSchema } from "./schemas.ts";

/** The sockets as an AsyncAPI 3 document. Its operations are the server's: it receives what clients send. */

interface Reference$ {
  readonly $ref: string;
}

interface MessageObject {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly contentType: "application/json";
  readonly payload: Reference$;
  readonly examples: readonly { readonly payload: unknown }[];
}

export interface AsyncApi {
  readonly asyncapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly defaultContentType: "application/json";
  readonly channels: Readonly<Record<string, object>>;
  readonly operations: Readonly<Record<string, object>>;
  readonly components: {
    readonly messages: Readonly<Record<string, MessageObject>>;
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: object;
  };
  /** Every code a refusal may carry, with what a client does about it. */
  readonly "x-codes": typeof codes;
}

const DESCRIPTION = `Each frame is one JSON object in one text message. Offer the subprotocol ${SUBPROTOCOL}; say who you are
by Authorization: Bearer, by a second offered subprotocol bearer.<access token>, or by cookie.`;

export function asyncApi(): AsyncApi {
  const { sockets, schemas }: Reference = reference();
  return {
    asyncapi: "3.0.0",
    info: { title: "Parlor", version: String(PROTOCOL_VERSION), description: DESCRIPTION },
    defaultContentType: "application/json",
    channels: Object.fromEntries(sockets.map((socket) => [socket.id, channel(socket)])),
    operations: Object.fromEntries(sockets.flatMap(operations)),
    components: {
      messages: Object.fromEntries(
        sockets.flatMap(({ fromClient, fromServer }) =>
          [...fromClient, ...fromServer].map((frame) => [frame.name, message(frame)] as const),
        ),
      ),
      schemas,
      securitySchemes: { bearer: securitySchemes.bearer, cookie: cookieScheme },
    },
    "x-codes": codes,
  };
}

/** AsyncAPI calls a cookie's place `httpApiKey`. */
const cookieScheme = { ...securitySchemes.cookie, type: "httpApiKey" } as const;

const channel = ({ title, address, fromClient, fromServer }: SocketDescription) => ({
  address,
  title,
  ...(address.includes("{room_id}") && { parameters: { room_id: { description: "The id of a room" } } }),
  messages: Object.fromEntries(
    [...fromClient, ...fromServer].map(({ name }) => [name, { $ref: `#/components/messages/${name}` }]),
  ),
  bindings: { ws: { method: "GET" } },
});

const operations = ({ id, title, fromClient, fromServer }: SocketDescription) =>
  [
    ["receive", "fromClient", fromClient],
    ["send", "fromServer", fromServer],
  ].map(([action, direction, frames]) => [
    `${id}.${direction}`,
    {
      action,
      title: `${title}, ${direction === "fromClient" ? "from the client" : "from the server"}`,
      channel: { $ref: `#/channels/${id}` },
      messages: (frames as readonly Described[]).map(({ name }) => ({
        $ref: `#/channels/${id}/messages/${name}`,
      })),
      security: [
        { $ref: "#/components/securitySchemes/bearer" },
        { $ref: "#/components/securitySchemes/cookie" },
      ],
    },
  ]);

const message = ({ name, tag, summary, example }: Described): MessageObject => ({
  name: tag,
  title: name,
  summary,
  contentType: "application/json",
  payload: { $ref: `#/components/schemas/${name}` },
  examples: [{ payload: example }],
});
