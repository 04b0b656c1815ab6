import { MemoryStorage, type Storage } from "../../src/client/index.ts";
import type { Action } from "../../src/protocol/actions.ts";
import { FakeServer } from "./fake-server.ts";
import { ROOM, seeded } from "./fixtures.ts";
import { startSignedIn } from "./start.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** One user's device, as many tabs as wanted, before a server with three messages. */
export function device(storage: Storage = new MemoryStorage()) {
  const clock = new VirtualClock();
  const server = new FakeServer();
  server.fill(3);
  const random = seeded(1);
  const start = async (openSocket = server.openSocket) => {
    const { fetch } = server;
    return startSignedIn({ storage, clock, openSocket, fetch, random });
  };
  const tab = async () => {
    const parlor = await start();
    const room = parlor.openRoom(ROOM);
    await clock.advance(0);
    const text = (message_id: number) => room.state.get().messages.at(message_id - 1)?.text;
    return { parlor, room, text };
  };
  const offline = () => {
    server.sockets = "refused";
    server.http = "down";
    server.drop();
  };
  const online = () => {
    server.sockets = "work";
    server.http = "works";
  };
  return { clock, server, start, tab, storage, offline, online };
}

export const received = (server: FakeServer, type: string) =>
  server.opened.flatMap((socket) => socket.received.filter((frame) => frame.type === type));
export const edit = (text: string, message_id = 2): Action => ({ type: "edit", message_id, text });

/** What a promise has come to so far. */
export function outcome<T>(promise: Promise<T>): { value?: T } {
  const result: { value?: T } = {};
  void promise.then((value) => {
    result.value = value;
  });
  return result;
}
