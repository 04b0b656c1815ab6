import { afterEach, describe, expect, test } from "vitest";
import { createParlor, MemoryStorage, type Parlor } from "../../../src/client/index.ts";
import { HISTORY_PAGE_MAX, RESUME_MAX } from "../../../src/protocol/limits.ts";
import { chainAfter, digestOf } from "../../../src/server/room/chain.ts";
import { makeInbox } from "../../server/inbox/make-inbox.ts";
import { ANN, BEN, group, makeRoom, NOW, read, sayAll, texts } from "../../server/room/make-room.ts";
import { CoreServer } from "../core-server.ts";
import { FakeBrowser } from "../fake-browser.ts";
import { seeded, user } from "../fixtures.ts";
import { VirtualClock } from "../virtual-clock.ts";

const ROOM = group("room");
const opened: Parlor[] = [];
afterEach(() => {
  for (const parlor of opened.splice(0)) parlor.close();
});

/** A server with a room in which so much was said, and the device of one who reads there. */
function made(count: number) {
  const clock = new VirtualClock(NOW + 60_000);
  const { room, sql, wake } = makeRoom([ANN, BEN], ROOM);
  sayAll(room, BEN, texts(count));
  const storage = new MemoryStorage();
  const rooms = new Map([[ROOM, room]]);
  const { inbox } = makeInbox();
  const [me] = [user(ANN, "Me")];
  const server = new CoreServer({ rooms, inbox, people: [me], user: me, now: () => clock.now() });
  /** Opens the room on the device, and closes the page again; what was proved then. */
  const visit = async () => {
    const parlor = createParlor({
      url: "https://chat.example.org",
      tokens: "body",
      clock,
      random: seeded(1),
      storage,
      openSocket: server.openSocket,
      fetch: server.fetch as typeof fetch,
      tabs: new FakeBrowser().tab(),
    });
    opened.push(parlor);
    await clock.advance(0);
    if (parlor.session.get().status !== "signed_in")
      await parlor.signIn({ handle: "me", password: "password" });
    const handle = parlor.openRoom(ROOM);
    await clock.advance(2_000);
    const { proof } = handle.state.get();
    handle.close();
    parlor.close();
    await clock.advance(1_000);
    return proof;
  };
  /** The server alters what was said long ago, and makes its own chain fit. */
  const rewrite = (message_id: number, text: string) => {
    sql.exec("UPDATE message SET text = ? WHERE message_id = ?", text, message_id);
    let chain = "0".repeat(64);
    for (const message of read(room, ANN, HISTORY_PAGE_MAX)) {
      chain = chainAfter(chain, message, message.digest ?? digestOf(message));
      sql.exec("UPDATE message SET chain = ? WHERE message_id = ?", chain, message.message_id);
    }
    rooms.set(ROOM, wake());
  };
  const say = (more: number) => sayAll(rooms.get(ROOM) ?? room, BEN, texts(more, 1_000));
  return { visit, rewrite, say };
}

describe("PROOF3: a device that comes back", () => {
  test("finds that an honest server goes on from where it was, whatever was said meanwhile", async () => {
    const { visit, say } = made(20);
    expect(await visit()).toEqual({ from: 1, to: 20 });
    say(5);
    expect(await visit()).toEqual({ from: 21, to: 25 });
  });

  test("notices it also if so much was said since that what it had seen is not sent again", async () => {
    const [honest, other] = [made(80), made(80)];
    for (const { visit } of [honest, other]) expect(await visit()).toEqual({ from: 31, to: 80 });
    other.rewrite(75, "never said");
    for (const { say } of [honest, other]) say(RESUME_MAX + 1);
    expect(await honest.visit()).toEqual({ from: 532, to: 581 });
    expect(await other.visit()).toMatchObject({ broken: { code: "history_changed", message_id: 80 } });
  });

  test("notices that what it had seen was rewritten, and goes on saying so", async () => {
    const { visit, rewrite, say } = made(20);
    await visit();
    rewrite(7, "never said");
    say(3);
    expect(await visit()).toMatchObject({ broken: { code: "history_changed" } });
    expect(await visit()).toMatchObject({ broken: { code: "history_changed" } });
  });
});
