import { expect, it } from "vitest";
import { CatchUp } from "../../../src/server/inbox/catch-up.ts";
import { InboxTables } from "../../../src/server/inbox/tables/inbox-tables.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { NOW } from "../room/make-room.ts";
import { makeInbox, ROOM, report } from "./make-inbox.ts";

/** An inbox of a large room that answers as the test says. */
function make(answer: (tries: number) => Promise<ReturnType<typeof report> | null>) {
  const clock = new VirtualClock(NOW);
  const { inbox, reports, sql } = makeInbox();
  inbox.apply(report({ large: true }));
  const asked: object[] = [];
  let isConnected = true;
  let mayAsk = true;
  const catchUp = new CatchUp(inbox, reports, new InboxTables(sql).outbox, {
    clock,
    random: () => 0,
    ask(room) {
      asked.push(room);
      return answer(asked.length);
    },
    apply: (update, timesQuieted) => void reports.answer(update, timesQuieted),
    isShownByAll: () => false,
    isConnected: () => isConnected,
    mayAsk: () => mayAsk,
    dueChanged: () => {},
  });
  return {
    inbox,
    catchUp,
    asked,
    clock,
    disconnect: () => (isConnected = false),
    allow: (on: boolean) => (mayAsk = on),
  };
}

it("INBOX14: a room that does not answer is asked again until it does", async () => {
  const { catchUp, asked, clock } = make((tries) =>
    tries < 3
      ? Promise.reject(new Error("lost"))
      : Promise.resolve(report({ large: true, head: 5, change_id: 9 })),
  );
  await catchUp.connected();
  while (catchUp.due() !== undefined) {
    await clock.advance((catchUp.due() ?? 0) - clock.now());
    await catchUp.retry();
  }
  expect(asked.length).toBe(3);
});

it("INBOX14: with no device connected, nobody is asked any more", async () => {
  const { catchUp, asked, clock, disconnect } = make(() => Promise.reject(new Error("lost")));
  await catchUp.connected();
  disconnect();
  await clock.advance((catchUp.due() ?? 0) - clock.now());
  await catchUp.retry();
  expect([asked.length, catchUp.due()]).toEqual([1, undefined]);
});

it("INBOX14: a report that leaves something out makes a connected inbox ask for it, from where that begins", async () => {
  const { inbox, catchUp, asked } = make(async () =>
    report({ large: true, head: 7, change_id: 20, since: { message_id: 1, change_id: 1 } }),
  );
  inbox.apply(report({ large: true, head: 7, change_id: 20, since: { message_id: 6, change_id: 19 } }));
  await catchUp.reported(ROOM);
  expect(asked).toEqual([{ room_id: ROOM, message_id: 1, change_id: 1 }]);
  await catchUp.reported(ROOM);
  expect(asked.length).toBe(1);
});

it("CONNECT13: connecting again and again asks nobody while nothing is left of the allowance, and later once", async () => {
  const { catchUp, asked, clock, allow } = make(async () => report({ large: true, head: 5, change_id: 9 }));
  allow(false);
  for (let count = 0; count < 10; count++) await catchUp.connected();
  expect(asked).toEqual([]);
  allow(true);
  await clock.advance((catchUp.due() ?? 0) - clock.now());
  await catchUp.retry();
  expect([asked.length, catchUp.due()]).toEqual([1, undefined]);
});
