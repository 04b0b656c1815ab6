import { expect, it } from "vitest";
import * as limits from "../../src/protocol/limits.ts";

const {
  ACK_TIMEOUT_MS,
  BAD_FRAMES_MAX,
  FRAMES_BURST,
  HISTORY_PAGE,
  HISTORY_PAGE_MAX,
  INBOX_FANOUT_MAX,
  INVITE_MAX,
  MEMBERS_MAX,
  MIN_PROTOCOL_VERSION,
  PING_INTERVAL_MS,
  PROTOCOL_VERSION,
  RECONNECT_MAX_MS,
  RECONNECT_MIN_MS,
  RELOAD_PAGE,
  RESUME_MAX,
  RESUME_PAGE,
  SEND_BURST,
  SILENCE_MAX_MS,
  SOCKETS_PER_USER_MAX,
  ROOM_SOCKETS_MAX,
} = limits;

it.each(Object.entries(limits))("%s is a whole positive number", (_, limit) => {
  expect(Number.isSafeInteger(limit) && limit > 0).toBe(true);
});

it("limits that belong together agree", () => {
  expect(MIN_PROTOCOL_VERSION).toBeLessThanOrEqual(PROTOCOL_VERSION);
  expect(HISTORY_PAGE).toBeLessThanOrEqual(HISTORY_PAGE_MAX);
  expect(RESUME_PAGE).toBeLessThanOrEqual(RESUME_MAX);
  expect(RELOAD_PAGE).toBeLessThanOrEqual(RESUME_MAX);
  expect(INBOX_FANOUT_MAX).toBeLessThanOrEqual(MEMBERS_MAX);
  expect(INVITE_MAX).toBeLessThan(MEMBERS_MAX);
  expect(SOCKETS_PER_USER_MAX).toBeLessThan(ROOM_SOCKETS_MAX);
  // A client that sends all it may at once, and says hello, is not cut off for haste.
  expect(SEND_BURST).toBeLessThan(FRAMES_BURST);
  expect(BAD_FRAMES_MAX).toBeLessThan(FRAMES_BURST);
});

it("CONNECT5: a lost ping alone ends no connection, and a send is not given up before the silence is", () => {
  expect(2 * PING_INTERVAL_MS).toBeLessThan(SILENCE_MAX_MS);
  expect(PING_INTERVAL_MS).toBeLessThan(ACK_TIMEOUT_MS);
  expect(RECONNECT_MIN_MS).toBeLessThan(RECONNECT_MAX_MS);
});
