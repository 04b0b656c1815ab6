import { describe, expect, test } from "vitest";
import { ThreadLog } from "../../../src/client/room/thread-log.ts";
import type { Change } from "../../../src/protocol/room.ts";
import { ME, message, OTHER } from "../fixtures.ts";

const ROOT = 2;
const reply = (message_id: number, text = "reply") => message(message_id, { thread: ROOT, text });
const edited = (message_id: number, text: string): Change => ({
  change_id: 1,
  after_message_id: 9,
  time: 9,
  by: OTHER,
  type: "message_changed",
  patch: { message_id, text, edited_at: 9 },
});
const texts = (thread: ThreadLog): string[] =>
  thread.messages.map(({ message_id, text }) => `${message_id} ${text}`);

/** Read completely. */
function read(...pages: (readonly ReturnType<typeof message>[])[]): ThreadLog {
  const thread = new ThreadLog(ROOT, ME);
  thread.beginReading();
  for (const page of pages) thread.page(page);
  thread.endReading(true);
  return thread;
}

describe("THREAD1: a thread", () => {
  test("is its first message and the replies, and grows with the room", () => {
    const thread = read([message(2), reply(4)], [message(2), reply(6)]);
    thread.take([message(7), reply(8)], []);
    expect(texts(thread)).toEqual(["2 text 2", "4 reply", "6 reply", "8 reply"]);
    expect(thread.isComplete).toBe(true);
  });

  test("THREAD2: is followed by who writes in it and who began it, unless they have said otherwise", () => {
    const own = { thread: ROOT, sender: ME };
    const thread = read([message(2), reply(4)]);
    thread.take([reply(5)], []);
    expect(thread.following).toBeUndefined();
    thread.take([message(6, own)], []);
    expect(thread.following).toBe(true);
    const begun = read([message(2, { sender: ME })]);
    begun.take([reply(4)], []);
    expect(begun.following).toBe(true);
    const left = read([message(2), reply(4)]);
    left.following = false;
    left.take([message(6, own)], []);
    expect(left.following).toBe(false);
  });

  test("shows what happens to its messages", () => {
    const thread = read([message(2), reply(4)]);
    thread.take([], [edited(4, "better")]);
    expect(texts(thread)).toEqual(["2 text 2", "4 better"]);
  });

  test("loses nothing that happens while it is read", () => {
    const thread = new ThreadLog(ROOT, ME);
    thread.beginReading();
    thread.take([reply(9)], [edited(4, "better")]);
    thread.page([message(2), reply(4)]); // read before
    thread.endReading(true);
    expect(texts(thread)).toEqual(["2 text 2", "4 better", "9 reply"]);
  });

  test("that is read anew is replaced only when it is all here", () => {
    const thread = read([message(2), reply(4)]);
    for (const isComplete of [false, true]) {
      thread.beginReading();
      thread.page([message(2), reply(5)]);
      expect(texts(thread)).toEqual(["2 text 2", "4 reply"]);
      thread.endReading(isComplete);
    }
    expect(texts(thread)).toEqual(["2 text 2", "5 reply"]);
  });
});
