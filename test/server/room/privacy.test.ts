import { expect, it } from "vitest";
import { collapse, withoutVoter } from "../../../src/server/room/changes.ts";
import { ANN, applyAction, BEN, CAT, makeRoom, NOW, say } from "./make-room.ts";

it("POLL2: votes are counted and not named, for all but the voter", () => {
  const { room } = makeRoom([ANN, BEN, CAT]);
  room.commit([say(ANN, "lunch?", { poll: { options: ["soup", "bread"], multiple: false } })], NOW);
  const before = room.state.log.tail.change_id;
  const voted = room.applyAction(BEN, { type: "vote", message_id: 1, options: [0] }, NOW);
  if (!voted.ok) throw new Error(voted.code);
  expect(voted.value).toMatchObject([{ by: BEN, patch: { actor_state: { votes: [0] } } }]);
  const others = voted.value.map((change) => withoutVoter(room.state.tables, change));
  expect(others).toMatchObject([{ by: ANN, patch: { votes: [{ count: 1 }, { count: 0 }] } }]);
  // Nor do those who were away learn it, also of votes that were stored when changes still named the voter.
  const named = { type: "message_changed", by: BEN, message_id: 1, field: "votes" } as const;
  room.state.tables.transaction(() => room.state.record(named, NOW));
  const changes = collapse(room.state.tables, room.state.tables.changes.after(before, 10), CAT);
  for (const told of [others, changes]) expect(JSON.stringify(told)).not.toContain(BEN);
  expect(changes).toHaveLength(1);
});

it("REPORT1: a report keeps the message as it was, whatever becomes of that", () => {
  const { room, wake } = makeRoom([ANN, BEN]);
  room.commit([say(BEN, "rude words")], NOW);
  applyAction(room, ANN, { type: "report", message_id: 1, reason: "rude" });
  applyAction(room, BEN, { type: "edit", message_id: 1, text: "kind words" });
  applyAction(room, BEN, { type: "delete", message_id: 1 });
  applyAction(room, ANN, { type: "report", message_id: 1, reason: "again" });
  const reports = wake().reader.reports(ANN, NOW);
  expect(reports).toMatchObject({
    value: [{ reason: "rude", message: { sender: BEN, text: "rude words", time: NOW } }],
  });
  expect(room.state.tables.dmReports.isEmpty()).toBe(true);
});
