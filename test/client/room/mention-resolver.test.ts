import { expect, test } from "vitest";
import { MemoryStorage } from "../../../src/client/index.ts";
import { asId } from "../../as-id.ts";
import { FakeServer } from "../fake-server.ts";
import { OTHER, seeded, user } from "../fixtures.ts";
import { startInRoom } from "../start.ts";
import { VirtualClock } from "../virtual-clock.ts";

/** One user's device before a room whose other member has the handle `other`. */
function device() {
  const [clock, server, storage] = [new VirtualClock(), new FakeServer(), new MemoryStorage()];
  server.fill(2);
  server.members = [user(OTHER, "Other")];
  const random = seeded(1);
  const open = async () => {
    const { fetch, openSocket } = server;
    return startInRoom({ storage, clock, openSocket, fetch, random });
  };
  const line = (isUp: boolean) => {
    server.sockets = isUp ? "work" : "refused";
    server.http = isUp ? "works" : "down";
    if (!isUp) server.drop();
  };
  const posted = () =>
    server.log.slice(2).map(({ text, mentions, mention_room }) => [text, mentions, mention_room]);
  return { clock, server, open, line, posted };
}

test("MENTION2: the owners of handles the device did not know are looked up before a message goes, and order holds", async () => {
  const { clock, open, server, posted } = device();
  const { room } = await open();
  room.send({ text: "hi @Other and @nobody" }, ["Other", "nobody", "x"]);
  room.send({ text: "after it" });
  expect(room.state.get().pending.map(({ content }) => content.text)).toEqual([
    "hi @Other and @nobody",
    "after it",
  ]);
  await clock.advance(0);
  expect(posted()).toEqual([
    ["hi @Other and @nobody", [OTHER], undefined],
    ["after it", undefined, undefined],
  ]);
  expect(server.requests.filter((each) => each.endsWith("/by-handle"))).toHaveLength(1);
});

test("MENTION2: a message that was written offline mentions them after a reload too, and once", async () => {
  const { clock, open, line, server, posted } = device();
  const first = await open();
  line(false);
  first.room.send({ text: "hi @other" }, ["other"]);
  await clock.advance(0);
  first.parlor.close();
  const { room } = await open();
  expect(room.state.get().pending).toMatchObject([{ content: { text: "hi @other" }, status: "pending" }]);
  line(true);
  // The room is there before the people are.
  server.unknownHandles = true;
  await clock.advance(60_000);
  expect(posted()).toEqual([]);
  server.unknownHandles = false;
  await clock.advance(10_000);
  expect(posted()).toEqual([["hi @other", [OTHER], undefined]]);
  server.drop();
  await clock.advance(60_000);
  expect(posted()).toHaveLength(1);
  expect(room.state.get().pending).toEqual([]);
});

test("MENTION2: an edit mentions by handle too, also one of the last session", async () => {
  const { clock, open, line, server } = device();
  const first = await open();
  line(false);
  void first.room.applyAction({ type: "edit", message_id: 1, text: "hi @other" }, ["other"]);
  await clock.advance(0);
  first.parlor.close();
  await open();
  line(true);
  await clock.advance(60_000);
  const actions = server.opened.flatMap(({ received }) => received.filter(({ type }) => type === "action"));
  expect(actions.map(({ action }) => action)).toEqual([
    { type: "edit", message_id: 1, text: "hi @other", mentions: [OTHER] },
  ]);
});

test("a mention of the room that was written before its rules were known is made, if the user may", async () => {
  const { clock, open, posted } = device();
  const { room } = await open();
  room.send({ text: "hi @all" }, ["all"]);
  await clock.advance(0);
  expect(posted()).toEqual([["hi @all", undefined, "all"]]);
});

test("a discarded message does not come back when its handles are found", async () => {
  const { clock, open, line, posted } = device();
  const { room, parlor } = await open();
  line(false);
  room.send({ text: "hi @other" }, ["other"]);
  await clock.advance(0);
  room.discard(asId(room.state.get().pending[0]?.client_id ?? ""));
  line(true);
  await clock.advance(60_000);
  parlor.close();
  const again = await open();
  expect([posted(), again.room.state.get().pending]).toEqual([[], []]);
});
