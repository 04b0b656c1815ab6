import { INBOX_SOCKET_PATH, ROOM_SOCKET_PATH } from "../../protocol/endpoints.ts";
import { example } from "./examples.ts";
import { inboxDown, inboxUp, roomDown, roomUp } from "./frame-notes.ts";
import { families, nameOf, sockets } from "./frames.ts";
import { memberNotes } from "./member-notes.ts";
import { answerSchemas, type JsonSchema } from "./schemas.ts";

/** All that goes over sockets, with its shape, an example and what it is for: what the page and the AsyncAPI document are made of. */

export interface Described {
  /** The name of its schema. */
  readonly name: string;
  /** Its `type` or `kind` on the wire. */
  readonly tag: string;
  readonly summary: string;
  readonly schema: JsonSchema;
  readonly example: unknown;
}

export interface SocketDescription {
  readonly id: "room" | "inbox";
  readonly title: string;
  readonly address: string;
  readonly fromClient: readonly Described[];
  readonly fromServer: readonly Described[];
}

export interface Reference {
  readonly sockets: readonly SocketDescription[];
  readonly families: readonly { readonly name: string; readonly members: readonly Described[] }[];
  /** Every named schema. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
}

type Notes = Readonly<Record<string, { readonly summary: string; readonly example: unknown }>>;

export function reference(): Reference {
  const { schemas } = answerSchemas();
  const frames = (union: keyof typeof sockets, notes: Notes): Described[] =>
    [...sockets[union]].map(([tag, member]) => {
      const name = nameOf(union, tag, member);
      const { summary = "", example = undefined } = notes[tag] ?? {};
      return { name, tag, summary, schema: schemas[name] ?? {}, example };
    });
  const members = (union: keyof typeof families): Described[] =>
    [...families[union]].map(([tag, member]) => {
      const name = nameOf(union, tag, member);
      const schema = schemas[name] ?? {};
      const summary = (memberNotes[union] as Readonly<Record<string, string>>)[tag] ?? "";
      return { name, tag, summary, schema, example: example(schema, schemas) };
    });
  return {
    sockets: [
      {
        id: "room",
        title: "The socket of a room",
        address: ROOM_SOCKET_PATH.replace(":room_id", "{room_id}"),
        fromClient: frames("RoomUp", roomUp),
        fromServer: frames("RoomDown", roomDown),
      },
      {
        id: "inbox",
        title: "The socket of an inbox",
        address: INBOX_SOCKET_PATH,
        fromClient: frames("InboxUp", inboxUp),
        fromServer: frames("InboxDown", inboxDown),
      },
    ],
    families: (["Action", "Change", "InboxAction", "Entry"] as const).map((name) => ({
      name,
      members: members(name),
    })),
    schemas,
  };
}
