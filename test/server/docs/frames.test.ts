import asyncApiSchema from "@asyncapi/specs/schemas/3.0.0-without-$id.json" with { type: "json" };
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { Action, InboxAction } from "../../../src/protocol/actions.ts";
import { Entry } from "../../../src/protocol/inbox.ts";
import { InboxDown, InboxUp } from "../../../src/protocol/inbox-frames.ts";
import { Change } from "../../../src/protocol/room.ts";
import { Ping, RoomDown, RoomUp } from "../../../src/protocol/room-frames.ts";
import { asyncApi } from "../../../src/server/docs/asyncapi.ts";
import { framesPage } from "../../../src/server/docs/frames-page.ts";
import { type Described, reference } from "../../../src/server/docs/reference.ts";

const { sockets, families, schemas } = reference();
const [room, inbox] = sockets;
const frames = sockets.flatMap(({ fromClient, fromServer }) => [...fromClient, ...fromServer]);
const members = families.flatMap((family) => family.members);
const all = [...frames, ...members];

/** The tags of a union, read from its schema by another way than the reference takes. */
const tags = (union: z.ZodMiniType): string[] =>
  (z.toJSONSchema(union).oneOf ?? []).map(({ properties = {} }) => {
    const tag = properties.type ?? properties.kind;
    return typeof tag === "object" ? String(tag.const) : "";
  });
const tagsOf = (described: readonly Described[] | undefined): string[] | undefined =>
  described?.map(({ tag }) => tag);

test("every frame of both sockets is described, and all that frames carry", () => {
  expect(tagsOf(room?.fromClient)).toEqual([...tags(RoomUp), "ping"]);
  expect(tagsOf(room?.fromServer)).toEqual(tags(RoomDown));
  expect(tagsOf(inbox?.fromClient)).toEqual([...tags(InboxUp), "ping"]);
  expect(tagsOf(inbox?.fromServer)).toEqual(tags(InboxDown));
  const unions = { Action, Change, InboxAction, Entry };
  for (const { name, members } of families)
    expect([name, tagsOf(members)]).toEqual([name, tags(unions[name as keyof typeof unions])]);
});

test.each(all)(
  "$name has an example, a sentence and fields with a meaning",
  ({ tag, summary, schema, example }) => {
    expect(summary).toMatch(/^[A-Z].*[.]$/);
    expect(example).toMatchObject(schema.properties?.kind === undefined ? { type: tag } : { kind: tag });
    for (const [field, { description }] of Object.entries(schema.properties ?? {}))
      expect([field, description]).toEqual([field, expect.stringMatching(/^\S.*[^.]$/)]);
  },
);

test("the example of each frame, action, change and entry is what its schema takes, and nothing besides", () => {
  const check = (described: readonly Described[] | undefined, parse: (value: unknown) => unknown) => {
    for (const { name, example } of described ?? []) expect([name, parse(example)]).toEqual([name, example]);
  };
  check(
    room?.fromClient.filter(({ tag }) => tag !== "ping"),
    (value) => RoomUp.parse(value),
  );
  check(
    inbox?.fromClient.filter(({ tag }) => tag !== "ping"),
    (value) => InboxUp.parse(value),
  );
  check(
    room?.fromClient.filter(({ tag }) => tag === "ping"),
    (value) => Ping.parse(value),
  );
  check(room?.fromServer, (value) => RoomDown.parse(value));
  check(inbox?.fromServer, (value) => InboxDown.parse(value));
  const unions = { Action, Change, InboxAction, Entry };
  for (const { name, members } of families)
    check(members, (value) => unions[name as keyof typeof unions].parse(value));
});

test("CONNECT11: a frame from a newer server, with fields that are not known here, is taken without them", () => {
  const newer = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(newer);
    if (typeof value !== "object" || value === null) return value;
    const fields = Object.entries(value).map(([key, inner]) => [key, newer(inner)]);
    return { ...Object.fromEntries(fields), from_the_future: true };
  };
  for (const { example } of room?.fromServer ?? []) expect(RoomDown.parse(newer(example))).toEqual(example);
  for (const { example } of inbox?.fromServer ?? []) expect(InboxDown.parse(newer(example))).toEqual(example);
});

test("every field of a shape that frames lead to has a meaning", () => {
  const missing = Object.entries(schemas)
    .filter(([name]) => !name.endsWith("Answer"))
    .flatMap(([name, { properties = {} }]) =>
      Object.entries(properties)
        .filter(([, { description }]) => description === undefined)
        .map(([field]) => `${name}.${field}`),
    );
  expect(missing).toEqual([]);
});

// ---- AsyncAPI -------------------------------------------------------------------------------------

const document = JSON.parse(JSON.stringify(asyncApi()));

test("the document is valid AsyncAPI 3", () => {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const isValid = ajv.compile(asyncApiSchema);
  expect(isValid(document) ? [] : isValid.errors).toEqual([]);
  expect(isValid({ ...document, channels: { room: { address: 1 } } })).toBe(false);
});

test("every reference of the document leads somewhere", () => {
  const find = (ref: string) =>
    ref
      .slice(2)
      .split("/")
      .reduce((inner, key) => inner?.[key], document);
  for (const [, ref = ""] of JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g))
    expect([ref, typeof find(ref)]).toEqual([ref, "object"]);
});

test("its examples are what its own schemas take", () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "all", components: { schemas: document.components.schemas } });
  for (const { name, example } of frames) {
    const isValid = ajv.compile({ $ref: `all#/components/schemas/${name}` });
    expect([name, isValid(JSON.parse(JSON.stringify(example))) ? [] : isValid.errors]).toEqual([name, []]);
    expect([name, isValid({})]).toEqual([name, false]);
  }
});

// ---- the page -------------------------------------------------------------------------------------

test("the page shows each of them with its example, links to nothing that is not there, and loads nothing from elsewhere", async () => {
  const page = String(await framesPage(reference()));
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  const escaped = page.replaceAll("&quot;", '"');
  for (const { example } of all) expect(escaped).toContain(JSON.stringify(example, null, 2));
  expect(page).not.toMatch(/<script|src=|https?:\/\//);
});
