import { Act } from "../protocol/acts.ts";
import { type Refusal, type Result, refuse } from "../protocol/codes.ts";
import type { ClientId, RoomId } from "../protocol/ids.ts";
import { refuseText } from "../protocol/message.ts";
import type { Doing } from "./act-queue.ts";
import { Answers } from "./answers.ts";
import type { ClientParts } from "./client-parts.ts";
import { callableHandles } from "./room-calls.ts";
import type { RoomEffect, RoomLog } from "./room-log.ts";

/** Acts that are kept on the device and wait for a connection. The others are for people who see what they do. */
const WAITING: ReadonlySet<Act["type"]> = new Set(["edit", "delete", "react", "pin", "vote"]);

/** The acts of one room: keeps them on the device, and gives those who wait the answers. */
export class RoomActs {
  readonly #parts: ClientParts;
  readonly #room_id: RoomId;
  readonly #log: RoomLog;
  readonly #go: (effects: readonly RoomEffect[]) => void;
  readonly #answers = new Answers();

  constructor(
    parts: ClientParts,
    room_id: RoomId,
    log: RoomLog,
    go: (effects: readonly RoomEffect[]) => void,
  ) {
    this.#parts = parts;
    this.#room_id = room_id;
    this.#log = log;
    this.#go = go;
  }

  /** Resolves with the room's answer, however late that is. */
  perform(act: Act, called: readonly string[] = []): Promise<Result<null>> {
    const handles = act.type === "edit" ? callableHandles(called) : [];
    const refusal = this.#whyNot(act);
    if (refusal) return Promise.resolve(refusal);
    const { clock, newClientId, store } = this.#parts;
    const doing: Doing<Act> = {
      client_id: newClientId(),
      act,
      ...(handles.length > 0 && { handles }),
      created_at: clock.now(),
    };
    const answer = this.#answers.wait(doing.client_id);
    const waits = WAITING.has(act.type);
    this.#go(this.#log.acts.add(doing, !waits).map((settled) => ({ type: "acted", ...settled })));
    if (waits)
      void store.putAct(this.#room_id, doing).then(() => {
        this.#log.acts.kept(doing.client_id);
        this.#go([]);
      });
    return answer;
  }

  /** Takes up the acts found on the device; see `ActQueue`. */
  adopt(found: readonly Doing<Act>[], isOurs: (doing: Doing<Act>) => boolean, mayGo: boolean): RoomEffect[] {
    return this.#log.acts.adopt(found, isOurs, mayGo).map((settled) => ({ type: "acted", ...settled }));
  }

  settled(client_id: ClientId, result: Result<null>): void {
    void this.#parts.store.deleteAct(this.#room_id, client_id);
    this.#answers.give(client_id, result);
  }

  close(): void {
    this.#answers.close();
  }

  /** What is certain to be refused is not even shown. */
  #whyNot(act: Act): Refusal | undefined {
    if (!Act.safeParse(act).success) return refuse("bad_request");
    if (this.#log.facts.removed) return refuse("not_a_member");
    if (!WAITING.has(act.type) && !this.#log.isCurrent) return refuse("unavailable");
    return act.type === "edit" ? refuseText(act.text) : undefined;
  }
}
