import { createParlor, MemoryStorage, type Parlor } from "../../src/client/index.ts";
import type { UserId } from "../../src/protocol/ids.ts";
import type { Presence } from "../../src/protocol/inbox.ts";
import { asId } from "../as-id.ts";

/** Somebody signed up at an address, with the SDK as it is and the time as it is. */
export class Device {
  readonly parlor: Parlor;
  user_id = asId<UserId>("");
  readonly #changes: (() => void)[] = [];

  constructor(url: string) {
    this.parlor = createParlor({ url, tokens: "body", storage: new MemoryStorage() });
    this.parlor.connection.subscribe(() => this.#changed());
  }

  static async signUp(url: string, handle: string): Promise<Device> {
    const device = new Device(url);
    const registered = await device.parlor.register({
      handle,
      password: "correct horse battery",
      name: handle,
    });
    if (!registered.ok) throw new Error(`${handle} could not register: ${registered.code}`);
    device.user_id = registered.value.user_id;
    await device.until(() => device.isLive);
    return device;
  }

  get isLive(): boolean {
    return this.parlor.connection.get().state === "live";
  }

  /** What this device is shown of somebody, in order, without repeats. */
  watch(user_id: UserId): Presence[] {
    const seen: Presence[] = [];
    const presence = this.parlor.presence(user_id);
    presence.subscribe(() => {
      const now = presence.get();
      if (now && now.online !== seen.at(-1)?.online) seen.push(now);
      this.#changed();
    });
    return seen;
  }

  /** Waits until something is so; asked again with each change this device shows. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#changes.push(resolve));
  }

  #changed(): void {
    for (const resolve of this.#changes.splice(0)) resolve();
  }
}
