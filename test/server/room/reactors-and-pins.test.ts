import { expect, it } from "vitest";
import { PINS_MAX } from "../../../src/protocol/limits.ts";
import { ANN, applyAction, BEN, makeRoom, NOW, read, say, sayAll, texts, user } from "./make-room.ts";

it("REACT1: reactions name people in the order in which they came, the first ten with the message and all on request", () => {
  const people = [..."zyxwvtsrqpnm"].map((letter) => user(letter));
  const { room, wake } = makeRoom([ANN, ...people]);
  sayAll(room, ANN, ["hm"]);
  for (const [index, by] of people.entries())
    applyAction(room, by, { type: "react", message_id: 1, emoji: "👍", on: true }, NOW + index);
  const [reaction] = read(wake(), ANN)[0]?.reactions ?? [];
  expect(reaction).toMatchObject({ count: 12, users: people.slice(0, 10) });
  expect(wake().reader.reactors(ANN, 1, "👍", undefined, NOW)).toEqual({ ok: true, value: people });
});

it("PIN1: pins are 100 at most, and one that is unpinned makes room", () => {
  const { room } = makeRoom();
  room.commit(
    texts(PINS_MAX + 1).map((text) => say(ANN, text)),
    NOW,
  );
  const pin = (message_id: number, on = true) =>
    applyAction(room, BEN, { type: "pin", message_id, on }, NOW + message_id);
  for (let message_id = 1; message_id <= PINS_MAX; message_id++) expect(pin(message_id)).toHaveLength(1);
  expect(pin(PINS_MAX + 1)).toBe("too_many");
  expect(pin(1)).toEqual([]);
  pin(1, false);
  expect(pin(PINS_MAX + 1)).toHaveLength(1);
});
