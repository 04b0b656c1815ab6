import { expect, test } from "vitest";
import { type OpenSocket, type SocketListener, socketLink } from "../../../src/client/transport/socket.ts";
import { SharedSocket, type SocketEvent } from "../../../src/client/transport/tabs/shared-socket.ts";
import type { MemberId } from "../../../src/client/transport/tabs/shared-subscriptions.ts";
import { PING, PONG, RoomDown } from "../../../src/protocol/room-frames.ts";

/** A server that says what the test says. */
function server() {
  const sent: string[] = [];
  let listener: SocketListener | undefined;
  const open: OpenSocket = (_url, _protocols, given) => {
    listener = given;
    return { send: (text) => void sent.push(text), close: () => {} };
  };
  return { open, sent, say: (text: string) => listener?.received(text) };
}

const QUESTION = '{"type":"pong","ack":"a-1"}';
const ANSWER = '{"type":"ping","ack":"a-1"}';

test("CONNECT12: whoever is asked whether they have read says so at once, and a pong is no question", () => {
  const { open, sent, say } = server();
  let heard = 0;
  socketLink(open, "wss://parlor", undefined, RoomDown, {
    opened: () => {},
    heard: () => void heard++,
    frame: () => {},
    closed: () => {},
  }).ping();
  say(PONG);
  expect(sent).toEqual([PING]);
  say(QUESTION);
  expect(sent).toEqual([PING, ANSWER]);
  expect(heard).toBe(2);
});

test("CONNECT12: the tabs of a browser, which share a socket, answer once", () => {
  const { open, sent, say } = server();
  const told: [readonly MemberId[], SocketEvent][] = [];
  const socket = new SharedSocket(
    open,
    "wss://parlor",
    [],
    (members, event) => void told.push([members, event]),
    () => {},
  );
  for (const member of ["one 1", "two 1"]) socket.join(member);
  say(QUESTION);
  expect(sent).toEqual([ANSWER]);
  expect(told).toEqual([[["one 1", "two 1"], { type: "received", text: PONG }]]);
});
