import { createParlor, MemoryStorage, type Parlor } from "../../src/client/index.ts";
import { newHandle, PASSWORD } from "./person.ts";

/** Resolves when what an observable shows satisfies the question. */
export function until<T>(
  observable: { get(): T; subscribe(listener: () => void): () => void },
  is: (value: T) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!is(observable.get())) return;
      stop();
      resolve();
    };
    const stop = observable.subscribe(look);
    queueMicrotask(look);
  });
}

/** Somebody without a browser. */
export async function quietly(url: string, name: string, handle = newHandle("quiet")): Promise<Parlor> {
  const parlor = createParlor({ url, storage: new MemoryStorage() });
  const entered = await parlor.register({ handle, password: PASSWORD, name });
  if (!entered.ok) throw new Error(`could not register: ${entered.code}`);
  return parlor;
}

/** A group in which somebody has said "Line 1" to "Line n", and somebody else is invited. */
export async function talkative(
  url: string,
  options: { room: string; messages: number; invite: string },
): Promise<void> {
  const parlor = await quietly(url, "Talker");
  const found = await parlor.call("people", { q: options.invite });
  const members = found.ok ? found.value.people.map(({ user_id }) => user_id) : [];
  const room = await parlor.createRoom({ kind: "group", name: options.room, members });
  if (!room.ok) throw new Error(`could not make a room: ${room.code}`);
  const handle = parlor.openRoom(room.value.room_id);
  for (let line = 1; line <= options.messages; line++) handle.send({ text: `Line ${line}` });
  await until(handle.state, ({ head, pending }) => head >= options.messages && pending.length === 0);
  handle.close();
  parlor.close();
}
