import { afterEach } from "vitest";
import { createParlor, type Parlor, type ParlorOptions, type RoomHandle } from "../../src/client/index.ts";
import { ROOM } from "./fixtures.ts";
import type { VirtualClock } from "./virtual-clock.ts";

const started: Parlor[] = [];
afterEach(() => {
  for (const parlor of started.splice(0)) parlor.close();
});

type Device = Omit<ParlorOptions, "url" | "clock"> & { readonly clock: VirtualClock };

/** Starts the program on a device; it is closed after the test. */
export function startParlor(device: Device): Parlor {
  const parlor = createParlor({ url: "http://parlor.test", ...device });
  started.push(parlor);
  return parlor;
}

/** The same, and signs in where nobody is. */
export async function startSignedIn(device: Device): Promise<Parlor> {
  const parlor = startParlor(device);
  await device.clock.advance(0);
  if (parlor.session.get().status !== "signed_in")
    await parlor.signIn({ handle: "me", password: "password" });
  return parlor;
}

/** The same, and opens the room. */
export async function startInRoom(
  device: Device,
): Promise<{ readonly parlor: Parlor; readonly room: RoomHandle }> {
  const parlor = await startSignedIn(device);
  const room = parlor.openRoom(ROOM);
  await device.clock.advance(0);
  return { parlor, room };
}
