import fc from "fast-check";
import { expect, test } from "vitest";
import type { RoomEffect, RoomIn } from "../../../src/client/room/room-effects.ts";
import { RoomLog } from "../../../src/client/room/room-log.ts";
import type { Reading } from "../../../src/client/room/timeline.ts";
import { clientIds } from "../../../src/client/sending/client-ids.ts";
import type { Action } from "../../../src/protocol/actions.ts";
import type { UserId } from "../../../src/protocol/ids.ts";
import type { Change, History, HistoryQuery } from "../../../src/protocol/room.ts";
import type { RoomDown, RoomUp } from "../../../src/protocol/room-frames.ts";
import { ANN, BEN, makeRoom, NOW, read, say } from "../../server/room/make-room.ts";
import { events, ROOM, seeded } from "../fixtures.ts";
import { VirtualClock } from "../virtual-clock.ts";

/** The real room, one client of it, and a connection between the two that delivers frame by frame. */
class Connected {
  readonly room = makeRoom([ANN, BEN]).room;
  readonly log = new RoomLog(BEN, ROOM);
  readonly #newClientId = clientIds(new VirtualClock(NOW), seeded(1));
  #down: RoomIn[] = [];
  #up: RoomUp[] = [];
  #pages: { reading: Reading; page: History; place: number | undefined }[] = [];
  #time = NOW;

  /** Where the client is too far behind, the server reloads; here it does when told. */
  connect(isReload = false): void {
    this.#cut();
    this.#do(this.log.connected(64));
    const hello = this.#up.shift();
    if (hello?.type !== "hello") throw new Error("no hello");
    const frames = this.room.reader.resume(BEN, isReload ? undefined : hello.position, NOW);
    if (!frames.ok) throw new Error(frames.code);
    this.#down = frames.value.flatMap(splitUp);
  }

  #cut(): void {
    this.#do(this.log.disconnected());
    this.#down = [];
    this.#up = [];
  }

  say(text: string, by: UserId, thread?: number): void {
    const client_id = this.#newClientId();
    const poll = text.endsWith("?") && { poll: { options: ["yes", "no"], multiple: true } };
    const submission = say(by, text, { ...poll, ...(thread && { thread }) }, client_id);
    const { messages, changes } = this.room.commit([submission], this.#time++);
    this.#tell({ type: "events", messages: [...messages], changes: [...changes] });
  }

  /** Somebody else's action, or one of this user's on another device. */
  applyAction(by: UserId, action: Action): void {
    this.#carryOut(by, action);
  }

  /** An action on this device. */
  applyHere(action: Action): void {
    this.#do(
      this.log.sending.actions.add(
        { client_id: this.#newClientId(), action, created_at: NOW },
        true,
      ) as never[],
    );
    this.#do(this.log.due(NOW, true));
  }

  /** Lets so many frames arrive, in each direction. */
  deliver(count: number): void {
    for (const frame of this.#up.splice(0, count)) {
      if (frame.type !== "action") continue;
      const code = this.#carryOut(BEN, frame.action);
      const failure = { code: code ?? "", message: "" };
      const { client_id } = frame;
      this.#down.push(code ? { type: "reject", client_id, ...failure } : { type: "done", client_id });
    }
    for (const frame of this.#down.splice(0, count)) this.#do(this.log.receive(frame, NOW, 0));
    this.#do(this.log.due(NOW, true));
  }

  /** Asks for a page, which is read at once and comes when it comes. */
  ask(way: "before" | "after" | "around", id: number): void {
    const { timeline } = this.log;
    const places = { before: timeline.first, after: timeline.end, around: Math.min(id, timeline.last) };
    const reading = places[way] > (way === "before" ? 1 : 0) ? timeline.beginReading() : undefined;
    if (!reading) return;
    const query: HistoryQuery = { [way]: places[way], limit: 4 };
    const page = this.room.reader.history(BEN, query, NOW);
    const place = way === "around" ? places.around : undefined;
    if (page.ok) this.#pages.push({ reading, page: page.value, place });
  }

  /** The reader goes to a place that is here, or to the end. */
  goTo(place: number | undefined): void {
    if (place === undefined) this.log.timeline.showEnd();
    else this.log.timeline.show(place);
  }

  /** One of the pages that were asked for comes; they may overtake each other. */
  page(which: number): void {
    const [next] = this.#pages.splice(which % Math.max(1, this.#pages.length), 1);
    if (!next) return;
    this.log.timeline.takePage(next.reading, next.page, next.place);
    this.#do(this.log.acknowledge(next.page.messages));
  }

  #carryOut(by: UserId, action: Action): string | undefined {
    const done = this.room.applyAction(by, action, this.#time++);
    if (!done.ok) return done.code;
    if (done.value.length > 0) this.#tell(events([], [...done.value]));
    return undefined;
  }

  #tell(frame: RoomDown): void {
    this.#down.push(frame); // before there is a connection, it is dropped with the next one
  }

  #do(effects: readonly RoomEffect[]): void {
    for (const effect of effects) {
      if (effect.type === "send") this.#up.push(effect.frame);
      if (effect.type === "reconnect") this.connect();
    }
  }
}

/** Frames may be cut anywhere: one message or change in each is the worst case. */
function splitUp(frame: RoomDown): RoomDown[] {
  if (frame.type !== "events") return [frame];
  const changes = frame.changes.map((change: Change) => events([], [change]));
  return [...frame.messages.map((message) => events([message])), ...changes];
}

/** Polls and others, before the latest page and in it. */
const id = fc.constantFrom(1, 3, 6, 9, 10, 57);
const on = fc.boolean();
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ type: fc.constant("react" as const), message_id: id, emoji: fc.constantFrom("👍"), on }),
  fc.record({ type: fc.constant("edit" as const), message_id: id, text: fc.constantFrom("a", "b", "c") }),
  fc.record({ type: fc.constant("pin" as const), message_id: id, on }),
  fc.record({ type: fc.constant("delete" as const), message_id: fc.constantFrom(3, 6, 9, 10) }),
  fc.record({
    type: fc.constant("vote" as const),
    message_id: id,
    options: fc.subarray([0, 1]),
  }),
);
const by = fc.constantFrom(ANN, BEN);
const step = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      say: fc.constantFrom("hi", "well?"),
      by,
      thread: fc.option(fc.constant(57)),
    }),
  },
  { weight: 6, arbitrary: fc.record({ action, by }) },
  { weight: 4, arbitrary: fc.record({ applyHere: action }) },
  { weight: 6, arbitrary: fc.record({ deliver: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 1, arbitrary: fc.record({ reconnect: fc.constantFrom("resume", "reload") }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ask: fc.constantFrom("before", "after", "around"),
      id: fc.constantFrom(2, 9, 30),
    }),
  },
  { weight: 3, arbitrary: fc.record({ page: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ goTo: fc.constantFrom(undefined, 3, 9, 57) }) },
);

function run(connected: Connected, steps: readonly object[]): void {
  for (const each of steps as readonly { [name: string]: never }[]) {
    if (each.say) connected.say(each.say, each.by as never, each.thread as never);
    else if (each.applyHere) connected.applyHere(each.applyHere);
    else if (each.action) connected.applyAction(each.by as never, each.action);
    else if (each.deliver) connected.deliver(each.deliver);
    else if (each.reconnect) connected.connect(each.reconnect === "reload");
    else if (each.ask) connected.ask(each.ask, each.id as never);
    else if ("goTo" in each) connected.goTo(each.goTo);
    else connected.page(each.page as never);
  }
}

test("RESUME7, RESUME8, ACTION2: wherever the connection is cut, what a client shows equals the room's log once it is caught up", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 40, maxLength: 120 }), (steps) => {
      const connected = new Connected();
      // More than the latest page, so that some of what happens is before the window.
      for (let posted = 0; posted < 56; posted++)
        connected.say(posted % 4 ? "before" : "before?", posted % 3 ? ANN : BEN);
      connected.connect();
      connected.deliver(200);
      run(connected, steps);
      connected.connect();
      for (let round = 0; round < 40; round++) connected.deliver(100);
      const { timeline, sending } = connected.log;
      if (timeline.lost) connected.ask("around", timeline.lost);
      for (let page = 0; page < 100; page++) connected.page(0);
      expect(timeline.lost).toBeUndefined();
      const log = read(connected.room, BEN);
      for (const way of ["where the reader is", "at the end"]) {
        if (way === "at the end") timeline.showEnd();
        expect(timeline.messages, way).toEqual(log.slice(timeline.first - 1, timeline.end));
        expect(timeline.messages.length, way).toBeGreaterThan(0);
      }
      expect([timeline.end, timeline.last]).toEqual([log.length, log.length]);
      expect(sending.isBusy).toBe(false);
      expect(connected.log.withPending(timeline.messages)).toEqual(timeline.messages);
    }),
    { numRuns: 100 },
  );
});

test("RESUME7: what a resume cut off in the middle left out comes with the next one", () => {
  const connected = new Connected();
  for (const text of ["one", "two"]) connected.say(text, ANN);
  connected.connect();
  connected.deliver(10);
  connected.applyAction(ANN, { type: "edit", message_id: 1, text: "edited" });
  connected.applyAction(ANN, { type: "pin", message_id: 2, on: true });
  connected.applyAction(ANN, { type: "react", message_id: 1, emoji: "👍", on: true });
  connected.connect();
  connected.deliver(2); // the welcome, and the pin: the edit would have come with the reaction
  connected.connect();
  connected.deliver(10);
  expect(connected.log.timeline.messages).toEqual(read(connected.room, BEN));
});
