import * as z from "zod/mini";
import type { Code } from "../codes.ts";
import { RoomId } from "../ids.ts";
import { POLL_WAIT_MS } from "../limits.ts";

/**
 * The HTTP API as data. The server mounts it, the SDK calls it and `/api/openapi.json` describes it,
 * all from this one table, so the three cannot disagree.
 */
export interface Endpoint {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Parameters are written `:like_this` and are all ids. */
  readonly path: string;
  readonly summary: string;
  /** Who may call it: anybody, who is signed in, or who of those runs the deployment. An owner may do all an admin may. */
  readonly auth: "none" | "user" | "admin" | "owner";
  readonly params?: z.ZodMiniObject;
  readonly query?: z.ZodMiniObject;
  readonly body?: z.ZodMiniObject;
  readonly response: z.ZodMiniType;
  /** Refusals besides those that any endpoint may give. */
  readonly refusals: readonly Code[];
}

type Part<E extends Endpoint, K extends "params" | "query" | "body"> = E extends {
  readonly [P in K]: infer S extends z.ZodMiniType;
}
  ? S
  : z.ZodMiniObject<Record<never, never>>;

/** The fields a part has; an object schema without fields says `Record<string, never>`, which fits no other part. */
type Fields<S extends z.ZodMiniType> = {
  [F in keyof z.input<S> as string extends F ? never : F]: z.input<S>[F];
};

/** What a caller passes: path parameters, query and body in one object. */
export type InputOf<E extends Endpoint> = Fields<Part<E, "params">> &
  Fields<Part<E, "query">> &
  Fields<Part<E, "body">>;

/** What a handler gets once the schemas have accepted it. */
export interface RequestOf<E extends Endpoint> {
  readonly params: z.output<Part<E, "params">>;
  readonly query: z.output<Part<E, "query">>;
  readonly body: z.output<Part<E, "body">>;
}

/** What an endpoint answers. */
export type OutputOf<E extends Endpoint> = z.output<E["response"]>;

/** Keeps the exact types of a definition. */
export const endpoint = <const E extends Endpoint>(definition: E): E => definition;

export const Empty = z.object({});

/** Parameters of endpoints about one room, or one message in it. */
export const inRoom = { params: z.object({ room_id: RoomId }) };
export const onMessage = {
  params: z.object({ room_id: RoomId, message_id: z.coerce.number().check(z.int(), z.minimum(1)) }),
};

/** A comma-separated list in a query. */
export const commaList = <T extends z.ZodMiniType<string, string>>(item: T, most: number) =>
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((list: string) => list.split(",")),
    ),
    z.array(item).check(z.minLength(1), z.maxLength(most)),
  );

/** Numbers in a query, where everything is text. */
export const count = (max: number) => z.coerce.number().check(z.int(), z.minimum(1), z.maximum(max));
export const counter = z.coerce.number().check(z.int(), z.minimum(0));
export const messageId = z.optional(z.coerce.number().check(z.int(), z.minimum(1)));
/** At most one of these query fields may be given. The refusal names the second. */
export const atMostOne = (...names: readonly string[]) =>
  z.check<Record<string, unknown>>(({ value, issues }) => {
    const [first, second] = names.filter((name) => value[name] !== undefined);
    if (first === undefined || second === undefined) return;
    issues.push({ code: "custom", path: [second], message: `Not together with ${first}`, input: value });
  });
/** At least one of these fields must be given. The refusal names the first. */
export const someOf = (...names: readonly string[]) =>
  z.check<Record<string, unknown>>(({ value, issues }) => {
    if (names.some((name) => value[name] !== undefined)) return;
    issues.push({
      code: "custom",
      path: [names[0] ?? ""],
      message: `Give ${names.join(" or ")}`,
      input: value,
    });
  });
/** These query fields are valid only together with `epoch`. */
export const withEpoch = (...names: readonly string[]) =>
  z.check<Record<string, unknown>>(({ value, issues }) => {
    if (value.epoch !== undefined || names.every((name) => value[name] === undefined)) return;
    issues.push({
      code: "custom",
      path: ["epoch"],
      message: `Needed with ${names.join(", ")}`,
      input: value,
    });
  });
/** Milliseconds a long poll waits. */
export const wait = z._default(
  z.coerce.number().check(z.int(), z.minimum(0), z.maximum(POLL_WAIT_MS)),
  POLL_WAIT_MS,
);

/** The refusals for people who may not see a room, or may see it and no more. */
export const READING = ["not_a_member", "banned"] as const;
export const RULING = [...READING, "not_allowed"] as const;
