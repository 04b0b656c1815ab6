import { MemoryStorage, type Parlor, type RoomHandle, type Storage } from "../../src/client/index.ts";
import { FakeServer } from "./fake-server.ts";
import { seeded } from "./fixtures.ts";
import { startInRoom } from "./start.ts";
import { VirtualClock } from "./virtual-clock.ts";

interface Tab {
  readonly parlor: Parlor;
  readonly room: RoomHandle;
}

/** Several tabs of one user on one device, before one server. */
export function device(storage: Storage = new MemoryStorage()) {
  const clock = new VirtualClock();
  const server = new FakeServer();
  const random = seeded(1);
  const openSocket = server.openSocket;
  const tab = async (): Promise<Tab> => {
    const { fetch } = server;
    return startInRoom({ storage, clock, openSocket, fetch, random });
  };
  return { clock, server, tab, storage };
}

export const texts = ({ room }: Tab): string[] => room.state.get().messages.map(({ text }) => text);
export const pending = ({ room }: Tab): string[] =>
  room.state.get().pending.map(({ content, status }) => `${content.text}: ${status}`);
export const sends = (server: FakeServer): string[] =>
  server.opened.flatMap(({ received }) =>
    received.filter(({ type }) => type === "send").map(({ text }) => text),
  );
